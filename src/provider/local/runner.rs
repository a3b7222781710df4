//! The thread on which a model runs: loads it at the first request, keeps what it has read, writes token by token.
//!
//! One request at a time, in the order of asking; a request whose stream was dropped ends within one token. It
//! decides nothing about what is asked of it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::thread;

use candle_core::Tensor;
use candle_core::quantized::gguf_file::Content;
use futures_util::{StreamExt as _, stream};
use tokio::sync::{mpsc as events, oneshot};
use tokio::time::Instant;

use super::network::Network;
use super::sampler::{Next, Sampler};
use super::template::Template;
use super::vocabulary::{Characters, Vocabulary};
use super::weights;
use super::{Measured, catalogue, threads};
use crate::domain::catalogue::RequestRules;
use crate::domain::{
    ChatRequest, Failure, FailureKind, Finish, Message, OwnWords, ProviderEvent, RateLimits, Role, Usage,
};
use crate::provider::EventStream;
use crate::provider::think_tags::{Part, ThinkTags};

/// Tokens of a prompt that are read at once: so long takes it to notice that nobody wants the answer any more.
const CHUNK: usize = 32;
/// Places in conversations that are kept to go on from: after the last prompt and after its answer, and one more.
const N_PLACES: usize = 3;
/// The longest answer of a model that the catalogue does not know.
const USUAL_ANSWER: u64 = 1024;

type Events = events::UnboundedSender<Result<ProviderEvent, Failure>>;

/// Whom an answer is told, token by token, until nobody listens any more.
trait Listener {
    /// Tells an event. False where nobody is there to hear it.
    fn tell(&self, event: ProviderEvent) -> bool;
    /// Whether somebody is there: asked after a token that makes no text yet.
    fn is_there(&self) -> bool;
}

impl Listener for Events {
    fn tell(&self, event: ProviderEvent) -> bool {
        self.send(Ok(event)).is_ok()
    }

    fn is_there(&self) -> bool {
        !self.is_closed()
    }
}

/// Starts the thread at the first request.
#[derive(Debug)]
pub(super) struct Runner {
    threads: Option<u16>,
    jobs: OnceLock<Option<mpsc::Sender<Job>>>,
}

#[derive(Debug)]
enum Job {
    Answer { path: PathBuf, request: Box<ChatRequest>, events: Events },
    Measure { path: PathBuf, prompt: String, max_tokens: u64, reply: oneshot::Sender<Result<Measured, Failure>> },
}

impl Runner {
    /// Nothing is started yet.
    pub const fn new(threads: Option<u16>) -> Self {
        Self { threads, jobs: OnceLock::new() }
    }

    /// The threads that the user wants.
    pub const fn threads(&self) -> Option<u16> {
        self.threads
    }

    /// Answers `request` with the model in the file `path`.
    pub fn stream(&self, path: PathBuf, request: ChatRequest) -> EventStream {
        // The thread holds the other end; to start the work only at the first poll, the job waits in the stream.
        let (sender, receiver) = events::unbounded_channel();
        let work = Job::Answer { path, request: Box::new(request), events: sender };
        let mut waiting = Some((self.jobs().cloned(), work));
        let start = stream::once(async move {
            let (jobs, work) = waiting.take()?;
            let sent = jobs.is_some_and(|jobs| jobs.send(work).is_ok());
            (!sent).then(|| Err(no_thread()))
        });
        let answered = stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) });
        start.filter_map(std::future::ready).chain(answered).boxed()
    }

    /// Runs a prompt once.
    pub async fn measure(&self, path: PathBuf, prompt: String, max_tokens: u64) -> Result<Measured, Failure> {
        let (reply, measured) = oneshot::channel();
        let work = Job::Measure { path, prompt, max_tokens, reply };
        let sent = self.jobs().is_some_and(|jobs| jobs.send(work).is_ok());
        if !sent {
            return Err(no_thread());
        }
        measured.await.unwrap_or_else(|_| Err(no_thread()))
    }

    fn jobs(&self) -> Option<&mpsc::Sender<Job>> {
        let begin = || {
            let (jobs, received) = mpsc::channel();
            let wanted = self.threads;
            let thread = thread::Builder::new().name("local model".to_owned());
            thread.spawn(move || Desk::new(wanted).work(&received)).ok().map(|_| jobs)
        };
        self.jobs.get_or_init(begin).as_ref()
    }
}

fn no_thread() -> Failure {
    Failure::own(FailureKind::Unreachable, OwnWords::NoThread)
}

/// What the thread works with.
struct Desk {
    n_threads: usize,
    loaded: Option<Loaded>,
}

/// A model in memory.
struct Loaded {
    path: PathBuf,
    vocabulary: Vocabulary,
    template: Template,
    /// As it was read from the file: nothing said yet.
    fresh: Network,
    /// Places in conversations, the newest last.
    places: Vec<Place>,
}

/// A network that has read `tokens`.
#[derive(Clone)]
struct Place {
    tokens: Vec<u32>,
    network: Network,
}

impl Desk {
    fn new(threads: Option<u16>) -> Self {
        Self { n_threads: threads::begin(threads), loaded: None }
    }

    fn work(mut self, jobs: &mpsc::Receiver<Job>) {
        while let Ok(job) = jobs.recv() {
            match job {
                Job::Answer { path, request, events } => {
                    let answered =
                        self.loaded(&path, &request.model).and_then(|loaded| loaded.answer(&request, &events));
                    if let Err(failure) = answered {
                        // Whoever asked may be gone.
                        let _ = events.send(Err(failure));
                    }
                }
                Job::Measure { path, prompt, max_tokens, reply } => {
                    let _ = reply.send(self.measure(&path, prompt, max_tokens));
                }
            }
        }
    }

    fn loaded(&mut self, path: &Path, name: &str) -> Result<&mut Loaded, Failure> {
        if self.loaded.as_ref().is_none_or(|loaded| loaded.path != path) {
            // Room for the next one first.
            self.loaded = None;
        }
        match &mut self.loaded {
            Some(loaded) => Ok(loaded),
            empty => {
                let loaded = Loaded::load(path).map_err(|error| cannot_be_run(name, &error))?;
                Ok(empty.insert(loaded))
            }
        }
    }

    fn measure(&mut self, path: &Path, prompt: String, max_tokens: u64) -> Result<Measured, Failure> {
        self.loaded = None;
        let began = Instant::now();
        let n_threads = self.n_threads;
        let loaded = self.loaded(path, "")?;
        let load = began.elapsed();
        let (sender, mut receiver) = events::unbounded_channel();
        let request = ChatRequest {
            model: String::new(),
            system: None,
            messages: vec![Message::new(Role::User, prompt)],
            max_tokens: Some(max_tokens),
            temperature: None,
            effort: None,
            rules: RequestRules::default(),
            prompt_tokens: 0,
            context_tokens: None,
        };
        let asked = Instant::now();
        let answered = loaded.answer(&request, &sender)?;
        let first_token = answered.first_token_at.map_or_else(|| asked.elapsed(), |at| at - asked);
        receiver.close();
        Ok(Measured {
            load,
            first_token,
            n_prompt_tokens: answered.usage.input,
            n_answer_tokens: answered.usage.output,
            decode: asked.elapsed().saturating_sub(first_token),
            n_threads,
        })
    }
}

/// What came of a request.
struct Answered {
    usage: Usage,
    first_token_at: Option<Instant>,
}

impl Loaded {
    fn load(path: &Path) -> candle_core::Result<Self> {
        let (mut file, mut content) = weights::open(path)?;
        // The network needs all but the vocabulary, the vocabulary none of the rest: each on a thread of its own.
        let is_of_network = |key: &str| !key.starts_with("tokenizer.");
        let metadata = content.metadata.iter().filter(|(key, _)| is_of_network(key));
        let of_network = Content {
            magic: content.magic,
            metadata: metadata.map(|(key, value)| (key.clone(), value.clone())).collect(),
            tensor_infos: std::mem::take(&mut content.tensor_infos),
            tensor_data_offset: content.tensor_data_offset,
        };
        let (network, vocabulary) = thread::scope(|scope| {
            let vocabulary = scope.spawn(|| Vocabulary::load(&mut content));
            let network = Network::load(of_network, &mut file);
            let vocabulary = vocabulary.join();
            (network, vocabulary.unwrap_or_else(|_| Err(candle_core::Error::msg("the vocabulary cannot be read"))))
        });
        let bos = content.metadata.get("tokenizer.ggml.bos_token_id").and_then(|id| id.to_u32().ok());
        let tokens = content.metadata.get("tokenizer.ggml.tokens").and_then(|tokens| tokens.to_vec().ok());
        let bos = tokens.zip(bos.and_then(|id| usize::try_from(id).ok())).and_then(|(tokens, id)| tokens.get(id));
        let bos = bos.and_then(|token| token.to_string().ok()).map_or("", String::as_str);
        Ok(Self {
            path: path.to_owned(),
            vocabulary: vocabulary?,
            template: Template::new(weights::text(&content, "tokenizer.chat_template"), bos),
            fresh: network?,
            places: Vec::new(),
        })
    }

    fn answer(&mut self, request: &ChatRequest, listener: &impl Listener) -> Result<Answered, Failure> {
        let failed = |error: candle_core::Error| cannot_be_run(&request.model, &error);
        let prompt = self.template.tokens(request, &self.vocabulary).map_err(failed)?;
        let asked_for = request.context_tokens.and_then(|tokens| usize::try_from(tokens).ok());
        let context_tokens = self.fresh.context_tokens.min(asked_for.unwrap_or(usize::MAX));
        if prompt.is_empty() || prompt.len() >= context_tokens {
            let words = OwnWords::TooLong { n_tokens: prompt.len(), context_tokens };
            return Err(Failure::own(FailureKind::ContextOverflow, words));
        }
        let longest = catalogue::get(&request.model).map_or(USUAL_ANSWER, |model| model.max_output_tokens);
        let room = (context_tokens - prompt.len()) as u64;
        let max_tokens = request.max_tokens.unwrap_or(longest).min(room);
        let opened = ProviderEvent::Opened { limits: RateLimits::default(), request_id: None };
        if !listener.tell(opened) {
            return Ok(Answered { usage: Usage::default(), first_token_at: None });
        }
        let mut place = self.nearest(&prompt);
        let n_cached = place.tokens.len();
        let mut usage = Usage { input: prompt.len() as u64, cached: n_cached as u64, ..Usage::default() };
        let mut answered = Answered { usage, first_token_at: None };
        let mut logits = None;
        for chunk in prompt[n_cached..].chunks(CHUNK) {
            if !listener.tell(ProviderEvent::Alive) {
                self.keep(place);
                return Ok(answered);
            }
            logits = Some(place.read(chunk).map_err(failed)?);
        }
        let Some(mut logits) = logits else { return Ok(answered) };
        self.keep(place.clone());
        let mut sampler = Sampler::new(request.temperature);
        let mut writer = Writer::new(&request.rules);
        let finish = loop {
            let next = sampler.next(&logits, &place.tokens[prompt.len()..]).map_err(failed)?;
            // It would go on so up to its limit.
            let Next::Token(token) = next else { break Finish::Length };
            answered.first_token_at.get_or_insert_with(Instant::now);
            usage.output += 1;
            if self.vocabulary.is_end(token) {
                break Finish::Stop;
            }
            let (parts, is_reasoning) = writer.write(&self.vocabulary.bytes(token));
            usage.reasoning += u64::from(is_reasoning);
            answered.usage = usage;
            let is_heard =
                if parts.is_empty() { listener.is_there() } else { parts.into_iter().all(|part| listener.tell(part)) };
            if !is_heard {
                self.keep(place);
                return Ok(answered);
            }
            if usage.output >= max_tokens {
                break Finish::Length;
            }
            logits = place.read(&[token]).map_err(failed)?;
        };
        answered.usage = usage;
        self.keep(place);
        let end = [ProviderEvent::Usage { usage, cost: None }, ProviderEvent::Finished(finish)];
        for event in writer.end(finish).into_iter().chain(end) {
            // Nobody to tell is no failure.
            let _ = listener.tell(event);
        }
        Ok(answered)
    }

    /// The place that has read most of `prompt` and nothing else, and not all of it: its last token's logits are
    /// needed.
    fn nearest(&self, prompt: &[u32]) -> Place {
        let usable = |place: &&Place| place.tokens.len() < prompt.len() && prompt.starts_with(&place.tokens);
        let nearest = self.places.iter().filter(usable).max_by_key(|place| place.tokens.len());
        nearest.cloned().unwrap_or_else(|| Place { tokens: Vec::new(), network: self.fresh.clone() })
    }

    fn keep(&mut self, place: Place) {
        self.places.retain(|other| other.tokens != place.tokens);
        if self.places.len() >= N_PLACES {
            self.places.remove(0);
        }
        self.places.push(place);
    }
}

impl Place {
    fn read(&mut self, tokens: &[u32]) -> candle_core::Result<Tensor> {
        let logits = self.network.read(tokens, self.tokens.len())?;
        self.tokens.extend_from_slice(tokens);
        Ok(logits)
    }
}

/// Makes events of a token's bytes.
struct Writer {
    characters: Characters,
    tags: ThinkTags,
}

impl Writer {
    fn new(rules: &RequestRules) -> Self {
        Self { characters: Characters::default(), tags: ThinkTags::new(rules) }
    }

    /// The events, and whether they are of thinking alone.
    fn write(&mut self, bytes: &[u8]) -> (Vec<ProviderEvent>, bool) {
        let text = self.characters.push(bytes);
        let mut parts = Vec::new();
        self.tags.feed(&text, |part| parts.push(event(part)));
        let is_reasoning = !parts.is_empty() && parts.iter().all(|part| matches!(part, ProviderEvent::Reasoning(_)));
        (parts, is_reasoning)
    }

    fn end(mut self, finish: Finish) -> Vec<ProviderEvent> {
        let text = self.characters.end();
        let mut parts = Vec::new();
        self.tags.feed(&text, |part| parts.push(event(part)));
        self.tags.end(finish, |part| parts.push(event(part)));
        parts
    }
}

fn event(part: Part<'_>) -> ProviderEvent {
    match part {
        Part::Reasoning(text) => ProviderEvent::Reasoning(text.to_owned()),
        Part::Text(text) => ProviderEvent::Text(text.to_owned()),
    }
}

fn cannot_be_run(name: &str, error: &candle_core::Error) -> Failure {
    // candle adds a backtrace below its own line.
    let message = error.to_string();
    let line = message.lines().next().unwrap_or_default();
    Failure::new(FailureKind::NotAModel, format!("{name}: {line}"))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::tests::request;
    use super::super::tiny::LLAMA;
    use super::*;

    /// Hears so many events, and is gone then.
    struct Leaving {
        n_left: Cell<usize>,
        n_untold: Cell<usize>,
    }

    impl Listener for Leaving {
        fn tell(&self, _: ProviderEvent) -> bool {
            let is_there = self.is_there();
            self.n_left.set(self.n_left.get().saturating_sub(1));
            self.n_untold.set(self.n_untold.get() + usize::from(!is_there));
            is_there
        }

        fn is_there(&self) -> bool {
            self.n_left.get() > 0
        }
    }

    #[test]
    fn nothing_is_computed_for_who_has_left() {
        let (_folder, local) = LLAMA.local();
        let mut loaded = Loaded::load(&local.shelf().weights("tiny").expect("a name")).expect("a model");
        let everything = Leaving { n_left: Cell::new(usize::MAX), n_untold: Cell::new(0) };
        let whole = loaded.answer(&request(&[(Role::User, "Hi")], 24), &everything).expect("an answer");
        assert_eq!(whole.usage.output, 24, "the rest of this test cuts such an answer short");
        let n_events = usize::MAX - everything.n_left.get();
        for n_heard in 0..n_events {
            loaded.places.clear();
            let leaving = Leaving { n_left: Cell::new(n_heard), n_untold: Cell::new(0) };
            let cut = loaded.answer(&request(&[(Role::User, "Hi")], 24), &leaving).expect("an answer");
            // The usage and the end are told one after the other, whoever is there.
            assert!(leaving.n_untold.get() <= 2, "{n_heard}");
            let n_read = loaded.places.last().map_or(0, |place| place.tokens.len() as u64);
            let n_prompt = if n_read == 0 { 0 } else { cut.usage.input };
            // The token that was to be told when they were gone is computed, and not read for a next one.
            assert!(n_read <= n_prompt + cut.usage.output.saturating_sub(1), "{n_heard}: {n_read} {:?}", cut.usage);
            assert!(cut.usage.output <= n_heard as u64, "{n_heard}: {:?}", cut.usage);
        }
    }

    #[test]
    fn a_long_prompt_is_left_after_the_part_that_is_being_read() {
        let (_folder, local) = LLAMA.local();
        let mut loaded = Loaded::load(&local.shelf().weights("tiny").expect("a name")).expect("a model");
        let prompt = request(&[(Role::User, &"x".repeat(4 * CHUNK))], 4);
        // The stream is opened, one part is read, and nobody is there before the next.
        let leaving = Leaving { n_left: Cell::new(2), n_untold: Cell::new(0) };
        let cut = loaded.answer(&prompt, &leaving).expect("an answer");
        assert_eq!((cut.usage.output, leaving.n_untold.get()), (0, 1));
        assert_eq!(loaded.places.last().map(|place| place.tokens.len()), Some(CHUNK));
    }
}
