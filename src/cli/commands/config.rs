//! `baro config`: where the settings are, what they are, who set them; changing one, editing, checking.
//!
//! No secret is shown. Only the user's own file is ever written.

use std::path::Path;

use serde_json::{Value, json};

use super::super::args::ConfigAction;
use super::super::exit::Exit;
use super::super::input;
use super::super::json::ErrorObject;
use super::super::session::{self, Form, Session};
use super::auth;
use crate::config::edit::{self, Change, EditError};
use crate::config::{self, Editor, KeySource, Origin, Written};
use crate::domain::Lang;
use crate::engine::Engine;
use crate::ui::ErrorText;
use crate::ui::messages::{self, ConfigLine, Finding, MadeBy, Remark, is_yes};
use crate::ui::style::View;
use crate::ui::{trouble, width};

/// What a file that is made for an editor holds, below a line on what it is.
const FRESH: &str = "\
#
# language = \"ko\"
# ui.footer = \"full\"
#
# [routes.code]
# models = [\"groq:qwen/qwen3.8-27b\", \"groq:openai/gpt-oss-120b@high\"]
#
# [aliases]
# \"큐\" = \"groq:qwen/qwen3.8-27b\"
";

/// Runs one of the subcommands. `wrong`: what is wrong with the settings; the session stands on the rest.
pub fn run(session: &Session, action: ConfigAction, wrong: &[config::Error]) -> Exit {
    // Of the others some make the file, and `check` tells it itself.
    if matches!(action, ConfigAction::Show { .. } | ConfigAction::Get { .. } | ConfigAction::Path) {
        session.mention_missing_settings();
    }
    match action {
        ConfigAction::Path => session.print(&session.settings().paths.config_file.display().to_string()),
        ConfigAction::Edit => edit(session),
        ConfigAction::Check { json } => check(session, wrong, Form::json_if(json)),
        ConfigAction::Show { all, origin, json } => show(session, wrong, Shown { all, origin }, Form::json_if(json)),
        // What is wrong may be what is changed.
        ConfigAction::Set { key, value } => set(session, &key, &value),
        ConfigAction::Unset { keys } => unset(session, &keys),
        ConfigAction::Get { key } => match wrong.first() {
            Some(error) => session.fail_text("config", &trouble::of_config(session.lang(), error)),
            None => get(session, &key),
        },
    }
}

/// Tells why a setting was not changed.
pub fn fail_edit(session: &Session, error: &EditError) -> Exit {
    let lang = session.lang();
    let text = messages::edit_error(lang, error, |error| trouble::of_config(lang, error));
    let exit = session.fail_text("config", &text);
    match error {
        // Nothing that was typed is wrong, and no setting.
        EditError::InUse { .. } | EditError::NotWritten { .. } => Exit::OTHER,
        EditError::UnknownKey { .. } | EditError::IsTable { .. } | EditError::BadValue { .. } | EditError::File(_) => {
            exit
        }
    }
}

#[derive(Clone, Copy)]
struct Shown {
    all: bool,
    origin: bool,
}

/// Shows what holds. What is wrong does not hold, and is told beside it.
fn show(session: &Session, wrong: &[config::Error], shown: Shown, form: Form) -> Exit {
    let texts: Vec<ErrorText> = wrong.iter().map(|error| trouble::of_config(session.lang(), error)).collect();
    let printed = show_sound(session, &texts, shown, form);
    if texts.is_empty() {
        return printed;
    }
    if form == Form::Text {
        for text in &texts {
            session.console().error(text);
        }
    }
    Exit::USAGE
}

fn show_sound(session: &Session, wrong: &[ErrorText], shown: Shown, form: Form) -> Exit {
    let rows = config::written(session.settings());
    let kept: Vec<&Written> = rows.iter().filter(|row| row.origin != Origin::Default || shown.all).collect();
    if form == Form::Json {
        let objects: Vec<Value> = kept
            .iter()
            .map(|row| {
                let value = row.items.as_ref().map_or_else(|| json!(row.plain), |items| json!(items));
                json!({
                    "key": row.key, "toml": row.toml, "value": value, "variable": variable(row),
                    "origin": kind(row.origin), "place": place(session, row.origin),
                })
            })
            .collect();
        let mut object = json!({ "schema": 1, "settings": objects });
        if !wrong.is_empty() {
            let problems: Vec<Value> = wrong.iter().map(|text| ErrorObject::of("config", text).value()).collect();
            object["problems"] = problems.into();
        }
        return session.print_json(&object);
    }
    if kept.is_empty() && !wrong.is_empty() {
        return Exit::OK;
    }
    if kept.is_empty() {
        session.console().notice(&ConfigLine::AllDefaults.text(session.lang()));
        return Exit::OK;
    }
    let beside = |row: &Written| match row.toml {
        Some(_) if shown.origin => Some(from(session, row.origin)),
        _ if shown.all => variable(row).map(str::to_owned),
        _ => None,
    };
    let mut rows: Vec<_> = kept.iter().map(|row| (line(row), beside(row))).collect();
    if shown.all {
        // Of what stands under names of the user's there may be any number.
        let under_names = config::KEYS.iter().filter(|doc| doc.key.contains('*'));
        rows.extend(under_names.map(|doc| (format!("# {} =", doc.key), None)));
    }
    session.page_text(&beside_each_other(session.console().stdout_view(), &rows))
}

/// The settings, and behind each who set it; below it where the window has no room for that.
fn beside_each_other(view: &View, rows: &[(String, Option<String>)]) -> String {
    const WIDEST: usize = 60;
    let of = |text: &str| width::of(text, view.ambiguous);
    let widest = rows.iter().map(|(line, _)| of(line)).max().unwrap_or(0).min(WIDEST);
    let whole = |line: &str, origin: &str| format!("{}  # {origin}", width::pad_end(line, widest, view.ambiguous));
    let fits = |line: &str, origin: &str| view.columns.is_none_or(|columns| of(&whole(line, origin)) <= columns);
    let are_beside = rows.iter().all(|(line, origin)| origin.as_deref().is_none_or(|origin| fits(line, origin)));
    rows.iter()
        .map(|(line, origin)| match origin {
            None => format!("{line}\n"),
            Some(origin) if are_beside => whole(line, origin) + "\n",
            Some(origin) => format!("{line}\n  # {origin}\n"),
        })
        .collect()
}

/// A setting as it stands in a file; one without a value, and without one that holds by itself, as a comment.
fn line(row: &Written) -> String {
    match &row.toml {
        Some(toml) => format!("{} = {toml}", row.key),
        None => format!("# {} =", row.key),
    }
}

/// The variable of the environment that sets it.
fn variable(row: &Written) -> Option<&'static str> {
    config::KeyDoc::of(&row.key).and_then(|doc| doc.environment)
}

fn get(session: &Session, key: &str) -> Exit {
    match config::written_one(session.settings(), key) {
        Ok(Written { plain: Some(plain), .. }) => session.print_text(&(plain + "\n")),
        Ok(Written { key, .. }) => {
            session.console().notice(&ConfigLine::NotSet { key: &key }.text(session.lang()));
            Exit::OTHER
        }
        Err(error) => fail_edit(session, &error),
    }
}

fn set(session: &Session, key: &str, words: &[String]) -> Exit {
    if edit::would_be_a_key(key, words, session.folder_path()) {
        let provider = key.strip_prefix("providers.").and_then(|rest| rest.split('.').next());
        return auth::refuse_key_in_words(session, provider);
    }
    let value = words.join(if edit::takes_list(key) { "," } else { " " });
    if names_models(key) {
        let engine = session.engine();
        let is_around = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '\'');
        let mut names = value.split(',').map(|name| name.trim_matches(is_around));
        if let Some(error) = names.find_map(|name| engine.wrong_effort(name)) {
            return session.fail_text("config", &session.error_text(&error));
        }
    }
    let paths = &session.settings().paths;
    let changes = [Change::Set { key, value: &value }];
    let planned = match edit::plan(session.environment(), paths, session.folder_path(), &changes) {
        Ok(planned) => planned,
        Err(error) => return fail_edit(session, &error),
    };
    let missing = session.missing_settings();
    // What `check` would refuse is not written; what does not hold together already may be mended in any order.
    let known = findings(session, &session.engine());
    let after = session.engine_as_if(planned.text()).map(|engine| findings(session, &engine)).unwrap_or_default();
    let is_ones_own = |about: &str| planned.keys().iter().any(|key| key == about);
    if let Some(finding) = after.into_iter().find(|finding| is_ones_own(&finding.key) || !known.contains(finding)) {
        let text = finding.text.with_cause(ConfigLine::NotWritten.text(session.lang()));
        return session.fail_text("config", &text);
    }
    let edited = match planned.write() {
        Ok(edited) => edited,
        Err(error) => return fail_edit(session, &error),
    };
    let key = edited.keys.first().map_or(key, String::as_str);
    let file = session.shown_path(&edited.file);
    let line = if edited.is_made {
        let (is_named, nearest) = (missing.is_some(), missing.and_then(|(_, nearest)| nearest));
        let by = if is_named { MadeBy::Variable { nearest: nearest.as_deref() } } else { MadeBy::Default };
        ConfigLine::SetInNewFile { key, file: &file, by }.text(session.lang())
    } else {
        ConfigLine::Set { key, file: &file }.text(session.lang())
    };
    session.console().notice(&line);
    // What else is wrong stays to be mended.
    let Some(again) = reloaded(session) else { return Exit::OK };
    let in_force = config::written_one(again.settings(), key).map(|row| row.origin);
    if let Ok(origin @ (Origin::Flag | Origin::Environment(_) | Origin::Project)) = in_force {
        let by = from(&again, origin);
        session.console().warn(&ConfigLine::Overridden { key, by: &by }.text(session.lang()));
    }
    for finding in again.engine().setting_findings() {
        let (happened, hint) = trouble::setting_lines(session.lang(), &finding);
        session.console().warn(&in_one_line(session.lang(), &happened, &hint));
    }
    Exit::OK
}

/// The session as it is after a change. `None`: something else is wrong with the settings, which is told.
fn reloaded(session: &Session) -> Option<Session> {
    match session.loaded_again() {
        Ok(again) => Some(again),
        Err(error) => {
            let text = trouble::of_config(session.lang(), &error);
            let line = text.hints.iter().fold(text.error, |line, hint| in_one_line(session.lang(), &line, hint));
            session.console().warn(&line);
            None
        }
    }
}

/// True for a setting in which models are named, with their efforts.
fn names_models(key: &str) -> bool {
    key == "model" || key.starts_with("aliases.") || (key.starts_with("routes.") && key.ends_with(".models"))
}

fn unset(session: &Session, keys: &[String]) -> Exit {
    let paths = &session.settings().paths;
    // Of several words all must be settings before one goes: they may be a question.
    for key in keys.iter().filter(|_| keys.len() > 1) {
        if let Err(error) = edit::plan(session.environment(), paths, session.folder_path(), &[Change::Unset { key }]) {
            return fail_edit(session, &error);
        }
    }
    let mut exit = Exit::OK;
    for key in keys {
        let changes = [Change::Unset { key }];
        match edit::edit(session.environment(), paths, session.folder_path(), &changes) {
            Ok(edited) => {
                let (key, file) =
                    (edited.keys.first().map_or(key.as_str(), String::as_str), session.shown_path(&edited.file));
                let line = if edited.n_removed > 0 {
                    ConfigLine::Unset { key, file: &file }
                } else {
                    exit = Exit::OTHER;
                    ConfigLine::NotThere { key, file: &file }
                };
                session.console().notice(&line.text(session.lang()));
            }
            Err(error) => exit = fail_edit(session, &error),
        }
    }
    if exit == Exit::OK {
        // What else is wrong stays to be mended.
        let _ = reloaded(session);
    }
    exit
}

fn edit(session: &Session) -> Exit {
    let paths = &session.settings().paths;
    let editor = Editor::of(session.environment());
    let has_terminal = input::stdin_is_terminal() && session.console().stdout_is_terminal();
    if !has_terminal && editor.is_drawn_in_the_terminal() && !paths.config_file.is_dir() {
        return session.fail_problem(&messages::Problem::EditorWithoutTerminal { editor: editor.called() });
    }
    let fresh = format!("# {}\n{FRESH}", ConfigLine::FreshFile.text(session.lang()));
    if let Err(error) = edit::create(paths, &fresh) {
        return fail_edit(session, &error);
    }
    // An editor would show what is in it.
    if paths.config_file.is_dir() {
        let error = config::Error::Unreadable { path: paths.config_file.clone(), reason: config::Unreadable::Folder };
        return session.fail_text("config", &trouble::of_config(session.lang(), &error));
    }
    loop {
        if let Err(exit) = open_editor(session, editor, &paths.config_file) {
            return exit;
        }
        // Read anew: what was wrong before may be mended now.
        let error = match session.reloaded() {
            Ok(again) => return check(&again, &[], Form::Text),
            Err(exit) => exit,
        };
        let question = ConfigLine::EditAgain.text(session.lang());
        if !input::stdin_is_terminal() || !session.console().stderr_is_terminal() {
            return error;
        }
        let again = session.console().prompt(&question).is_ok().then(session::read_line).flatten();
        match again {
            Some(line) if line.trim().is_empty() || is_yes(&line) => {}
            _ => return error,
        }
    }
}

/// Opens the user's own editor.
fn open_editor(session: &Session, editor: Editor<'_>, file: &Path) -> Result<(), Exit> {
    let fail = |why: &str| {
        let line = messages::Problem::EditorFailed { editor: editor.called(), message: why }.text(session.lang());
        session.console().error(&line);
        Exit::OTHER
    };
    match editor.open(file).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(fail(&messages::how_it_ended(session.lang(), status.code(), ""))),
        Err(error) => Err(fail(&messages::system_words(session.lang(), &error.to_string()))),
    }
}

/// What happened and what to do about it, as one warning.
fn in_one_line(lang: Lang, happened: &str, hint: &str) -> String {
    match lang {
        Lang::Ko => format!("{happened}. {hint}"),
        Lang::En => format!("{happened}; {hint}"),
    }
}

fn check(session: &Session, wrong: &[config::Error], form: Form) -> Exit {
    let lang = session.lang();
    let mut texts: Vec<ErrorText> = wrong.iter().map(|error| trouble::of_config(lang, error)).collect();
    if wrong.is_empty() {
        texts.extend(findings(session, &session.engine()).into_iter().map(|finding| finding.text));
    }
    let settings = session.settings();
    let missing = session.missing_settings();
    let missing =
        missing.as_ref().map(|(file, nearest)| Remark::NamedSettingsMissing { file, nearest: nearest.as_deref() });
    let variables = config::unknown_environment(session.environment()).into_iter().map(|(name, nearest)| {
        let finding = Finding::UnknownVariable { name: &name, nearest: nearest.unwrap_or_default() };
        finding.hint(lang).into_iter().fold(finding.text(lang), |text, hint| in_one_line(lang, &text, &hint))
    });
    let warnings: Vec<String> = missing.map(|remark| remark.text(lang)).into_iter().chain(variables).collect();
    if form == Form::Json {
        let problems: Vec<Value> = texts.iter().map(|text| ErrorObject::of("config", text).value()).collect();
        let _ = session.print_json(&json!({
            "schema": 1, "sound": texts.is_empty(), "file": settings.paths.config_file.display().to_string(),
            "project": settings.project.as_ref().map(|project| project.path.display().to_string()),
            "problems": problems, "warnings": warnings,
        }));
    } else if texts.is_empty() {
        let rows = config::written(settings);
        let of = |wanted: Origin| rows.iter().filter(|row| row.origin == wanted).count() as u64;
        let file = session.shown_path(&settings.paths.config_file);
        let mut lines = Vec::new();
        if settings.paths.config_file.exists() {
            lines.push(ConfigLine::Sound { file: &file, n: of(Origin::User) }.text(lang));
        } else if missing.is_none() {
            lines.push(ConfigLine::NoFile { file: &file }.text(lang));
        }
        if let Some(project) = &settings.project {
            let file = session.shown_path(&project.path);
            lines.push(ConfigLine::Sound { file: &file, n: project.sets.len() as u64 }.text(lang));
        }
        if let Some(foreign) = &settings.foreign_project {
            lines.push(ConfigLine::Foreign { file: &session.shown_path(foreign) }.text(lang));
        }
        let _ = session.print(&lines.join("\n"));
    }
    if form == Form::Text {
        for text in &texts {
            session.console().error(text);
        }
        for warning in &warnings {
            session.console().warn(warning);
        }
    }
    if texts.is_empty() { Exit::OK } else { Exit::USAGE }
}

/// What cannot work, and the setting that it is about.
#[derive(PartialEq)]
struct Refused {
    key: String,
    text: ErrorText,
}

/// All that cannot work in the settings of an engine: for [`check`], which tells it, and for [`set`], which does not write it.
fn findings(session: &Session, engine: &Engine) -> Vec<Refused> {
    let lang = session.lang();
    let together = engine.setting_findings().into_iter().map(|finding| {
        let text = trouble::of_finding(engine.settings(), session.environment(), lang, &finding);
        Refused { key: finding.key(), text }
    });
    let key_files = engine.settings().providers.iter().filter_map(|(provider, own)| {
        let Some(KeySource::File(path)) = &own.key else { return None };
        let refused = config::check_nameable(session.environment(), session.folder_path(), provider, path).err()?;
        let key = format!("providers.{provider}.key_file");
        Some(Refused { key, text: messages::key_error(lang, provider, &refused) })
    });
    let authorities = engine.check_ca_file().err();
    let authorities =
        authorities.map(|failure| Refused { key: "tls.ca_file".to_owned(), text: trouble::of_ca_file(lang, &failure) });
    together.chain(key_files).chain(authorities).collect()
}

/// Who set a value, in words.
fn from(session: &Session, origin: Origin) -> String {
    let settings = session.settings();
    let file = session.shown_path(&settings.paths.config_file);
    let project = settings.project.as_ref().map(|project| session.shown_path(&project.path)).unwrap_or_default();
    messages::origin(session.lang(), origin, &file, &project)
}

/// Who set a value, for scripts.
const fn kind(origin: Origin) -> &'static str {
    match origin {
        Origin::Flag => "flag",
        Origin::Environment(_) => "environment",
        Origin::Project => "project",
        Origin::User => "user",
        Origin::Default => "default",
    }
}

fn place(session: &Session, origin: Origin) -> Option<String> {
    match origin {
        Origin::Flag | Origin::Default => None,
        Origin::Environment(name) => Some(name.to_owned()),
        Origin::Project => session.settings().project.as_ref().map(|project| project.path.display().to_string()),
        Origin::User => Some(session.settings().paths.config_file.display().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_set_a_setting_stands_in_one_column_or_on_a_line_of_its_own() {
        let place = "~/.config/baro/config.toml";
        let rows: Vec<(String, Option<String>)> = ["aliases.\"큐\" = \"groq:qwen\"", "ui.footer = \"full\""]
            .map(|line| (line.to_owned(), Some(place.to_owned())))
            .into();
        let view = View::plain(Lang::Ko);
        let at = |text: &str| -> Vec<usize> {
            text.lines().filter_map(|line| Some(width::of(line.split_once('#')?.0, view.ambiguous))).collect()
        };
        let wide = beside_each_other(&view.in_columns(80), &rows);
        assert_eq!((wide.lines().count(), at(&wide)), (2, vec![28, 28]), "{wide}");
        let narrow = beside_each_other(&view.in_columns(40), &rows);
        assert_eq!((narrow.lines().count(), at(&narrow)), (4, vec![2, 2]), "{narrow}");
        assert!(narrow.lines().filter(|line| *line == format!("  # {place}")).count() == 2, "{narrow}");
    }
}
