//! `docs/config.md`, written from the table of settings.

use std::fmt::Write;

use super::keys::{KEYS, KeyDoc, Scope};

const HEAD: &str = "\
# Settings

The whole table of what baro can be told, written from the code (`src/config/keys.rs`; a test compares). baro needs
no settings file: without one, everything below has its default.

| file | what |
|---|---|
| `$BARO_CONFIG`, else `$XDG_CONFIG_HOME/baro/config.toml` (`~/.config/baro/config.toml`; on Windows `%APPDATA%\\baro\\config.toml`) | the user's settings |
| `$XDG_CONFIG_HOME/baro/keys/PROVIDER` | baro's own keys, readable by their owner alone; of a key in the system's keyring (`baro auth add NAME --keyring`) only that |
| `$BARO_DATA_DIR`, else `$XDG_DATA_HOME/baro` (`~/.local/share/baro`; on Windows `%APPDATA%\\baro`) | `baro.db`: conversations and ledger; `baro.db.materials/`: what was piped in or attached, from 256 KiB on; `config.lock`: empty, held while settings are changed |
| `$XDG_CACHE_HOME/baro` (`~/.cache/baro`; on Windows `%LOCALAPPDATA%\\baro`) | what can be fetched again |
| `.baro.toml` | a project's settings, between the current folder and the root of its repository (without a repository: in the current folder) |

Who wins, strongest first: flag, environment, project file, user file, default. Only the nearest project file is read, only
if it is a plain file of the user's own, and it may set only what is marked below: never a URL, a key, a proxy, a command
or a path. It never consents to pay. `baro why`, `baro route` and `baro doctor` name it. `.env` files are not read. Unknown
keys are errors.

A relative path in the user's file starts at that file's folder, in a variable at the current folder; `~/` is the home
folder. Lists in variables are separated by commas. An empty variable counts as not set.

Key of a provider, first found: what `[providers.NAME]` names, and then nothing else; the vendor's own variable
(`GROQ_API_KEY`); baro's own store, a file or the system's keyring. A key belongs to its vendor's host: where `base_url` leads elsewhere, it is sent only if
the same table names it, or if both stand in the environment (`OPENAI_BASE_URL` with `OPENAI_API_KEY`), or if the host
is this machine. A key in baro's own store goes to the host that it was given for and nowhere else. It goes out only over TLS or to this machine.

";

/// The document, as it is committed.
#[must_use]
pub fn reference() -> String {
    let mut text = HEAD.to_owned();
    text.push_str("| key | type | default | environment | what | 설명 |\n|---|---|---|---|---|---|\n");
    for doc in KEYS {
        row(&mut text, doc);
    }
    text.push_str("\n† also in a project's `.baro.toml`. `*` stands for a name of your own, in quotes where it has other characters than\n`A-Z a-z 0-9 - _`: `[models.\"groq:qwen/qwen3.8-27b\"]`, `\"큐\" = \"groq:qwen/qwen3.8-27b\"`.\n");
    text
}

fn row(text: &mut String, doc: &KeyDoc) {
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    let mark = if doc.scope == Scope::Project { " †" } else { "" };
    let expected = doc.expected.to_string().replace('|', "\\|");
    let (key, default, environment) = (code(doc.key), code(doc.default), code(doc.environment.unwrap_or_default()));
    let (english, korean) = (doc.english, doc.korean);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "| {key}{mark} | {expected} | {default} | {environment} | {english} | {korean} |");
}
