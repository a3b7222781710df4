//! `baro route`: where a message would go, without asking anyone.

use std::io::{BufRead, BufReader, Read};

use serde_json::json;

use super::super::args::RouteArgs;
use super::super::exit::Exit;
use super::super::gather::{self, Awaited, Voice};
use super::super::json as forms;
use super::super::lines::Line;
use super::super::session::{Form, Session};
use super::super::waiting::worked_out;
use super::{answering, talking};
use crate::domain::{Preset, PresetOf, Route, Source};
use crate::engine::talk::Then;
use crate::engine::{Choice, Engine, Error, Ranked, TurnRequest};
use crate::ui::Problem;
use crate::ui::messages::Remark;

/// Shows the decision for one message, or for each line of `--jsonl`.
pub async fn run(session: &Session, args: RouteArgs) -> Exit {
    if let [verb, files @ ..] = args.text.as_slice()
        && verb == "eval"
        && names_files(files)
    {
        return super::route_eval::run(session, files, Form::json_if(args.json));
    }
    if let Some(deed) = super::route_learn::Deed::of(&args.text) {
        return super::route_learn::run(session, deed, Form::json_if(args.json));
    }
    let engine = session.engine();
    let choice = match &args.model {
        Some(name) => Choice::by_flag(session.settings(), name),
        None => Choice::Auto,
    };
    if args.jsonl {
        return lines(session, &engine, choice, BufReader::new(std::io::stdin())).await;
    }
    let policy = gather::policy(args.stdin.into(), args.no_stdin.into());
    let mut request = TurnRequest { choice, folder: session.folder(), ..TurnRequest::default() };
    if gather::awaits(&args.text, &args.file, policy) != Awaited::Nothing
        && let Err(error) = worked_out(session, &engine, engine.beforehand(&request)).await
    {
        return session.fail(&error, Form::json_if(args.json));
    }
    let gathered = match gather::gather(session, &engine, &args.text, &args.file, policy).await {
        Ok(gathered) => gathered,
        Err(exit) => return exit,
    };
    (request.text, request.material) = (gathered.text, gathered.material);
    if gathered.voice == Voice::Piped {
        return show(session, &engine, &request, &args).await;
    }
    let heard = match talking::listen(session, &engine, &request.text, &request).await {
        Ok(heard) => heard,
        Err(error) => return session.fail(&error, Form::json_if(args.json)),
    };
    if let Err(exit) = talking::check_flag(session, &engine, &heard, &request) {
        return exit;
    }
    let Then::Ask(inquiry) = &heard.intent.then else {
        return talking::describe(session, &engine, &heard, Form::json_if(args.json));
    };
    for n in 0..inquiry.choices.len() {
        let exit = show(session, &engine, &inquiry.request(&request, n, &[]), &args).await;
        if exit != Exit::OK {
            return exit;
        }
    }
    Exit::OK
}

/// Shows one decision.
async fn show(session: &Session, engine: &Engine, request: &TurnRequest, args: &RouteArgs) -> Exit {
    let plan = match worked_out(session, engine, engine.plan(request)).await {
        Ok(plan) => plan,
        Err(error) => return session.fail(&error, Form::json_if(args.json)),
    };
    let form = Form::json_if(args.json);
    let is_told = match &plan.order.nobody {
        // A safety setting that is wrong is nothing to decide on.
        Some(error @ Error::Settings(_)) => return session.fail(error, form),
        // Without anybody to ask there is a decision all the same.
        Some(_) => false,
        None => true,
    };
    let mut rehearsal = engine.rehearse(request, plan);
    rehearsal.refusal = rehearsal.refusal.filter(|_| is_told);
    answering::print_rehearsal(session, engine, &rehearsal, form)
}

/// Whether the words behind `eval` are files: one of them is, or one word alone is meant to be. Otherwise the words
/// are a message that begins with "eval".
fn names_files(words: &[String]) -> bool {
    let is_meant = |word: &String| {
        let path = std::path::Path::new(word);
        path.is_file() || path.extension().is_some_and(|ending| ending == "jsonl")
    };
    matches!(words, [_]) || words.iter().any(is_meant)
}

/// Decides each line, in order; a line that cannot be read leaves an error in its place.
async fn lines(session: &Session, engine: &Engine, choice: Choice, input: BufReader<impl Read>) -> Exit {
    let serving = match Serving::of(engine, choice).await {
        Ok(serving) => serving,
        Err(error) => return session.fail(&error, Form::Json),
    };
    let mut exit = Exit::OK;
    let mut out = session.console().answer();
    for (index, line) in input.split(b'\n').enumerate() {
        let line = match line {
            Ok(line) => line,
            Err(error) => return session.fail_io(&error),
        };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let object = match serde_json::from_slice::<Line>(&line) {
            Ok(line) => serving.decide(engine, &line),
            Err(error) => {
                exit = Exit::USAGE;
                let why = Remark::NotJson { said: &error.to_string() }.text(session.lang());
                let line = index as u64 + 1;
                let text = Problem::BadJsonLine { source: "-", line, message: &why }.text(session.lang());
                json!({ "error": format!("{}: {why}", text.error) })
            }
        };
        match out.write(&format!("{object}\n")) {
            Ok(crate::ui::WriteEnd::Open) => {}
            Ok(crate::ui::WriteEnd::Closed) => return Exit::OK,
            Err(error) => return session.fail_io(&error),
        }
    }
    exit
}

/// Who serves new conversations.
enum Serving {
    /// What a flag or a setting chose, whatever is written.
    Chosen {
        source: Source,
        preset: Option<Preset>,
        /// The route, where that was chosen.
        route: Option<Route>,
        first: Option<Box<Ranked>>,
    },
    /// The first of each route, in the order of [`Route::ALL`].
    ByRoute(Vec<Option<Ranked>>),
}

impl Serving {
    async fn of(engine: &Engine, choice: Choice) -> Result<Self, Error> {
        let request = TurnRequest { text: "-".to_owned(), choice, ..TurnRequest::default() };
        let mut plan = engine.plan(&request).await?;
        // A safety setting that is wrong is nothing to decide on.
        if let Some(error) = plan.order.nobody.take_if(|error| matches!(error, Error::Settings(_))) {
            return Err(error);
        }
        if plan.source != Source::Auto {
            let is_route = plan.preset.is_some_and(|preset| preset.sets == PresetOf::Route);
            return Ok(Self::Chosen {
                source: plan.source,
                preset: plan.preset,
                route: is_route.then_some(plan.route),
                first: engine.first_asked(&request, &plan).cloned().map(Box::new),
            });
        }
        let mut first = Vec::with_capacity(Route::ALL.len());
        for route in Route::ALL {
            let request = TurnRequest { choice: Choice::Route(route), ..request.clone() };
            let plan = engine.plan(&request).await.ok();
            first.push(plan.and_then(|plan| engine.first_asked(&request, &plan).cloned()));
        }
        Ok(Self::ByRoute(first))
    }

    fn decide(&self, engine: &Engine, line: &Line) -> serde_json::Value {
        let decision = line.decide();
        let (route, source, preset, first) = match self {
            Self::Chosen { source, preset, route, first } => {
                (route.unwrap_or(decision.route), *source, *preset, first.as_deref())
            }
            Self::ByRoute(first) => (decision.route, Source::Auto, None, first[decision.route.index()].as_ref()),
        };
        let model = first.map(|ranked| &ranked.candidate.model);
        let object = forms::decision(&decision, route, source, model, line.estimate(engine, route, first));
        forms::with_settings(object, preset, engine.project_held().as_ref())
    }
}
