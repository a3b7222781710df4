//! `baro mcp config`: the entry that registers baro with a client, printed or merged into the client's own file.
//!
//! What else stands in the file stays as it is, order and all; a file that cannot be read as what it should be is
//! left alone. No permission is ever granted: the line that would is shown.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::super::args::{McpClient, McpConfigArgs};
use super::super::exit::Exit;
use super::super::session::Session;
use super::mcp::fail;
use crate::files::{self, Readers};
use crate::ui::messages::{FileForm, McpLine};

/// A server as a client is to start it.
struct Entry {
    name: &'static str,
    arguments: &'static [&'static str],
}

/// One server with every tool.
const ONE: &[Entry] = &[Entry { name: "baro", arguments: &["mcp", "serve"] }];
/// Three servers, one a model.
const THREE: &[Entry] = &[
    Entry {
        name: "qwen-coder",
        arguments: &["mcp", "serve", "--name", "qwen-coder", "--route", "code", "--tools", "qwen_code_assistant"],
    },
    Entry {
        name: "kimi-thinker",
        arguments: &["mcp", "serve", "--name", "kimi-thinker", "--route", "think", "--tools", "kimi_deep_thinker"],
    },
    Entry {
        name: "meta-fast",
        arguments: &["mcp", "serve", "--name", "meta-fast", "--route", "fast", "--tools", "meta_quick_responder"],
    },
];
/// What a client may wait for one call, in milliseconds: a little more than the server's own limit.
const TIMEOUT_MS: u64 = 600_000;

/// Prints the entry, or writes it.
pub fn run(session: &Session, args: &McpConfigArgs) -> Exit {
    let entries = if args.three { THREE } else { ONE };
    let Some(file) = file_of(session, args.client) else {
        return fail(session, &McpLine::NoHome);
    };
    let shown = file.display().to_string();
    let said = |line: McpLine<'_>| session.console().remark(&line.text(session.lang()));
    let text = match args.client {
        McpClient::Codex => merged_toml("", entries),
        client => merged_json("", client, entries),
    };
    let Ok(text) = text else { return fail(session, &McpLine::FileTrouble { file: &shown, why: "-" }) };
    if args.write {
        match write(args.client, entries, &file) {
            Ok(Change::Made) => match link_target(&file) {
                Some(target) => said(McpLine::WrittenThroughLink { file: &shown, target: &target }),
                None => said(McpLine::Written { file: &shown }),
            },
            Ok(Change::None) => said(McpLine::Unchanged { file: &shown }),
            Err(NotWritten::Io(error)) => {
                return fail(session, &McpLine::FileTrouble { file: &shown, why: &error.to_string() });
            }
            Err(NotWritten::NotRead { form, line }) => {
                // That the file was left alone is the error to tell, whatever becomes of the entry.
                let _ = session.print(&text);
                return fail(session, &McpLine::NotRead { file: &shown, form, line });
            }
        }
    } else {
        let exit = session.print(&text);
        if exit != Exit::OK {
            return exit;
        }
        said(McpLine::BelongsInto { file: &shown });
    }
    match permission(args.client, entries) {
        Some((line, place)) => {
            said(McpLine::Permission { line: &line, file: &place.replace("{file}", &shown) });
        }
        None => said(McpLine::NoPermission { client: called(args.client) }),
    }
    if matches!(args.client, McpClient::ClaudeDesktop | McpClient::Cursor) {
        said(McpLine::NoTimeLimit { client: called(args.client) });
    }
    said(McpLine::Keys);
    Exit::OK
}

/// The file that was written where the client's own is a link to it, as those are who keep their settings elsewhere.
fn link_target(file: &Path) -> Option<String> {
    let is_link = file.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    is_link.then(|| files::followed(file).ok()).flatten().map(|target| target.display().to_string())
}

/// The client's name.
const fn called(client: McpClient) -> &'static str {
    match client {
        McpClient::ClaudeCode => "Claude Code",
        McpClient::ClaudeDesktop => "Claude Desktop",
        McpClient::Codex => "Codex",
        McpClient::Gemini => "Gemini CLI",
        McpClient::Opencode => "opencode",
        McpClient::Cursor => "Cursor",
    }
}

/// The client's own file, on this system.
fn file_of(session: &Session, client: McpClient) -> Option<PathBuf> {
    let home = || session.variable("HOME").or_else(|| session.variable("USERPROFILE")).map(PathBuf::from);
    let here = session.folder_path();
    Some(match client {
        McpClient::ClaudeCode => here.join(".mcp.json"),
        McpClient::Cursor => here.join(".cursor").join("mcp.json"),
        McpClient::Opencode => here.join("opencode.json"),
        McpClient::Codex => match session.variable("CODEX_HOME") {
            Some(folder) => PathBuf::from(folder).join("config.toml"),
            None => home()?.join(".codex").join("config.toml"),
        },
        McpClient::Gemini => home()?.join(".gemini").join("settings.json"),
        McpClient::ClaudeDesktop => {
            let folder = if cfg!(windows) {
                PathBuf::from(session.variable("APPDATA")?)
            } else if cfg!(target_os = "macos") {
                home()?.join("Library").join("Application Support")
            } else {
                match session.variable("XDG_CONFIG_HOME") {
                    Some(folder) => PathBuf::from(folder),
                    None => home()?.join(".config"),
                }
            };
            folder.join("Claude").join("claude_desktop_config.json")
        }
    })
}

/// What spares the client's questions, and where it belongs, `{file}` being the client's own file. As their pages had it in
/// November 2026.
fn permission(client: McpClient, entries: &[Entry]) -> Option<(String, String)> {
    let names = || entries.iter().map(|entry| entry.name);
    let each = |form: fn(&str) -> String| names().map(form).collect::<Vec<String>>();
    Some(match client {
        McpClient::ClaudeCode => {
            let allowed = each(|name| format!("mcp__{name}"));
            (json!({ "permissions": { "allow": allowed } }).to_string(), ".claude/settings.local.json".to_owned())
        }
        McpClient::Gemini => {
            let trusted: serde_json::Map<String, Value> =
                names().map(|name| (name.to_owned(), json!({ "trust": true }))).collect();
            (json!({ "mcpServers": trusted }).to_string(), "{file}".to_owned())
        }
        McpClient::Codex => {
            let tables = each(|name| format!("[mcp_servers.{name}]")).join(", ");
            ("default_tools_approval_mode = \"approve\"".to_owned(), format!("{{file}} {tables}"))
        }
        McpClient::Opencode => {
            let allowed: serde_json::Map<String, Value> =
                names().map(|name| (format!("{name}_*"), Value::from("allow"))).collect();
            (json!({ "permission": allowed }).to_string(), "{file}".to_owned())
        }
        McpClient::Cursor => {
            let allowed = each(|name| format!("{name}:*"));
            (json!({ "mcpAllowlist": allowed }).to_string(), "~/.cursor/permissions.json".to_owned())
        }
        McpClient::ClaudeDesktop => return None,
    })
}

/// The program, as a client finds it: those that a shell starts know the path, a desktop's do not.
fn program(client: McpClient) -> String {
    let whole = || std::env::current_exe().ok().map(|path| path.display().to_string());
    match client {
        McpClient::ClaudeDesktop | McpClient::Cursor => whole().unwrap_or_else(|| "baro".to_owned()),
        McpClient::ClaudeCode => "${BARO_BIN:-baro}".to_owned(),
        McpClient::Codex | McpClient::Gemini | McpClient::Opencode => "baro".to_owned(),
    }
}

fn json_entry(client: McpClient, entry: &Entry) -> Value {
    let program = program(client);
    match client {
        McpClient::Opencode => {
            let command: Vec<&str> = std::iter::once(program.as_str()).chain(entry.arguments.iter().copied()).collect();
            json!({ "type": "local", "command": command, "enabled": true, "timeout": TIMEOUT_MS })
        }
        McpClient::ClaudeCode | McpClient::Gemini => {
            json!({ "command": program, "args": entry.arguments, "timeout": TIMEOUT_MS })
        }
        McpClient::ClaudeDesktop | McpClient::Cursor | McpClient::Codex => {
            json!({ "command": program, "args": entry.arguments })
        }
    }
}

/// An object whose members stay as they were written, in their order.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry::<String, Box<RawValue>>()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl Members {
    fn get(&self, name: &str) -> Option<&RawValue> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_ref())
    }

    fn set(&mut self, name: &str, value: String) -> serde_json::Result<()> {
        let value = RawValue::from_string(value)?;
        match self.0.iter_mut().find(|(other, _)| other == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
        Ok(())
    }

    /// As text, whose members stand `depth` steps in.
    fn text(&self, depth: usize) -> String {
        if self.0.is_empty() {
            return "{}".to_owned();
        }
        let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
        let members: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{inner}{}: {}", Value::from(name.as_str()), value.get()))
            .collect();
        format!("{{\n{}\n{outer}}}", members.join(",\n"))
    }
}

/// Why a client's file was left alone.
#[derive(Debug)]
enum NotWritten {
    /// The system refuses.
    Io(io::Error),
    /// It is not what baro can change without losing something of it.
    NotRead {
        /// What it would have to be.
        form: FileForm,
        /// The first line that is none, where that is known.
        line: usize,
    },
}

impl From<io::Error> for NotWritten {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The text of a client's JSON file with the entries in it.
fn merged_json(text: &str, client: McpClient, entries: &[Entry]) -> Result<String, NotWritten> {
    let group = if client == McpClient::Opencode { "mcp" } else { "mcpServers" };
    let read = |text: &str| match text.trim_start_matches('\u{feff}').trim() {
        "" => Ok(Members(Vec::new())),
        text => serde_json::from_str::<Members>(text),
    };
    let not_read = |error: &serde_json::Error| {
        // JSON with comments is what many clients take, and nothing here would keep the comments.
        let is_comment = |line: &str| line.trim_start().starts_with("//") || line.trim_start().starts_with("/*");
        let form = if text.lines().any(is_comment) { FileForm::CommentedJson } else { FileForm::Json };
        NotWritten::NotRead { form, line: error.line() }
    };
    let mut file = read(text).map_err(|error| not_read(&error))?;
    let mut servers = read(file.get(group).map_or("", RawValue::get)).map_err(|error| not_read(&error))?;
    for entry in entries {
        let wanted = json_entry(client, entry);
        let there = servers.get(entry.name).and_then(|value| serde_json::from_str::<Value>(value.get()).ok());
        if there.as_ref() != Some(&wanted) {
            servers.set(entry.name, wanted.to_string()).map_err(io::Error::from)?;
        }
    }
    file.set(group, servers.text(1)).map_err(io::Error::from)?;
    Ok(file.text(0) + "\n")
}

/// The text of Codex's file with the entries in it.
fn merged_toml(text: &str, entries: &[Entry]) -> Result<String, NotWritten> {
    let line_of = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    let not_read = |at: usize| NotWritten::NotRead { form: FileForm::Toml, line: line_of(at) };
    let mut file: toml_edit::DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| not_read(error.span().map_or(0, |span| span.start)))?;
    let servers = file.entry("mcp_servers").or_insert(toml_edit::table());
    let servers = servers.as_table_mut().ok_or_else(|| not_read(text.find("mcp_servers").unwrap_or_default()))?;
    servers.set_implicit(true);
    for entry in entries {
        let mut server = toml_edit::Table::new();
        server["command"] = toml_edit::value(program(McpClient::Codex));
        server["args"] = toml_edit::value(entry.arguments.iter().copied().collect::<toml_edit::Array>());
        server["tool_timeout_sec"] = toml_edit::value(i64::try_from(TIMEOUT_MS / 1000).unwrap_or(600));
        let same = servers.get(entry.name).is_some_and(|there| there.to_string().trim() == server.to_string().trim());
        if !same {
            servers.insert(entry.name, toml_edit::Item::Table(server));
        }
    }
    Ok(file.to_string())
}

/// Whether a file became another one.
enum Change {
    Made,
    None,
}

fn write(client: McpClient, entries: &[Entry], file: &Path) -> Result<Change, NotWritten> {
    let old = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error.into()),
    };
    let new = match client {
        McpClient::Codex => merged_toml(&old, entries)?,
        client => merged_json(&old, client, entries)?,
    };
    if is_same(client, &old, &new) {
        return Ok(Change::None);
    }
    // It is the client's folder, which it may share with others.
    fs::create_dir_all(file.parent().unwrap_or_else(|| Path::new(".")))?;
    // A client may read it at any time, and it may hold keys.
    files::replace(file, new.as_bytes(), Readers::AsBefore)?;
    Ok(Change::Made)
}

fn is_same(client: McpClient, old: &str, new: &str) -> bool {
    if client == McpClient::Codex {
        return old == new;
    }
    let value = |text: &str| serde_json::from_str::<Value>(text).ok();
    value(old).is_some_and(|old| Some(old) == value(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_else_stands_in_a_file_stays_as_it_was_in_its_order() {
        let old =
            "{\n  \"zeta\": [1,  2],\n  \"mcpServers\": { \"other\": {\"command\":\"x\"} },\n  \"alpha\": 1.0e3\n}\n";
        let new = merged_json(old, McpClient::Gemini, ONE).expect("JSON");
        assert!(new.contains("\"zeta\": [1,  2],") && new.contains("\"alpha\": 1.0e3"), "{new}");
        assert!(new.contains("\"other\": {\"command\":\"x\"}") && new.contains("\"baro\""), "{new}");
        assert!(new.find("zeta") < new.find("mcpServers") && new.find("mcpServers") < new.find("alpha"));
        let again = merged_json(&new, McpClient::Gemini, ONE).expect("JSON");
        assert!(is_same(McpClient::Gemini, &new, &again));
        for (text, form, line) in [
            ("{\n  // a comment\n}", FileForm::CommentedJson, 2),
            ("{\n\n  x\n}", FileForm::Json, 3),
            ("[]", FileForm::Json, 1),
        ] {
            match merged_json(text, McpClient::Cursor, ONE) {
                Err(NotWritten::NotRead { form: seen, line: at }) => assert_eq!((seen, at), (form, line), "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(matches!(merged_toml("a = 1\nb =", ONE), Err(NotWritten::NotRead { form: FileForm::Toml, line: 2 })));
    }

    #[test]
    fn each_client_that_can_be_spared_its_questions_has_its_line_and_every_name_in_it() {
        for client in
            [McpClient::ClaudeCode, McpClient::Codex, McpClient::Gemini, McpClient::Opencode, McpClient::Cursor]
        {
            let (line, place) = permission(client, THREE).expect("a line");
            for entry in THREE {
                assert!(line.contains(entry.name) || place.contains(entry.name), "{line} {place}");
            }
        }
        assert!(permission(McpClient::ClaudeDesktop, ONE).is_none());
    }

    #[test]
    fn codex_keeps_its_comments() {
        let old = "# mine\nmodel = \"x\"\n\n[mcp_servers.other]\ncommand = \"y\"\n";
        let new = merged_toml(old, THREE).expect("TOML");
        assert!(new.starts_with("# mine\nmodel = \"x\"") && new.contains("[mcp_servers.kimi-thinker]"), "{new}");
        assert_eq!(merged_toml(&new, THREE).expect("TOML"), new);
    }
}
