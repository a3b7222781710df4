//! `baro doctor`: looks at everything that an answer depends on, and says of each what to do.
//!
//! What it prints can be shown to anybody: no key, no name of the user. It changes nothing and, under `--offline`, sends
//! nothing off this machine.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::args::{self, DoctorArgs};
use super::super::exit::Exit;
use super::super::input;
use super::super::session::{Form, Session};
use crate::config::{self, Ambiguous, KeyOrigin, KeySource, KeyState, Origin};
use crate::domain::time::whole_ms;
use crate::domain::{Candidate, Detail, FailureKind, Lang, ModelRef, ProxyFault, Route};
use crate::engine::reach::Reach;
use crate::engine::request::{Choice, TurnRequest};
use crate::engine::{Beyond, Engine, Error, HAS_EMBEDDED, Unusable};
use crate::store;
use crate::ui::messages::{self, FailedCall, Finding, KeyUnusedFor, Label, Remark, Severity};
use crate::ui::{ErrorText, trouble, width};

/// Tables begin to lose columns below this width.
const NARROW: usize = 40;
/// Terminals answer at once, or as late as the line to them is slow. What comes later is typed into the shell.
const TERMINAL_ANSWERS_WITHIN: Duration = Duration::from_secs(1);

/// Who is left out, and why.
type LeftOut = Vec<(Candidate, Unusable)>;

/// What was found, in words.
struct Line {
    id: &'static str,
    severity: Severity,
    text: String,
    hints: Vec<String>,
    /// The same for scripts, where there is more than words.
    facts: Option<Value>,
}

/// Looks, and tells.
pub async fn run(session: &Session, args: &DoctorArgs, wrong: &[config::Error]) -> Exit {
    let engine = session.engine();
    engine.only_look();
    let mut report = Report { session, lines: Vec::new() };
    report.version();
    report.terminal();
    report.locale();
    report.settings(wrong, &engine);
    // Of a file that cannot be read nothing holds: what hangs on it is not known, and is not told as if it were.
    let is_unread = wrong.iter().any(|error| error.hides_the_settings(&session.settings().paths));
    if is_unread {
        let file = session.shown_path(&session.settings().paths.config_file);
        report.add(&Finding::SettingsUnread { file: &file });
    }
    // Looked at before anything opens the database, and told last.
    let n_before = report.lines.len();
    report.database();
    let database = report.lines.split_off(n_before);
    report.keys(&engine, is_unread);
    // All that may have to be waited for at once.
    let reached = async { if args.offline { None } else { Some(engine.reach_all().await) } };
    let (reached, _) = tokio::join!(reached, engine.local_models_at_once());
    report.models(&engine).await;
    if !is_unread {
        report.who_answers(&engine, reached.as_deref().unwrap_or_default()).await;
    }
    report.network(&engine, reached.as_deref());
    report.lines.extend(database);
    let is_good = report.lines.iter().all(|line| line.severity != Severity::Problem);
    let ended = if Form::json_if(args.json) == Form::Json { report.print_json(is_good) } else { report.print() };
    if ended != Exit::OK {
        return ended;
    }
    if is_good { Exit::OK } else { Exit::OTHER }
}

/// Why nobody would answer, if nobody would.
async fn who_is_missing(engine: &Engine, request: &TurnRequest) -> Option<Error> {
    match engine.plan(request).await {
        // Weights that could be fetched are nobody yet.
        Ok(plan) => plan.order.nobody,
        Err(error) => Some(error),
    }
}

struct Report<'a> {
    session: &'a Session,
    lines: Vec<Line>,
}

impl Report<'_> {
    fn add(&mut self, finding: &Finding<'_>) {
        let lang = self.session.lang();
        let hints: Vec<String> = finding.hint(lang).into_iter().collect();
        self.push(finding.id(), finding.severity(), &finding.text(lang), &hints);
        if let Some(line) = self.lines.last_mut() {
            line.facts = facts(finding);
        }
    }

    fn problem(&mut self, id: &'static str, text: &ErrorText) {
        self.push(id, Severity::Problem, &told(text), &text.hints);
    }

    fn push(&mut self, id: &'static str, severity: Severity, text: &str, hints: &[String]) {
        let share = |text: &str| config::shareable(self.session.environment(), text);
        let hints = hints.iter().map(|hint| share(hint)).collect();
        self.lines.push(Line { id, severity, text: share(text), hints, facts: None });
    }

    fn version(&mut self) {
        let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
        self.add(&Finding::Version { version: &args::version(), system: &system, embedded: HAS_EMBEDDED });
    }

    fn terminal(&mut self) {
        let session = self.session;
        let view = session.console().stderr_view();
        if !session.console().stderr_is_terminal() {
            return self.add(&Finding::NoTerminal);
        }
        let term = session.variable("TERM").unwrap_or("?");
        self.add(&Finding::Terminal { term, columns: view.columns, colour: view.palette.is_enabled() });
        if let Some(columns) = view.columns.filter(|columns| *columns < NARROW) {
            self.add(&Finding::Narrow { columns });
        }
        if !input::stdin_is_terminal() || term == "dumb" {
            return;
        }
        // The mark is drawn at the beginning of a line, asked about, and taken away again. Every terminal answers the
        // last question, so that nobody waits for one that does not know the others.
        let ask = || session.console().query("\r\u{b7}\u{1b}[6n\r\u{1b}[K\u{1b}[?2004$p\u{1b}[c");
        let answered = input::ask_terminal(ask, names_itself, TERMINAL_ANSWERS_WITHIN);
        let answered = String::from_utf8_lossy(&answered.unwrap_or_default()).into_owned();
        let taken_for = match session.settings().ui.ambiguous {
            Ambiguous::Wide => 2,
            Ambiguous::Auto | Ambiguous::Narrow => 1,
        };
        match columns_drawn(&answered) {
            Some(columns) if columns == taken_for => self.add(&Finding::Ambiguous { columns }),
            Some(columns) => self.add(&Finding::AmbiguousDiffers { columns }),
            None => self.add(&Finding::AmbiguousUnknown),
        }
        self.add(&Finding::Paste { marked: marks_paste(&answered) });
    }

    fn locale(&mut self) {
        // The first of them wins, whatever the others say.
        let of = |variable| Some((variable, self.session.variable(variable)?));
        let named = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(of);
        let (variable, name) = named.unwrap_or(("LANG", "C"));
        let small = name.to_lowercase().replace('-', "");
        // Windows has no such variables, and speaks Unicode to a console.
        if cfg!(windows) && named.is_none() {
            return;
        }
        // The letters' own variable leaves the language of messages as it is.
        let of_letters = if variable == "LANG" { "LC_CTYPE" } else { variable };
        if small.contains("utf8") {
            self.add(&match config::is_locale_generated(name) {
                Some(false) => Finding::LocaleNotGenerated { name, variable: of_letters },
                Some(true) | None => Finding::Locale { name },
            });
        } else {
            let better = match self.session.lang() {
                Lang::Ko => "ko_KR.UTF-8",
                Lang::En => "en_US.UTF-8",
            };
            let (variable, better) = match config::is_locale_generated(better) {
                Some(false) => (of_letters, "C.UTF-8"),
                Some(true) | None => (variable, better),
            };
            self.add(&Finding::LocaleNotUtf8 { name, variable, better });
        }
    }

    fn settings(&mut self, errors: &[config::Error], engine: &Engine) {
        let (session, lang) = (self.session, self.session.lang());
        let settings = session.settings();
        let file = session.shown_path(&settings.paths.config_file);
        for error in errors {
            self.problem("config", &trouble::of_config(lang, error));
        }
        let wrong = engine.setting_findings();
        if !errors.is_empty() {
            // The file has been named.
        } else if settings.paths.config_file.exists() {
            let n = config::written(settings).iter().filter(|row| row.origin == Origin::User).count() as u64;
            self.add(&match wrong.as_slice() {
                [] => Finding::Settings { file: &file, n },
                _ => Finding::SettingsToMend { file: &file, n },
            });
        } else if config::named_settings_missing(session.environment(), &settings.paths).is_some() {
            self.add(&Finding::NamedSettingsMissing { file: &file });
        } else {
            self.add(&Finding::NoSettings { file: &file });
        }
        if let Some(project) = &settings.project {
            let file = session.shown_path(&project.path);
            self.add(&Finding::Project { file: &file, sets: &project.sets.join(", ") });
        }
        if let Some(foreign) = &settings.foreign_project {
            self.add(&Finding::ForeignProject { file: &session.shown_path(foreign) });
        }
        for (name, nearest) in config::unknown_environment(session.environment()) {
            self.add(&Finding::UnknownVariable { name: &name, nearest: nearest.unwrap_or_default() });
        }
        for finding in &wrong {
            self.problem("config", &trouble::of_finding(settings, session.environment(), lang, finding));
        }
        if let Err(failure) = engine.check_ca_file() {
            self.problem("config", &trouble::of_ca_file(lang, &failure));
        }
    }

    fn keys(&mut self, engine: &Engine, is_unread: bool) {
        let (session, lang) = (self.session, self.session.lang());
        let mut n_keys = 0;
        for entry in engine.provider_entries() {
            let provider = entry.id;
            let unused = |why: &Unusable| Remark::Unusable { provider, why }.text(lang);
            match config::examined_key(session.settings(), session.environment(), provider, entry.vendor) {
                KeyState::Missing => {
                    // A variable that the settings name and that is empty: nothing else is looked at.
                    let is_named = entry.settings.is_some_and(|own| own.key.is_some());
                    let Some(Err(why)) = is_named.then(|| engine.usable(&entry)) else { continue };
                    self.add(&Finding::KeyUnused { provider, why: &unused(&why), is: KeyUnusedFor::of(&why) });
                }
                KeyState::Ready(origin) => {
                    let by = messages::key_origin(lang, &origin, &|path| session.shown_path(path));
                    match engine.usable(&entry) {
                        Ok(()) if engine.key_was_refused(provider) => {
                            let url = entry.vendor.and_then(|vendor| vendor.signup_url.as_deref());
                            self.add(&Finding::KeyWasRefused { provider, by: &by, url });
                        }
                        Ok(()) if matches!(origin, KeyOrigin::Settings(KeySource::Command(_))) => {
                            self.add(&Finding::KeyNotRead { provider, by: &by });
                        }
                        Ok(()) => self.add(&Finding::Key { provider, by: &by }),
                        Err(why) => {
                            self.add(&Finding::KeyUnused { provider, why: &unused(&why), is: KeyUnusedFor::of(&why) });
                        }
                    }
                }
                KeyState::Withheld { host, bound_to, .. } => {
                    let why = Unusable::KeyWithheld { host, bound_to };
                    self.add(&Finding::KeyUnused { provider, why: &unused(&why), is: KeyUnusedFor::of(&why) });
                }
                KeyState::Refused(error) => self.problem("keys", &messages::key_error(lang, provider, &error)),
            }
            n_keys += 1;
        }
        for (name, right) in crate::engine::misnamed_keys(session.settings(), session.environment()) {
            self.add(&Finding::MisnamedKey { name: &name, right: &right });
        }
        if n_keys == 0 && !is_unread {
            self.add(&Finding::NoKeys);
        }
        self.privacy(&session.settings().paths.keys_dir);
    }

    /// What holds secrets is its owner's alone.
    fn privacy(&mut self, path: &Path) {
        if let Some(mode) = config::open_to_others(path) {
            let (file, is_folder) = (path.display().to_string(), path.is_dir());
            self.add(&Finding::OpenToOthers { file: &file, mode, is_folder });
        }
    }

    /// What there is on this machine.
    async fn models(&mut self, engine: &Engine) {
        let local = engine.local_models_at_once().await;
        let mut servers: Vec<(&str, u64)> = Vec::new();
        for model in local.iter() {
            match servers.iter_mut().find(|(provider, _)| *provider == model.model.provider) {
                Some((_, n_models)) => *n_models += 1,
                None => servers.push((&model.model.provider, 1)),
            }
        }
        for (provider, n_models) in &servers {
            self.add(&Finding::Server { provider, n_models: *n_models });
        }
        for name in &engine.idle_servers() {
            self.add(&Finding::IdleServer { name });
        }
        for installed in engine.embedded().shelf().all() {
            self.add(&Finding::Embedded { model: &installed.id });
        }
    }

    /// Who could answer, on each route.
    async fn who_answers(&mut self, engine: &Engine, reached: &[Reach]) {
        let (nobody, routes) = self.nobody(engine).await;
        if let Some((without, left_out)) = routes {
            let text = trouble::of_routes(self.session.lang(), &without, &left_out);
            return self.problem("models", &text);
        }
        if let Some(error) = nobody {
            let text =
                trouble::of_engine(self.session.settings(), self.session.environment(), self.session.lang(), &error);
            // Whatever chose it, it is the same that is wrong.
            let wrong = if let Error::Chosen { error, .. } = &error { error } else { &error };
            match wrong {
                Error::NothingConfigured { .. } => {
                    self.problem("models", &messages::first_run(self.session.lang(), &engine.servers_here()));
                }
                // Told of with the settings, or with the database.
                Error::Settings(_) | Error::Store(_) => {}
                // The look at its address is told, which found the same.
                Error::Unusable { candidate, why: Unusable::NotTold(_) }
                    if reached
                        .iter()
                        .any(|reach| reach.provider == candidate.model.provider && reach.outcome.is_err()) => {}
                Error::BeyondEmbedded { model, beyond: Beyond::Language } => {
                    let finding = Finding::NobodySpeaks { model: model.short() };
                    let said = finding.text(self.session.lang());
                    self.push(finding.id(), finding.severity(), &said, &text.hints);
                }
                _ => self.problem("models", &text),
            }
        }
    }

    /// Why nobody would answer a short question in the user's language, if nobody would: what a real one would be told, too.
    /// And the routes on which everybody is left out, with all the reasons.
    async fn nobody(&self, looked: &Engine) -> (Option<Error>, Option<(Vec<Route>, LeftOut)>) {
        let session = self.session;
        let mut engine = session.engine().with_servers_of(looked);
        engine.only_look();
        // Nothing is to be made: a database that is not there stays so.
        if !session.settings().paths.database.exists()
            && let Ok(store) = store::Store::open_in_memory()
        {
            engine = engine.with_open_store(store);
        }
        let question = match session.lang() {
            Lang::Ko => "하늘은 왜 파래?",
            Lang::En => "Why is the sky blue?",
        };
        let mut request = TurnRequest { text: question.to_owned(), ..TurnRequest::default() };
        let nobody = who_is_missing(&engine, &request).await;
        let (mut without, mut reasons): (Vec<Route>, LeftOut) = (Vec::new(), Vec::new());
        for route in Route::ALL {
            request.choice = Choice::Route(route);
            if let Some(Error::NoUsableModel { left_out, .. }) = who_is_missing(&engine, &request).await {
                without.push(route);
                reasons.extend(left_out);
            }
        }
        (nobody, (!without.is_empty()).then_some((without, reasons)))
    }

    /// What was found of the network. `None`: nobody was to look.
    fn network(&mut self, engine: &Engine, reached: Option<&[Reach]>) {
        let session = self.session;
        let proxy = config::written_one(session.settings(), "proxy").ok().and_then(|row| row.plain);
        if let Some(failure) = engine.unreadable_proxy() {
            let (model, lang) = (ModelRef::new("", ""), session.lang());
            self.problem("proxy", &FailedCall { model: &model, failure: &failure, key_env: None }.text(lang));
        } else if let Some(proxy) = &proxy {
            self.add(&Finding::Proxy { proxy });
        } else if let Some((name, _)) = config::proxy_variable(session.environment()) {
            self.add(&Finding::Proxy { proxy: name });
        } else if let Some(name) =
            ["HTTP_PROXY", "http_proxy"].into_iter().find(|name| session.variable(name).is_some())
        {
            self.add(&Finding::ProxyUnused { name });
        }
        let Some(reached) = reached else { return self.add(&Finding::Offline) };
        for reach in reached {
            let (provider, host) = (reach.provider.as_str(), reach.host.as_str());
            match &reach.outcome {
                Ok(status @ 500..) => self.add(&Finding::Troubled { provider, host, status: *status }),
                Ok(_) => {
                    let ms = whole_ms(reach.took);
                    self.add(&Finding::Reached { provider, host, ms, tls: reach.is_tls });
                }
                Err(failure) => {
                    let model = ModelRef::new(provider, "");
                    let call = FailedCall { model: &model, failure, key_env: None };
                    let mut why = call.short(session.lang());
                    if failure.is_of_the_settings() {
                        // That is told of already, and nothing was sent.
                        continue;
                    }
                    if matches!(failure.kind, FailureKind::Unreachable | FailureKind::ConnectTimeout)
                        && let Some(cause) = call.text(session.lang()).causes.into_iter().next()
                    {
                        // That it was not reached is said already.
                        why = cause;
                    }
                    if failure.kind == FailureKind::TlsRefused {
                        let text = call.text(session.lang());
                        why = text.causes.iter().fold(why, |why, cause| format!("{why}: {cause}"));
                        let hint = text.hints.first().map(String::as_str);
                        self.add(&Finding::Unreached { provider, host, why: &why, hint });
                    } else if let Some(Detail::Proxy { .. }) = failure.detail.as_deref() {
                        let text = call.text(session.lang());
                        why = text.causes.into_iter().next().unwrap_or(why);
                        let by_proxy = match failure.detail.as_deref() {
                            Some(Detail::Proxy { variable: None, fault: ProxyFault::Unreached(_), .. }) => {
                                proxy.as_ref()
                            }
                            _ => None,
                        };
                        let hint = by_proxy.map(|proxy| Finding::proxy_hint(session.lang(), proxy));
                        let hint = hint.as_deref().or(text.hints.first().map(String::as_str));
                        self.add(&Finding::Unreached { provider, host, why: &why, hint });
                    } else if reach.is_here {
                        self.add(&Finding::UnreachedHere { provider, host, why: &why });
                    } else {
                        let by_proxy = proxy.as_ref().filter(|_| !reach.is_here);
                        let hint = by_proxy.map(|proxy| Finding::proxy_hint(session.lang(), proxy));
                        self.add(&Finding::Unreached { provider, host, why: &why, hint: hint.as_deref() });
                    }
                }
            }
        }
    }

    fn database(&mut self) {
        let paths = &self.session.settings().paths;
        let path = &paths.database;
        let file = self.session.shown_path(path);
        self.privacy(&paths.data_dir);
        self.privacy(path);
        let hindrance = store::hindrance(path).filter(|_| self.session.settings().history.keep);
        if let Some(why) = hindrance {
            self.add(&Finding::NothingKept { file: &file, why });
        }
        match store::examine(path) {
            Ok(None) if hindrance.is_some() => {}
            Ok(None) => self.add(&Finding::NoDatabase { file: &file }),
            Ok(Some(found)) if found.was_checked => {
                self.add(&Finding::Database { file: &file, n_bytes: found.n_bytes, n: found.n_conversations });
            }
            Ok(Some(found)) => {
                self.add(&Finding::DatabaseLarge { file: &path.display().to_string(), n_bytes: found.n_bytes });
            }
            Err(error) => self.problem("database", &trouble::of_store(self.session.lang(), &file, &error)),
        }
    }

    fn print(&self) -> Exit {
        let lang = self.session.lang();
        let view = self.session.console().stdout_view();
        let marks = [Label::Good, Label::Note, Label::Warning, Label::Problem].map(|label| label.text(lang));
        let columns = marks.iter().map(|mark| width::of(mark, view.ambiguous)).max().unwrap_or(0);
        let indent = " ".repeat(columns + 2);
        let mut text = String::new();
        for line in &self.lines {
            let (mark, painted) = match line.severity {
                Severity::Good => (marks[0], view.palette.good(marks[0])),
                Severity::Note => (marks[1], view.palette.dim(marks[1])),
                Severity::Warning => (marks[2], view.palette.warning(marks[2])),
                Severity::Problem => (marks[3], view.palette.error(marks[3])),
            };
            let gap = " ".repeat(columns + 2 - width::of(mark, view.ambiguous));
            let body = wrapped(&line.text, view.columns, &indent, view.ambiguous);
            text.extend([painted.as_str(), &gap, &body, "\n"]);
            for hint in &line.hints {
                let body = wrapped(&format!("-> {hint}"), view.columns, &indent, view.ambiguous);
                text.extend([indent.as_str(), &body, "\n"]);
            }
        }
        self.session.print(&text)
    }

    fn print_json(&self, is_good: bool) -> Exit {
        let checks: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                let severity = match line.severity {
                    Severity::Good => "good",
                    Severity::Note => "note",
                    Severity::Warning => "warning",
                    Severity::Problem => "problem",
                };
                let mut check = json!({ "id": line.id, "state": severity, "message": line.text, "hints": line.hints });
                if let (Some(check), Some(Value::Object(facts))) = (check.as_object_mut(), line.facts.clone()) {
                    check.extend(facts);
                }
                check
            })
            .collect();
        self.session.print_json(&json!({
            "schema": 1, "version": args::version(), "good": is_good, "checks": checks,
        }))
    }
}

/// What a script wants of a finding beside its words.
fn facts(finding: &Finding<'_>) -> Option<Value> {
    match *finding {
        Finding::Reached { provider, host, ms, tls } => {
            Some(json!({ "provider": provider, "host": host, "ms": ms, "tls": tls, "reached": true }))
        }
        Finding::Troubled { provider, host, status } => {
            Some(json!({ "provider": provider, "host": host, "reached": true, "status": status }))
        }
        Finding::Unreached { provider, host, .. } | Finding::UnreachedHere { provider, host, .. } => {
            Some(json!({ "provider": provider, "host": host, "reached": false }))
        }
        Finding::Key { provider, .. }
        | Finding::KeyWasRefused { provider, .. }
        | Finding::KeyNotRead { provider, .. }
        | Finding::KeyUnused { provider, .. } => Some(json!({ "provider": provider })),
        _ => None,
    }
}

/// An error in one line.
fn told(text: &ErrorText) -> String {
    let causes = text.causes.join("; ");
    if causes.is_empty() { text.error.clone() } else { format!("{}: {causes}", text.error) }
}

/// A text in a column that begins at the indent, its later lines below its first.
fn wrapped(text: &str, columns: Option<usize>, indent: &str, ambiguous: crate::ui::style::AmbiguousWidth) -> String {
    let text = crate::markup::sanitise::line(text);
    match columns {
        Some(columns) => {
            let room = columns.saturating_sub(indent.len()).max(20);
            width::wrap(&text, room, "", ambiguous).join(&format!("\n{indent}"))
        }
        None => text,
    }
}

/// The answer to `CSI c`, which comes last: `ESC [ ? .. c`.
fn names_itself(answer: &[u8]) -> bool {
    answer.ends_with(b"c") && answer.windows(3).any(|window| window == b"\x1b[?")
}

/// The columns that the mark took: `ESC [ row ; column R` tells where the cursor was after it.
fn columns_drawn(answer: &str) -> Option<u16> {
    let (report, _) = answer.split_once('R')?;
    let (_, column) = report.rsplit_once(';')?;
    column.parse::<u16>().ok()?.checked_sub(1).filter(|columns| matches!(columns, 1 | 2))
}

/// Whether bracketed paste is known: `ESC [ ? 2004 ; state $ y`, where 0 and 4 are a no.
fn marks_paste(answer: &str) -> Option<bool> {
    let (_, state) = answer.split_once("\u{1b}[?2004;")?;
    let (state, _) = state.split_once("$y")?;
    Some(!matches!(state, "0" | "4"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminals_answers_are_read() {
        let answer = "\u{1b}[5;2R\u{1b}[?2004;2$y\u{1b}[?64;1;2c";
        assert!(names_itself(answer.as_bytes()));
        assert_eq!((columns_drawn(answer), marks_paste(answer)), (Some(1), Some(true)));
        assert_eq!(columns_drawn("\u{1b}[12;3R"), Some(2));
        assert_eq!(marks_paste("\u{1b}[?2004;0$y"), Some(false));
        for nothing in ["", "\u{1b}[5;", "abc", "\u{1b}[5;90R"] {
            assert_eq!((columns_drawn(nothing), marks_paste(nothing)), (None, None), "{nothing:?}");
            assert!(!names_itself(nothing.as_bytes()));
        }
    }
}
