//! What is handed to the store and what it hands back, beyond the types of `domain`.

use crate::domain::conversation::Turn;
use crate::domain::conversation::TurnState;
use crate::domain::event::PassedOver;
use crate::domain::{
    AttemptOutcome, Candidate, ConversationId, FailureKind, Finish, Hint, KeyMark, MicroUsd, ModelRef, Overrule,
    Preset, ProjectHeld, Role, Route, Source, Surface, TurnId, UnixMillis, Usage,
};

/// A conversation to begin.
#[derive(Debug, Clone, Copy)]
pub struct NewConversation<'a> {
    /// Where it begins.
    pub surface: Surface,
    /// The folder in which it begins; `-c` looks for it there.
    pub folder: Option<&'a str>,
    /// The user's own name for it.
    pub name: Option<&'a str>,
    /// A title for lists. Where it is empty, the first message gives it.
    pub title: &'a str,
    /// Standing instructions.
    pub system: Option<&'a str>,
    /// Who answers all of it.
    pub pin: Option<&'a Candidate>,
    /// The time.
    pub now: UnixMillis,
}

/// The conversation of an exchange.
#[derive(Debug, Clone, Copy)]
pub enum Belongs<'a> {
    /// One that exists.
    To(&'a ConversationId),
    /// One that exists, behind that turn of it; behind none, at its beginning.
    Behind(&'a ConversationId, Option<TurnId>),
    /// A new one; if another process has begun one of that name in the meantime, that one.
    ToNew(NewConversation<'a>),
}

/// How an answer is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Routing<'a> {
    /// The route taken.
    pub route: Option<Route>,
    /// How it was chosen.
    pub source: Option<Source>,
    /// Its probability.
    pub confidence: Option<f32>,
    /// Who is asked first.
    pub candidate: Option<&'a Candidate>,
    /// What the message wishes of its answer. Kept with the message alone.
    pub hints: &'a [Hint],
}

/// A message of the person's, whose answer is about to be asked for.
#[derive(Debug, Clone, Copy)]
pub struct NewExchange<'a> {
    /// Where it belongs. If that is not said more closely, it follows the turn that the conversation goes on from when it is
    /// written.
    pub conversation: Belongs<'a>,
    /// The person's words.
    pub text: &'a str,
    /// What was piped or attached, as it is sent.
    pub material: Option<&'a str>,
    /// How its answer is asked for.
    pub routing: Routing<'a>,
    /// The time.
    pub now: UnixMillis,
}

/// Another answer to a question that has one.
#[derive(Debug, Clone, Copy)]
pub struct NewSibling<'a> {
    /// The person's turn.
    pub question: TurnId,
    /// How its answer is asked for.
    pub routing: Routing<'a>,
    /// The time.
    pub now: UnixMillis,
}

/// The two turns of an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Their conversation.
    pub conversation: ConversationId,
    /// The person's.
    pub question: TurnId,
    /// The model's, still open.
    pub answer: TurnId,
}

/// How an answer ended.
#[derive(Debug, Clone, Copy)]
pub struct TurnEnd<'a> {
    /// The whole answer, or all that came. It takes the place of the parts.
    pub text: &'a str,
    /// `Complete` only if the provider said so. `Open` is kept as `Incomplete`: nobody writes it any more.
    pub state: TurnState,
    /// How it ended.
    pub finish: Option<Finish>,
    /// Who answered; `None` leaves whom it was begun with.
    pub candidate: Option<&'a Candidate>,
    /// Every try, in order.
    pub attempts: &'a [LedgerRow<'a>],
    /// The time.
    pub now: UnixMillis,
}

/// A try's row in the ledger, which was begun when it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunRow(pub(super) i64);

/// One try, for the ledger.
#[derive(Debug, Clone, Copy)]
pub struct LedgerRow<'a> {
    /// The row that it was begun with, whose place it takes.
    pub begun: Option<BegunRow>,
    /// Who was asked.
    pub model: &'a ModelRef,
    /// With which key.
    pub key: KeyMark,
    /// The route it served.
    pub route: Option<Route>,
    /// The surface that asked.
    pub surface: Surface,
    /// What became of it.
    pub outcome: AttemptOutcome,
    /// Why it did not answer.
    pub failure: Option<FailureKind>,
    /// Tokens. Above 2^63-1 they are kept as that.
    pub usage: Usage,
    /// `None` where the price is not known.
    pub cost: Option<MicroUsd>,
    /// The plan asks no money.
    pub free: bool,
    /// From sending to the first text.
    pub ttft_ms: Option<u64>,
    /// From sending to the end.
    pub total_ms: u64,
    /// When it was sent.
    pub at: UnixMillis,
    /// Where the answer is kept.
    pub conversation: Option<&'a ConversationId>,
    /// The answer's turn.
    pub turn: Option<TurnId>,
    /// The provider's id of the request.
    pub request_id: Option<&'a str>,
}

/// What a provider said of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyWas {
    /// It takes it.
    Taken,
    /// It does not.
    Refused,
}

/// One try, as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    /// Who was asked.
    pub model: ModelRef,
    /// What became of it.
    pub outcome: AttemptOutcome,
    /// Why it did not answer.
    pub failure: Option<FailureKind>,
    /// Tokens.
    pub usage: Usage,
    /// `None` where the price is not known.
    pub cost: Option<MicroUsd>,
    /// The plan asks no money.
    pub free: bool,
    /// From sending to the first text.
    pub ttft_ms: Option<u64>,
    /// From sending to the end.
    pub total_ms: u64,
    /// When it was sent.
    pub at: UnixMillis,
    /// The provider's id of the request.
    pub request_id: Option<String>,
}

/// The last question of a branch and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LastExchange {
    /// The person's turn.
    pub question: Turn,
    /// The answer that the branch goes on from.
    pub answer: Turn,
    /// The other answers to the same question, oldest first.
    pub others: Vec<Turn>,
    /// The tries of `answer`, in order.
    pub attempts: Vec<Attempted>,
    /// Who was passed over on the way; some may have been asked later.
    pub passed_over: Vec<PassedOver>,
    /// The setting that chose who answers, if one did.
    pub preset: Option<Preset>,
    /// The project's file that held.
    pub project: Option<ProjectHeld>,
}

/// Under which circumstances an answer came.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// Who was passed over on the way, in that order.
    pub passed_over: &'a [PassedOver],
    /// The setting that chose who answers, if one did.
    pub preset: Option<Preset>,
    /// The project's file that held.
    pub project: Option<&'a ProjectHeld>,
}

/// A message whose route the person overruled.
#[derive(Debug, Clone, PartialEq)]
pub struct Overruled {
    /// What happened. Its turn is the question.
    pub overrule: Overrule,
    /// The person's turn; `None` where its words are not kept.
    pub question: Option<Turn>,
    /// Turns before it, oldest first.
    pub past: Vec<Turn>,
}

/// The personal layer over the router's weights, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLayer {
    /// In the router's own form.
    pub bytes: Vec<u8>,
    /// How many examples it was learnt from.
    pub n_examples: u64,
    /// When.
    pub at: UnixMillis,
}

/// Which conversations are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListScope {
    /// Without one-shots: single questions of `ask` and MCP that were never gone on with, named or starred.
    #[default]
    Continued,
    /// All that have a turn.
    All,
    /// Those that the user starred.
    Starred,
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListFilter<'a> {
    /// Which.
    pub scope: ListScope,
    /// Only of this folder.
    pub folder: Option<&'a str>,
    /// At most so many.
    pub limit: usize,
}

/// The user's mark on a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Star {
    /// Marked.
    Starred,
    /// Not marked.
    Plain,
}

/// A change of a conversation's pin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinChange {
    /// Who was pinned before.
    pub before: Option<Candidate>,
}

/// Something that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where.
    pub conversation: ConversationId,
    /// Its name.
    pub name: Option<String>,
    /// Its title.
    pub title: String,
    /// The turn; `None` where name or title was found.
    pub turn: Option<TurnId>,
    /// Who said it.
    pub role: Option<Role>,
    /// The words with some of what stands around them, on one line.
    pub snippet: String,
    /// When it was said, or the conversation was begun.
    pub at: UnixMillis,
}

/// What the ledger is summed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsageBy<'a> {
    /// `provider:model`.
    Model,
    /// The route's name; no key where no route was taken.
    Route,
    /// The surface's name.
    Surface,
    /// `provider:model`, of one conversation.
    ModelIn(&'a ConversationId),
    /// The conversation's id, labelled with its name or title; no key where it was removed or nothing was kept.
    Conversation,
    /// Local days, whose bounds the caller knows. Tries outside of all of them are not counted.
    Day(&'a [Day]),
}

/// A local day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// How it is called: `2026-11-30`.
    pub name: String,
    /// Its first millisecond.
    pub start: UnixMillis,
    /// The first millisecond after it.
    pub end: UnixMillis,
}

/// Sums of the ledger under one key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsageRow {
    /// What is summed: see [`UsageBy`].
    pub key: Option<String>,
    /// What a person calls it, where that is not the key.
    pub label: Option<String>,
    /// Tries.
    pub n_requests: u64,
    /// Tries that neither answered in full nor were stopped by the user.
    pub n_errors: u64,
    /// Tokens of all of them.
    pub usage: Usage,
    /// What those with a known price cost.
    pub cost_known: MicroUsd,
    /// Tries whose price is not known, on plans that ask money.
    pub n_unknown_cost: u64,
    /// Median time to the first text, in milliseconds, of those that had one.
    pub ttft_p50_ms: Option<u64>,
    /// 95th percentile of it (nearest rank).
    pub ttft_p95_ms: Option<u64>,
    /// Median time to the end, in milliseconds, of those that answered in full.
    pub total_p50_ms: Option<u64>,
    /// 95th percentile of it (nearest rank).
    pub total_p95_ms: Option<u64>,
}

impl UsageRow {
    /// The whole cost; `None` where any part of it is not known.
    #[must_use]
    pub fn cost(&self) -> Option<MicroUsd> {
        (self.n_unknown_cost == 0).then_some(self.cost_known)
    }
}

/// Money that went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// What is known.
    pub known: MicroUsd,
    /// Tries whose price is not known, on plans that ask money.
    pub n_unknown: u64,
}

/// An entry of the account of sent tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenEntry(pub(super) i64);

/// What a plan lets through in a sliding window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The window's beginning, a minute before now for a limit by the minute.
    pub since: UnixMillis,
    /// Tokens that may be sent in it.
    pub n_tokens: u64,
}

/// What is known of a model that failed of late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Failures without a success between.
    pub n_failures: u64,
    /// When it failed last.
    pub failed_at: UnixMillis,
    /// Until when it is left alone; past, where it waits for its probe.
    pub resting_until: Option<UnixMillis>,
}

/// The user's answer to paying a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// It may be used.
    Yes,
    /// It may not.
    No,
}
