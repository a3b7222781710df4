//! Takes a call from its arguments to its result: checks, asks the engine, follows the turn, words the answer.
//!
//! Everything that can be refused is refused before a request is sent. The desk knows tools and turns, and
//! nothing of transports.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::model::{CallToolResult, JsonObject};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use serde_json::json;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::answer::{self, Fit, Remarks};
use super::arguments::{self, AskArguments, Period, UsageArguments};
use super::files::{Root, Withheld};
use super::progress::{self, Progress};
use super::spending::Spending;
use super::surface;
use super::trouble::{self, OtherWay, Trouble};
use super::turns::{Job, Step};
use crate::config::mcp::{Pin, ServeOptions, ToolName};
use crate::domain::{ConversationId, Role, Surface, UnixMillis, tokens};
use crate::engine::namesake::InPlace;
use crate::engine::{
    Choice, Engine, Error, Failover, Keeping, Outcome, Reach, Showing, Thread, TurnPlan, TurnRequest, forms,
};
use crate::material::{self, Material};
use crate::store::{UsageBy, UsageRow};

/// Long answers that are in no conversation and are kept by the server, so many.
const N_UNKEPT: usize = 8;
/// The longest list of a call's parts, in bytes: a line of trouble holds it and its advice.
const MAX_LIST: usize = 560;
/// The longest name in it, in characters.
const MAX_NAME: usize = 42;

/// All that a server's calls share.
pub(super) struct Desk {
    pub engine: Arc<Engine>,
    pub options: ServeOptions,
    pub root: Root,
    jobs: mpsc::UnboundedSender<Job>,
    /// Cancelled once the client of all calls has left, or the server is to stop.
    gone: CancellationToken,
    spending: Arc<Spending>,
    /// Where the last answer is: `"last"`.
    last: Mutex<Last>,
    /// Long answers that were not stored, by the end of their URI.
    unkept: Mutex<VecDeque<(String, String)>>,
}

/// Where a server's last answer is.
#[derive(Debug, Clone, Default)]
enum Last {
    /// There was none.
    #[default]
    Nothing,
    Conversation(ConversationId),
    /// In no conversation.
    Unkept,
}

/// A call that was read and checked.
struct Asked {
    request: TurnRequest,
    /// Tokens of each part, for a caller whose call is too large.
    parts: String,
    /// Who else could answer.
    other: OtherWay,
}

impl Asked {
    fn trouble(&self, engine: &Engine, error: &Error) -> Trouble {
        trouble::of_error(engine, error, trouble::Call { parts: &self.parts, other: &self.other })
    }
}

impl Desk {
    pub fn new(
        engine: Arc<Engine>,
        options: ServeOptions,
        jobs: mpsc::UnboundedSender<Job>,
        gone: CancellationToken,
    ) -> Self {
        let home = engine.environment().get("HOME").or_else(|| engine.environment().get("USERPROFILE"));
        let withheld = Withheld::of(engine.settings(), engine.known_keys());
        let root = Root::new(&options.root, home.map(std::path::Path::new), withheld);
        let spending = Spending::new(options.max_cost, options.max_calls, options.max_at_once);
        Self { engine, options, root, jobs, gone, spending, last: Mutex::default(), unkept: Mutex::default() }
    }

    /// Answers a call of a tool that is offered.
    pub async fn call(
        &self,
        tool: ToolName,
        arguments: Option<JsonObject>,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResult, ErrorData> {
        let result = match tool {
            ToolName::Route => self.route(arguments).await,
            ToolName::Usage => self.usage(arguments),
            ToolName::Ask | ToolName::Qwen | ToolName::Kimi | ToolName::Meta => {
                return self.ask(tool, arguments, context).await;
            }
        };
        Ok(result.unwrap_or_else(|trouble| trouble.result()))
    }

    async fn ask(
        &self,
        tool: ToolName,
        arguments: Option<JsonObject>,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResult, ErrorData> {
        let mut asked = match self.read(tool, arguments) {
            Ok(asked) => asked,
            Err(trouble) => return Ok(trouble.result()),
        };
        let plan = match self.engine.plan(&asked.request).await {
            Ok(plan) => plan,
            Err(error) => return Ok(asked.trouble(&self.engine, &error).result()),
        };
        let mut leave = match self.spending.ask(plan.estimate().cost) {
            Ok(leave) => leave,
            Err(trouble) => return Ok(trouble.result()),
        };
        asked.request.max_cost = leave.most();
        let mut remarks = Remarks::default();
        remarks.handed_over = self.served_instead(tool, &asked.request.choice, &plan);
        let mut progress = Progress::new(context, asked.request.max_tokens);
        // Cancelled by the client's word, by its going away, and by this call being dropped; what came is still answered.
        let cancel = context.ct.child_token();
        let _dropped = cancel.clone().drop_guard();
        let (steps, mut told) = mpsc::unbounded_channel();
        let (ended, mut outcome) = oneshot::channel();
        let request = asked.request.clone();
        let handed_in = self.jobs.send(Job { request, plan, cancel: cancel.clone(), steps, outcome: ended });
        if handed_in.is_err() {
            return Err(ErrorData::internal_error("the server is going down", None));
        }
        let mut seconds = tokio::time::interval_at(tokio::time::Instant::now() + progress::EVERY, progress::EVERY);
        let outcome = loop {
            tokio::select! {
                biased;
                Some(step) = told.recv() => {
                    if let Step::Event(event) = &step {
                        remarks.note(event);
                    }
                    progress.note(&step).await;
                }
                ended = &mut outcome => break ended,
                () = self.gone.cancelled(), if !cancel.is_cancelled() => cancel.cancel(),
                _ = seconds.tick(), if progress.is_wanted() => progress.tick().await,
            }
        };
        let Ok(outcome) = outcome else { return Err(ErrorData::internal_error("the turn ended abnormally", None)) };
        if let Some(result) = &outcome.result {
            leave.settle(result.cost);
        }
        Ok(self.answer(outcome, remarks, &asked))
    }

    /// Words how a turn ended. What came of an answer is never withheld.
    fn answer(&self, outcome: Outcome, mut remarks: Remarks, asked: &Asked) -> CallToolResult {
        let Outcome { result, error } = outcome;
        let Some(result) = result.filter(|result| !result.text.trim().is_empty()) else {
            return match error {
                Some(error) => asked.trouble(&self.engine, &error).result(),
                None => {
                    Trouble::new("empty_answer", format!("the model answered nothing; ask again{}", asked.other.or()))
                        .result()
                }
            };
        };
        if let Some(Error::NotStored(_)) = &error {
            remarks.add(answer::NOT_STORED.to_owned());
        }
        if let (Some(wanted), Some(candidate)) = (asked.request.effort, &result.candidate)
            && candidate.effort != Some(wanted)
        {
            remarks.add(format!("it has no effort {}", wanted.as_str()));
        }
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = match &result.conversation {
            Some(id) => Last::Conversation(id.clone()),
            None => Last::Unkept,
        };
        let fit = Fit { max_chars: self.options.max_answer_chars };
        answer::result(&result, &remarks, fit, |text| match (&result.conversation, result.turn) {
            (Some(id), Some(turn)) => format!("baro://answers/{id}.{}", turn.0),
            _ => self.keep(text),
        })
    }

    /// Keeps a long answer that is in no conversation.
    fn keep(&self, text: &str) -> String {
        let mut unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        let number = unkept.back().and_then(|(name, _)| name.strip_prefix('u')?.parse::<u64>().ok()).unwrap_or(0) + 1;
        let name = format!("u{number}");
        if unkept.len() == N_UNKEPT {
            unkept.pop_front();
        }
        unkept.push_back((name.clone(), text.to_owned()));
        format!("baro://answers/{name}")
    }

    /// A long answer that the server keeps.
    pub fn unkept(&self, name: &str) -> Option<String> {
        let unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        unkept.iter().find(|(other, _)| other == name).map(|(_, text)| text.clone())
    }

    /// The ids of answers: those of the conversation that `typed` begins with, else of the last one, the newest first, and what
    /// the server itself keeps.
    pub fn answers_like(&self, typed: &str) -> Vec<String> {
        let conversation = match typed.split_once('.') {
            Some((conversation, _)) => ConversationId::parse(conversation),
            None => match &*self.last.lock().unwrap_or_else(PoisonError::into_inner) {
                Last::Conversation(id) => Some(id.clone()),
                Last::Nothing | Last::Unkept => None,
            },
        };
        let turns = conversation.map_or_else(Vec::new, |id| {
            let turns = self.engine.with_store(|store| store.branch(&id)).unwrap_or_default();
            let answers = turns.into_iter().rev().filter(|turn| turn.role == Role::Assistant);
            answers.map(|turn| format!("{id}.{}", turn.id.0)).collect()
        });
        let unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        turns.into_iter().chain(unkept.iter().rev().map(|(name, _)| name.clone())).collect()
    }

    /// What went wrong where no model was asked for.
    fn trouble(&self, error: &Error) -> Trouble {
        trouble::of_error(&self.engine, error, trouble::Call { parts: "", other: &OtherWay::None })
    }

    fn read(&self, tool: ToolName, arguments: Option<JsonObject>) -> Result<Asked, Trouble> {
        let asked: AskArguments = arguments::read(tool, arguments)?;
        if asked.prompt.trim().is_empty() {
            return Err(Trouble::new("bad_arguments", "`prompt` is missing or empty"));
        }
        let choice = self.choice(tool, asked.model.as_deref())?;
        let thread = self.thread(asked.conversation_id.as_deref())?;
        let (material, parts) = self.material(&asked)?;
        let request = TurnRequest {
            text: asked.prompt,
            material: material.map(Arc::new),
            choice,
            thread,
            surface: Surface::Mcp,
            folder: self.options.folder.clone(),
            max_tokens: asked.max_tokens,
            timeout: Some(self.options.timeout),
            effort: asked.effort,
            asker: self.asker(),
            reach: Reach::Anywhere,
            failover: Failover::Allowed,
            keeping: if self.engine.settings().history.keep { Keeping::Kept } else { Keeping::Private },
            showing: Showing::Counted,
            ..TurnRequest::default()
        };
        let other = self.other_way(tool, asked.model.as_deref());
        Ok(Asked { request, parts, other })
    }

    /// Context and files as material, and how many tokens each part takes.
    fn material(&self, asked: &AskArguments) -> Result<(Option<String>, String), Trouble> {
        let mut materials = Vec::new();
        if let Some(context) = asked.context.as_ref().filter(|context| !context.trim().is_empty()) {
            materials.push(Material::from_text("context", context.replace('\0', "")));
        }
        materials.extend(self.root.read_all(asked.files.as_deref().unwrap_or_default())?);
        let mut parts = vec![("prompt".to_owned(), tokens::estimate(&asked.prompt))];
        parts.extend(materials.iter().map(|material| (material.name.clone(), tokens::estimate(&material.text))));
        Ok((material::fence(materials), listed(parts)))
    }

    /// Who is to answer.
    fn choice(&self, tool: ToolName, model: Option<&str>) -> Result<Choice, Trouble> {
        let model = model.map(str::trim).filter(|name| !name.is_empty());
        let named = |name: &str| Choice::by_flag(self.engine.settings(), name);
        match (&self.options.pin, model) {
            (Pin::Models(models), model) => match model {
                Some(name) if models.iter().any(|pinned| pinned == name) => Ok(named(name)),
                Some(name) if named(name) != Choice::Router => {
                    Err(Trouble::new("no_such_model", format!("this server is pinned to {}", models.join(", "))))
                }
                _ => Ok(models.first().map_or(Choice::Auto, |first| named(first))),
            },
            (Pin::Route(route), Some(name)) if named(name) != Choice::Router => Err(Trouble::new(
                "bad_arguments",
                format!("this server is pinned to the route {route}; leave `model` out"),
            )),
            (pin, model) => match (tool.namesake(), model, pin) {
                (Some(namesake), ..) => {
                    Ok(Choice::Preferred { name: namesake.family.to_owned(), route: namesake.route })
                }
                (None, _, Pin::Route(route)) => Ok(Choice::Route(*route)),
                (None, Some(name), _) => Ok(named(name)),
                (None, None, Pin::Auto) => Ok(Choice::Router),
                (None, None, _) => Ok(Choice::Auto),
            },
        }
    }

    /// How a caller can have another model answer.
    fn other_way(&self, tool: ToolName, model: Option<&str>) -> OtherWay {
        match &self.options.pin {
            Pin::Models(models) if models.len() > 1 => OtherWay::OtherModel,
            Pin::Models(models) => OtherWay::Pinned(models.join(", ")),
            Pin::None | Pin::Auto if tool == ToolName::Ask && model.is_some() => OtherWay::WithoutModel,
            Pin::None | Pin::Auto if tool == ToolName::Ask => OtherWay::OtherModel,
            Pin::None | Pin::Auto if self.offered().contains(&ToolName::Ask) => OtherWay::Ask,
            Pin::Route(_) | Pin::None | Pin::Auto => OtherWay::None,
        }
    }

    /// Whether `ask` takes this name of a model.
    pub fn takes_model(&self, name: &str) -> bool {
        match &self.options.pin {
            Pin::None | Pin::Auto => self.engine.knows_name(name),
            Pin::Route(_) => false,
            Pin::Models(models) => models.iter().any(|pinned| pinned == name),
        }
    }

    fn asker(&self) -> Option<&'static str> {
        self.options.anthropic.asker()
    }

    /// The conversation of an id, which must be whole: a beginning could be guessed.
    fn thread(&self, id: Option<&str>) -> Result<Thread, Trouble> {
        let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) else { return Ok(Thread::New { name: None }) };
        self.conversation(id).map(Thread::Existing)
    }

    /// The conversation of a whole id or of `last`.
    pub fn conversation(&self, id: &str) -> Result<ConversationId, Trouble> {
        if id == "last" {
            let why = match &*self.last.lock().unwrap_or_else(PoisonError::into_inner) {
                Last::Conversation(id) => return self.existing(id.clone()),
                Last::Unkept => "the last answer was not kept (history.keep is off); pass what is needed as `context`",
                Last::Nothing => "this server has answered nothing yet; leave conversation_id out to begin",
            };
            return Err(Trouble::new("unknown_conversation", why));
        }
        self.existing(ConversationId::parse(id).ok_or_else(trouble::unknown_conversation)?)
    }

    fn existing(&self, id: ConversationId) -> Result<ConversationId, Trouble> {
        self.engine.with_store(|store| store.conversation(&id)).map_err(|error| self.trouble(&error))?;
        Ok(id)
    }

    async fn route(&self, arguments: Option<JsonObject>) -> Result<CallToolResult, Trouble> {
        let asked: AskArguments = arguments::read(ToolName::Route, arguments)?;
        let (material, parts) = self.material(&asked)?;
        let request = TurnRequest {
            text: asked.prompt.clone(),
            material: material.map(Arc::new),
            choice: self.choice(ToolName::Ask, None)?,
            surface: Surface::Mcp,
            asker: self.asker(),
            ..TurnRequest::default()
        };
        let asked = Asked { request, parts, other: OtherWay::None };
        let plan = self.engine.plan(&asked.request).await.map_err(|error| asked.trouble(&self.engine, &error))?;
        let model = plan.first().map(|first| &first.candidate.model);
        let object = forms::decision(&plan.decision, plan.route, plan.source, model, plan.estimate());
        let object = forms::with_settings(object, plan.preset, self.engine.project_held().as_ref());
        Ok(CallToolResult::structured(object))
    }

    fn usage(&self, arguments: Option<JsonObject>) -> Result<CallToolResult, Trouble> {
        let asked: UsageArguments = arguments::read(ToolName::Usage, arguments)?;
        let period =
            asked.period.unwrap_or(if asked.conversation_id.is_some() { Period::Conversation } else { Period::Today });
        self.usage_of(period, asked.conversation_id.as_deref()).map(CallToolResult::structured)
    }

    /// Sums of the ledger.
    pub fn usage_of(&self, period: Period, conversation: Option<&str>) -> Result<serde_json::Value, Trouble> {
        let clock = self.engine.clock();
        let now = self.engine.now();
        let since = match period {
            Period::Today => (clock.day_start)(now),
            Period::Month => (clock.month_start)(now),
            Period::All | Period::Conversation => UnixMillis(0),
        };
        let range = since..UnixMillis(i64::MAX);
        let rows: Vec<UsageRow> = if period == Period::Conversation {
            let id = self.conversation(conversation.unwrap_or("last"))?;
            self.engine.with_store(|store| store.usage(UsageBy::ModelIn(&id), range))
        } else {
            self.engine.with_store(|store| store.usage(UsageBy::Model, range))
        }
        .map_err(|error| self.trouble(&error))?;
        let objects: Vec<serde_json::Value> = rows.iter().map(forms::usage_row).collect();
        Ok(json!({
            "period": period.as_str(), "rows": objects, "total": forms::usage_row(&forms::usage_sum(&rows)),
        }))
    }

    /// Who answers a tool now where that is not its namesake, and why.
    pub async fn served(&self, tool: ToolName) -> Option<String> {
        tool.namesake()?;
        let choice = self.choice(tool, None).ok().filter(|choice| matches!(choice, Choice::Preferred { .. }))?;
        let request = TurnRequest { text: "-".to_owned(), choice, asker: self.asker(), ..TurnRequest::default() };
        let plan = self.engine.plan(&request).await.ok()?;
        if plan.first().is_none() {
            return Some("no model can serve it".to_owned());
        }
        self.served_instead(tool, &request.choice, &plan)
    }

    /// Who stands first where the tool's namesake does not, and why.
    fn served_instead(&self, tool: ToolName, choice: &Choice, plan: &TurnPlan) -> Option<String> {
        // A pinned server's models were named by whoever started it.
        let namesake = tool.namesake().filter(|_| matches!(choice, Choice::Preferred { .. }))?;
        let InPlace { by, why } = self.engine.in_place_of(namesake.family, plan)?;
        let why = why.map_or_else(|| "it is not in the route's order".to_owned(), |why| trouble::unusable(&why));
        Some(trouble::instead(namesake, &by, &why))
    }

    /// The tools that are offered.
    pub fn offered(&self) -> Vec<ToolName> {
        surface::offered(&self.options)
    }
}

/// The parts of a call with their tokens, the largest first, as many as a line takes; the rest is counted.
fn listed(mut parts: Vec<(String, u64)>) -> String {
    parts.sort_by_key(|(_, n_tokens)| std::cmp::Reverse(*n_tokens));
    let mut list = String::new();
    for (index, (name, n_tokens)) in parts.iter().enumerate() {
        let part = format!("{} {n_tokens}", shortened(name));
        if list.len() + part.len() > MAX_LIST {
            let rest = &parts[index..];
            let n_tokens: u64 = rest.iter().map(|(_, n_tokens)| n_tokens).sum();
            return format!("{list}, and {} more with {n_tokens}", rest.len());
        }
        if index > 0 {
            list.push_str(", ");
        }
        list.push_str(&part);
    }
    list
}

/// A long path without its middle: its first folder and its own name tell which it is.
fn shortened(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    if characters.len() <= MAX_NAME {
        return name.to_owned();
    }
    let (begins, ends) = (MAX_NAME / 3, MAX_NAME - MAX_NAME / 3 - 2);
    let text = |characters: &[char]| characters.iter().collect::<String>();
    format!("{}..{}", text(&characters[..begins]), text(&characters[characters.len() - ends..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_call_are_named_from_the_largest_and_the_rest_is_counted() {
        assert_eq!(listed(vec![("prompt".to_owned(), 3), ("src/a.rs".to_owned(), 900)]), "src/a.rs 900, prompt 3");
        let deep = format!("src/{}File0.java", "very-long-folder-name-of-a-project/".repeat(3));
        assert_eq!(shortened(&deep), "src/very-long-..me-of-a-project/File0.java");
        assert_eq!(shortened("src/한글.rs"), "src/한글.rs");
        let many: Vec<(String, u64)> = (0..32).map(|n| (deep.replace('0', &n.to_string()), 100)).collect();
        let list = listed(many);
        let (named, rest) = list.split_once(", and ").expect("a rest");
        let n_named = named.split(", ").count();
        assert_eq!(rest, format!("{} more with {}", 32 - n_named, (32 - n_named) * 100));
        assert!(n_named >= 10 && named.contains("File0.java 100, src/") && list.len() < 600, "{list}");
    }
}
