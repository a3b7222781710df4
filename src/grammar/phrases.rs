//! What a phrase of the tables means and when it counts, and the tables of both languages made ready.
//!
//! The phrases themselves stand in `korean` and `english`.

use std::sync::LazyLock;

use super::pattern::{Class, Classes, Pattern, Spacing};
use super::situation::{Answer, Choice, Last, Others, Setting, Situation};
use super::{Deed, english, korean};
use crate::domain::Hint;

/// What a phrase asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The last message again, with the model that is named, else with another.
    Redo,
    /// The last message again, with anybody but the model that is named.
    RedoWithout,
    /// The last message again, with each model that is named.
    AskBoth,
    Pin,
    /// Stay with whoever answered last.
    PinLast,
    Unpin,
    WhyThisModel,
    WhoAnswered,
    /// How much was used in the days, or in the talk, that the phrase names.
    HowMuch,
    /// How much the last answer took.
    HowMuchForAnswer,
    NewConversation,
    ContinueLast,
    Conversations,
    Undo,
    Help,
    /// Something in a talk.
    Do(Deed),
}

/// Where a phrase may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It must be the whole message, without a word before or behind it: `please help` asks for something else.
    Alone,
    /// It must be the whole message: as a part of one it could be about anything.
    Whole,
    /// It may be the first clause too, where a colon or a full stop ends it.
    Opening,
    /// It may be the first or the last clause too.
    Edge,
}

/// What must be so for a phrase to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Always,
    /// There is an answer that it can be about.
    Answered,
    /// There is none yet: what is to be gone on with is no answer of this conversation.
    Unanswered,
    /// There is one, and no other models are spoken of.
    AnsweredNotOfModels,
    /// No other models are spoken of. Where there is no answer nothing else can be meant either, and that is told.
    NotOfModels,
    /// Nobody speaks of money.
    NotOfMoney,
    /// Nobody speaks of money, or of what else costs some.
    NotOfBills,
    /// Nobody speaks of money, of what else costs some, or asks how much there is of anything.
    NotOfAmounts,
    /// Nobody speaks of any of that, or of anything else that is used up.
    NotOfSpending,
    /// There is an answer that it can be about, and nobody speaks of money or of what else costs some.
    AnsweredNotOfBills,
    /// Nobody speaks of something else that has chats.
    NotOfChats,
    /// There is a pin, and nobody speaks of what runs by itself.
    Pinned,
    /// There is a pin, the phrase speaks of one, and nobody speaks of anything else that is pinned or locked.
    PinnedNotOfFixtures,
    /// There is a pin, and the phrase itself says that it is a model's.
    PinnedSoSaid,
    /// There is a pin, of which the phrase says nothing, and a receipt was just shown.
    PinnedJustNow,
    /// A receipt was just shown.
    Receipt,
    /// There is an answer on the screen of a talk.
    InTalk,
    /// There is, and nobody speaks of something else that has chats.
    InTalkNotOfChats,
    /// There is, and nobody speaks of what else is written and sent.
    InTalkNotOfMail,
    /// There is, and it is one of several to the same message.
    InTalkOfSeveral,
}

/// One row of a table.
pub(super) type Row = (Meaning, Place, When, &'static str);

/// The phrases of a language.
pub(super) struct Table {
    pub rows: &'static [Row],
    pub classes: &'static [Class],
    /// What may be wished of an answer; of two that fit, the first counts.
    pub wishes: &'static [(Hint, Said, &'static str)],
    /// Words before a phrase that add nothing, the longer first.
    pub openers: &'static [&'static str],
    /// Words after it.
    pub closers: &'static [&'static str],
    pub spacing: Spacing,
}

/// Where words wish something about the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// In any line, and beside a redo.
    Anywhere,
    /// In any line, where a word stands behind them that begins so; `""`: no word at all.
    Before(&'static [&'static str]),
    /// Beside a redo. In any other line they are of the message.
    BesideRedo,
}

/// A wish, ready to be matched.
#[derive(Debug)]
pub(super) struct Wish {
    pub hint: Hint,
    pub said: Said,
    pub pattern: Pattern,
}

/// A row, ready to be matched.
#[derive(Debug)]
pub(super) struct Phrase {
    pub meaning: Meaning,
    pub place: Place,
    pub when: When,
    pub pattern: Pattern,
}

/// A language's phrases, made ready when a line in it is read first.
pub(super) struct Phrases {
    pub table: &'static Table,
    read: LazyLock<Read>,
    wishes: LazyLock<Vec<Wish>>,
}

/// What is read of a table.
pub(super) struct Read {
    pub rows: Vec<Phrase>,
    /// What may follow an address or a mention to ask for the last message again.
    pub again: Pattern,
    /// What follows a bare name and makes it an address.
    pub request: Pattern,
}

impl Read {
    fn of(table: &'static Table, classes: &Classes, again: &'static str, request: &'static str) -> Self {
        let read = |source| Pattern::read(source, classes, table.spacing);
        let rows = table
            .rows
            .iter()
            .map(|&(meaning, place, when, source)| Phrase { meaning, place, when, pattern: read(source) })
            .collect();
        Self { rows, again: read(again), request: read(request) }
    }
}

/// Those of a table, which are looked for in lines that are far too long for a phrase.
fn wishes_of(table: &'static Table, classes: &Classes) -> Vec<Wish> {
    let read = |source| Pattern::read(source, classes, table.spacing);
    table.wishes.iter().map(|&(hint, said, source)| Wish { hint, said, pattern: read(source) }).collect()
}

impl Phrases {
    pub fn rows(&self) -> &[Phrase] {
        &self.read.rows
    }

    pub fn again(&self) -> &Pattern {
        &self.read.again
    }

    pub fn request(&self) -> &Pattern {
        &self.read.request
    }

    pub fn wishes(&self) -> &[Wish] {
        &self.wishes
    }
}

/// Whether a phrase of the table's `place` may stand where one was looked for.
pub(super) fn is_allowed(place: Place, looked_for: Place) -> bool {
    match looked_for {
        Place::Alone | Place::Whole => true,
        Place::Opening => matches!(place, Place::Opening | Place::Edge),
        Place::Edge => place == Place::Edge,
    }
}

/// Whether it is so what must be for a phrase to count.
pub(super) fn is_time(when: When, situation: &Situation<'_>) -> bool {
    let is_answered = situation.answer == Answer::Given;
    let is_in_talk = is_answered && situation.setting == Setting::Talk;
    match when {
        When::Always => true,
        When::Answered => is_answered,
        When::Unanswered => !is_answered,
        When::AnsweredNotOfModels => is_answered && !situation.subject.is_models(),
        When::NotOfModels => !situation.subject.is_models(),
        When::NotOfMoney => !situation.subject.is_money(),
        When::NotOfBills => !situation.subject.is_bills(),
        When::NotOfAmounts => !situation.subject.is_amounts(),
        When::NotOfSpending => !situation.subject.is_spending(),
        When::AnsweredNotOfBills => is_answered && !situation.subject.is_bills(),
        When::NotOfChats => !situation.subject.is_chats(),
        When::Pinned => situation.choice == Choice::Pinned && !situation.subject.is_automation(),
        When::PinnedNotOfFixtures => situation.choice == Choice::Pinned && !situation.subject.is_fixtures(),
        When::PinnedSoSaid => situation.choice == Choice::Pinned,
        When::PinnedJustNow => situation.choice == Choice::Pinned && situation.last == Last::Receipt,
        When::Receipt => situation.last == Last::Receipt,
        When::InTalk => is_in_talk,
        When::InTalkNotOfChats => is_in_talk && !situation.subject.is_chats(),
        When::InTalkNotOfMail => is_in_talk && !situation.subject.is_mail(),
        When::InTalkOfSeveral => is_in_talk && situation.others == Others::There,
    }
}

/// Both languages, Korean first.
pub(super) fn all() -> &'static [Phrases; 2] {
    static KOREAN: LazyLock<Classes> = LazyLock::new(|| Classes::read(korean::TABLE.classes));
    static ENGLISH: LazyLock<Classes> = LazyLock::new(|| Classes::read(english::TABLE.classes));
    static ALL: [Phrases; 2] = [
        Phrases {
            table: &korean::TABLE,
            read: LazyLock::new(|| Read::of(&korean::TABLE, &KOREAN, korean::AGAIN, korean::REQUEST)),
            wishes: LazyLock::new(|| wishes_of(&korean::TABLE, &KOREAN)),
        },
        Phrases {
            table: &english::TABLE,
            read: LazyLock::new(|| Read::of(&english::TABLE, &ENGLISH, english::AGAIN, english::REQUEST)),
            wishes: LazyLock::new(|| wishes_of(&english::TABLE, &ENGLISH)),
        },
    ];
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_that_a_phrase_names_stands_before_it() {
        for table in [&korean::TABLE, &english::TABLE] {
            for (at, (name, words)) in table.classes.iter().enumerate() {
                for piece in words.split('<').skip(1) {
                    let named = piece.split('>').next().expect("a name");
                    assert!(table.classes[..at].iter().any(|it| it.0 == named), "<{named}> in {name}");
                }
            }
            let wishes = table.wishes.iter().map(|wish| wish.2);
            let sources = table.rows.iter().map(|row| row.3).chain(table.classes.iter().map(|class| class.1));
            let sources = sources.chain(wishes);
            for source in sources {
                assert_eq!(source.matches('(').count(), source.matches(')').count(), "{source}");
                for piece in source.split('<').skip(1) {
                    let class = piece.split('>').next().expect("a name");
                    let is_known = matches!(class, "name" | "name~") || table.classes.iter().any(|it| it.0 == class);
                    assert!(is_known, "<{class}> in {source}");
                }
            }
        }
    }
}
