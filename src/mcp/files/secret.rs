//! Paths that are secret by their names: folders of keys, files of passwords, and their copies.
//!
//! Pure. It errs on the side of refusing where a name is a secret's, and on the side of reading where the ending says
//! source code or a page, which is about secrets more often than it holds one; what stands in a file is judged elsewhere.

use std::path::{Component, Path};

/// Folders whose contents are never sent.
const FOLDERS: &[&str] = &[
    ".git",
    ".ssh",
    ".gnupg",
    ".aws",
    ".azure",
    ".kube",
    ".docker",
    ".password-store",
    ".terraform",
    ".envs",
    ".gem",
    ".m2",
    ".oci",
    ".pki",
];
/// Folders whose contents are never sent where they lie in such a folder.
const FOLDERS_IN: &[(&str, &str)] = &[
    (".config", "gh"),
    (".config", "hub"),
    (".config", "op"),
    (".config", "glab-cli"),
    (".config", "github-copilot"),
    (".config", "rclone"),
    (".config", "doctl"),
    (".config", "stripe"),
    (".config", "sops"),
    (".config", "configstore"),
    (".config", "gcloud"),
    ("library", "keychains"),
    ("share", "keyrings"),
    ("share", "opencode"),
];
/// Folders of programs that sign in for the user: what a project keeps in them (instructions, settings, code) is sent.
const AGENTS: &[&str] = &[".codex", ".claude", ".gemini", ".cursor", ".copilot"];
/// Below it a program of [`AGENTS`] keeps whole projects.
const WORKTREES: &str = "worktrees";
/// What a project keeps in them.
const OF_PROJECTS: &[&str] = &["settings.json", "mcp.json", "hooks.json"];
/// The same by their ends, beside code.
const ENDS_OF_PROJECTS: &[&str] = &[".mdc", ".sh"];

/// Names that are never sent.
const NAMES: &[&str] = &[
    ".pgpass",
    ".npmrc",
    ".pypirc",
    ".htpasswd",
    ".git-credentials",
    ".vault-token",
    ".dockercfg",
    ".dockerconfigjson",
    ".my.cnf",
    ".mylogin.cnf",
    ".s3cfg",
    ".boto",
    ".flaskenv",
    ".token",
    ".claude.json",
    ".lesshst",
    ".viminfo",
    "shadow",
    "shadow-",
    "gshadow",
    "gshadow-",
    "master.passwd",
    "known_hosts",
    "authorized_keys",
    "auth.json",
    "google_accounts.json",
    "rootkey.csv",
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "token",
    "token.txt",
    "token.json",
    "token.pickle",
    "wallet.dat",
    "baro.db",
    "baro.db-wal",
    "baro.db-shm",
    "keys.toml",
];
/// Beginnings of names that are never sent, whatever follows.
const BEGINNINGS: &[&str] = &[
    ".env",
    "id_rsa",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    "id_xmss",
    "oauth_creds",
    "oauth-creds",
    "mcp-oauth-tokens",
    "kubeconfig",
];
/// Ends of names that are never sent.
const ENDS: &[&str] = &[
    ".pem",
    ".key",
    ".p8",
    ".p12",
    ".pfx",
    ".jks",
    ".keystore",
    ".kdbx",
    ".kdb",
    ".ppk",
    ".asc",
    ".gpg",
    ".age",
    ".agekey",
    ".tfvars",
    ".ovpn",
    ".mobileprovision",
    ".kubeconfig",
    ".env",
];
/// What a name that is never sent has in its middle, where it is no code: copies keep what they were copied from.
const WITHIN: &[&str] = &[".env.", ".key.", ".pem.", ".p12.", ".pfx.", ".kdbx.", ".tfvars.", "netrc"];

/// A word that makes a name a secret's, where it is no code.
const WORDS: &[&str] =
    &["credential", "cred", "secret", "passwd", "htpasswd", "privkey", "apikey", "rootkey", "authkey"];
/// A word that does so where it comes first.
const FIRST_WORDS: &[&str] = &["password", "passphrase"];
/// Two words that do so together.
const PAIRS: &[(&str, &str)] = &[
    ("private", "key"),
    ("priv", "key"),
    ("api", "key"),
    ("access", "key"),
    ("account", "key"),
    ("deploy", "key"),
    ("signing", "key"),
    ("encryption", "key"),
    ("host", "key"),
    ("rsa", "key"),
    ("dsa", "key"),
    ("ecdsa", "key"),
    ("ed25519", "key"),
    ("ssh", "key"),
    ("gpg", "key"),
    ("pgp", "key"),
    ("tls", "key"),
    ("ssl", "key"),
    ("server", "key"),
    ("client", "key"),
    ("master", "key"),
    ("root", "key"),
    ("auth", "key"),
    ("access", "token"),
    ("refresh", "token"),
    ("auth", "token"),
    ("api", "token"),
];

/// Ends of source code and of pages.
const CODE_ENDS: &[&str] = &[
    "rs", "py", "pyi", "go", "ts", "mts", "cts", "tsx", "js", "mjs", "cjs", "jsx", "java", "kt", "kts", "scala", "c",
    "h", "cc", "cpp", "hpp", "cs", "fs", "rb", "php", "swift", "m", "mm", "dart", "lua", "ex", "exs", "erl", "clj",
    "hs", "ml", "zig", "jl", "r", "sql", "proto", "graphql", "vue", "svelte", "astro", "html", "css", "scss", "less",
    "erb", "hbs", "ejs", "twig", "svg", "md", "mdx", "rst", "adoc",
];
/// Ends of what shows the form of a secret file and holds none.
const TEMPLATE_ENDS: &[&str] = &[".example", ".sample", ".template", ".dist", ".tmpl"];

const IN_FOLDER: &str = "such folders hold secrets and are never sent";
const BY_NAME: &str = "such files hold secrets and are never sent";

/// Why a path is never sent, if so.
pub fn by_name(path: &Path) -> Option<&'static str> {
    let written: Vec<String> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    let parts: Vec<String> = written.iter().map(|part| part.to_lowercase()).collect();
    let (name, folders) = parts.split_last()?;
    let written = written.last()?;
    // A name that holds `:` opens another stream of the same file on Windows.
    let n_bytes = written.split(':').next().unwrap_or(written).trim_end_matches(['.', ' ']).len();
    let written = &written[..n_bytes];
    let name = name.split(':').next().unwrap_or(name).trim_end_matches(['.', ' ']);
    let is_secret_folder = |folder: &str| FOLDERS.contains(&folder);
    let pairs = || folders.iter().zip(folders.iter().skip(1).map(String::as_str).chain([name]));
    if folders.iter().any(|folder| is_secret_folder(folder))
        || is_secret_folder(name)
        || pairs().any(|(outer, inner)| FOLDERS_IN.contains(&(outer.as_str(), inner)))
    {
        return Some(IN_FOLDER);
    }
    if is_secret_name(name, written) || is_of_an_agent(name, folders) {
        return Some(BY_NAME);
    }
    None
}

fn is_secret_name(name: &str, written: &str) -> bool {
    let is_code = is_code(name);
    // `.env.example` is made to be shown; what stands in it is looked at all the same.
    if TEMPLATE_ENDS.iter().any(|end| name.ends_with(end)) {
        return false;
    }
    let is_history = name.starts_with('.') && (name.ends_with("_history") || name.ends_with("_history.bak"));
    // A key has a name of its own and no ending: `id_work`, but `id_map.json`.
    let is_key_of_ssh = name.starts_with("id_") && !name.trim_end_matches(".pub").contains('.');
    NAMES.contains(&name)
        || is_history
        || is_key_of_ssh
        || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
        || ENDS.iter().any(|end| name.ends_with(end))
        || !is_code && (WITHIN.iter().any(|part| name.contains(part)) || is_secret_by_words(written))
}

fn is_secret_by_words(written: &str) -> bool {
    let words = words(written);
    let first = words.first().map_or("", String::as_str);
    // `key.json`, `keys.txt`, but not `key-bindings.json`.
    let is_key_alone = is(first, "key") && words.len() <= 2 && !written.contains(['-', '_']);
    // Of Google's; Kubernetes has manifests of that name.
    let is_account = written.to_lowercase().ends_with(".json")
        && words.windows(2).any(|pair| is(&pair[0], "service") && is(&pair[1], "account"));
    is_key_alone
        || is_account
        || FIRST_WORDS.iter().any(|word| is(first, word))
        || words.iter().any(|word| WORDS.iter().any(|secret| is(word, secret)))
        || words.windows(2).any(|pair| PAIRS.iter().any(|(one, other)| is(&pair[0], one) && is(&pair[1], other)))
}

/// Whether a word is that one, or several of it: `keys` is as much as `key`.
fn is(word: &str, single: &str) -> bool {
    word.strip_prefix(single).is_some_and(|rest| matches!(rest, "" | "s"))
}

/// The words of a name, small: `serviceAccountKey.json` has four.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for character in name.chars() {
        let is_of_word = character.is_alphanumeric();
        if (!is_of_word || was_small && character.is_uppercase()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if is_of_word && let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
        was_small = character.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_of_an_agent(name: &str, folders: &[String]) -> bool {
    let Some(at) = folders.iter().rposition(|folder| AGENTS.contains(&folder.as_str())) else { return false };
    let is_of_project =
        is_code(name) || OF_PROJECTS.contains(&name) || ENDS_OF_PROJECTS.iter().any(|end| name.ends_with(end));
    !is_of_project && folders.get(at + 1).is_none_or(|folder| folder != WORKTREES)
}

fn is_code(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| CODE_ENDS.iter().any(|code| end.eq_ignore_ascii_case(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_refused_by_its_name() {
        for names in [
            ".env .env.local .envrc prod.env app.env.local prod.env.bak sub/.ENV .envs/prod/db .flaskenv .env:stream",
            "deploy/id_rsa id_rsa.bak id_ed25519.pub id_ecdsa_sk id_work id_work.pub",
            "server.pem SERVER.KEY key.pem. a.pem.txt server.key.bak AuthKey_AB12.p8 store.kdbx.old x.age",
            "private_key.txt privkey.txt deploy_key ssh_host_rsa_key key.json key keys.txt keys.toml apikey.txt api-keys.csv",
            "serviceAccountKey.json accessKeys.csv rootkey.csv tls-key.txt master.key client_key.txt",
            "service_account.json service-account-prod.json my_serviceAccount.json",
            "credentials credentials.json .aws/credentials application_default_credentials.json db-creds.yml",
            "secret.txt secrets.yaml client_secret_123.json app-secrets.toml passwords.txt password.txt passwd.bak passphrase",
            ".netrc _netrc .netrc.bak my.netrc .npmrc .pypirc .pgpass .my.cnf .s3cfg .boto .dockercfg .git-credentials",
            "kubeconfig kubeconfig.yaml prod.kubeconfig .kube/config .docker/config.json x/.aws/config a/.ssh/config",
            ".git/config .config/gh/hosts.yml .config/gcloud/x Library/Keychains/x share/opencode/auth.json auth.json",
            ".codex/auth.json .codex/config.toml .claude/.credentials.json .claude/history.jsonl .claude.json",
            ".gemini/oauth_creds.json .gemini/google_accounts.json .gemini/installation_id oauth_creds.json",
            "etc/shadow etc/shadow- gshadow gshadow- .bash_history .zsh_history .python_history wallet.dat",
            "token token.txt token.json access_token.json refresh-token terraform.tfstate prod.tfvars baro.db baro.db-wal",
        ] {
            for name in names.split(' ') {
                assert!(by_name(Path::new(name)).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn what_only_looks_like_a_secret_is_read() {
        for names in [
            "src/main.rs keyboard.rs keyboard.md monkey.json hotkeys.json keymap.json key-bindings.json primary_key.txt",
            "environment.yml environment.rs vite-env.d.ts env.js config.env.ts .env.example .env.sample app.env.template",
            "secretary.md src/secret.rs secrets.py api_keys.sql passwords.go reset-password.html credentials.md",
            "secretary.txt tokens.json design-tokens.json tokenizer.json id_map.json id_generator.py identity.txt",
            "git/config public_key.txt foreign_keys.txt author.json authors.json hosts.yml shadows.json history.txt",
            ".claude/settings.json .claude/commands/review.md .gemini/GEMINI.md .cursor/rules/a.mdc .claude/hooks/a.py",
            ".claude/worktrees/a/Cargo.toml Cargo.lock package.json .gitignore .github/workflows/ci.yml .baro.toml",
            "config/gh/x code/gcloud/main.tf kubernetes.md docker-compose.yml service-account.yaml credo.txt passage.txt",
        ] {
            for name in names.split(' ') {
                assert!(by_name(Path::new(name)).is_none(), "{name}");
            }
        }
    }
}
