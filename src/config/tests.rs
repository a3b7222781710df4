//! Settings end to end, on real files in a folder of the test's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::domain::catalogue::{Plan, Wire};
use crate::domain::{Effort, Lang, MicroUsd, ModelRef, Route, key_form};

use super::*;

mod credentials;

/// The settings of a file with this text, and the environment that they are from.
pub(crate) fn settings_of(file: &str, variables: &[(&str, &str)]) -> (Settings, Environment) {
    let home = TempDir::new().expect("a folder");
    let path = home.path().join("config.toml");
    fs::write(&path, file).expect("written");
    let own = [("HOME", home.path().to_str()), ("BARO_CONFIG", path.to_str())];
    let own = own.map(|(name, value)| (name, value.expect("Unicode")));
    let environment = Environment::from_pairs(own.into_iter().chain(variables.iter().copied()));
    let settings = load(&environment, home.path(), &Flags::default()).expect("settings");
    (settings, environment)
}

/// A home folder, and in it a repository that the test stands in.
struct Place {
    root: TempDir,
    variables: Vec<(String, String)>,
}

impl Place {
    fn new() -> Self {
        let root = TempDir::new().expect("a folder");
        fs::create_dir_all(root.path().join("home/repo/.git")).expect("a repository");
        fs::create_dir_all(root.path().join("home/repo/src")).expect("a folder");
        fs::create_dir_all(root.path().join("home/.config/baro")).expect("a folder");
        Self { root, variables: Vec::new() }
    }

    fn user(text: &str) -> Self {
        let place = Self::new();
        fs::write(place.path("home/.config/baro/config.toml"), text).expect("written");
        place
    }

    fn project(self, text: &str) -> Self {
        fs::write(self.path("home/repo/.baro.toml"), text).expect("written");
        self
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }

    fn environment(&self) -> Environment {
        let home = [("HOME".to_owned(), self.path("home").to_str().expect("text").to_owned())];
        Environment::from_pairs(home.into_iter().chain(self.variables.iter().cloned()))
    }

    fn load_in(&self, folder: &str, flags: &Flags) -> Result<Settings, Error> {
        load(&self.environment(), &self.path(folder), flags)
    }

    fn load(&self) -> Result<Settings, Error> {
        self.load_in("home/repo/src", &Flags::default())
    }

    fn settings(&self) -> Settings {
        self.load().expect("settings")
    }
}

/// The error as one line, without the folder of the test.
fn refusal(place: &Place) -> String {
    let error = place.load().expect_err("an error");
    let text = match &error {
        Error::UnknownKey { nearest: Some(nearest), .. } => format!("{error}, did you mean `{nearest}`"),
        Error::BadValue { value: Some(value), .. } => format!("{error}, not {value}"),
        Error::BareKey { snippet, .. } => format!("{error}: {snippet}"),
        Error::Syntax { line, column, snippet, .. } => format!("syntax {line}:{column}: {snippet}"),
        _ => error.to_string(),
    };
    text.replace(&format!("{}/", place.root.path().display()), "")
        .replace("home/.config/baro/", "")
        .replace("home/repo/", "")
}

fn check(text: &str, expected: &str) {
    assert_eq!(refusal(&Place::user(text)), expected, "{text}");
}

fn check_project(text: &str, expected: &str) {
    assert_eq!(refusal(&Place::new().project(text)), expected, "{text}");
}

#[test]
fn without_a_file_everything_has_its_default() {
    let place = Place::new();
    let settings = place.settings();
    assert_eq!(settings.lang, Lang::En);
    assert_eq!(settings.mode, Mode::Auto);
    assert_eq!(settings.policy, Policy::default());
    assert_eq!(settings.policy.paid, Paid::Ask);
    assert_eq!(settings.budget, Budget::default());
    let seconds =
        [settings.timeouts.connect, settings.timeouts.first_token, settings.timeouts.idle, settings.timeouts.total];
    assert_eq!(seconds.map(|limit| limit.as_secs()), [10, 120, 90, 900]);
    assert_eq!(settings.history, History { keep: true, retention_days: None, redact: false });
    assert_eq!(settings.ui, Ui { footer: Footer::Short, width: None, ambiguous: Ambiguous::Auto });
    assert!(settings.providers.is_empty() && settings.models.is_empty() && settings.aliases.is_empty());
    assert_eq!(settings.routes, <[RouteSettings; 6]>::default());
    assert_eq!(origin(&settings, "ui.footer"), Origin::Default);
}

/// The example of the contract, and the rest of its keys.
const WHOLE: &str = r#"
language = "ko"
mode = "ask"
budget = { day_usd = 1.0 }

[providers.groq]
wire = "openai"
base_url = "http://127.0.0.1:9000/v1/"
key_env = "GROQ_API_KEY"

[routes.code]
models = ["groq:qwen/qwen3.8-27b", "groq:openai/gpt-oss-120b@high", "큐"]
temperature = 0.1

[models."groq:qwen/qwen3.8-27b"]
context_tokens = 131_042
usd_per_million = { input = 0.80, output = 4 }
temperature = false
efforts = ["high", "low"]

[providers.groq.plan]
free = true
tokens_per_minute = 8000

[policy]
deny = ["dashscope"]
paid = "allow"

[aliases]
"큐" = "groq:qwen/qwen3.8-27b@low"

[timeouts]
connect_s = 2
idle_s = 0.5

[tls]
ca_file = "certs/ca.pem"

[history]
retention_days = 30
redact = true

[ui]
footer = "full"
width = 100
ambiguous = "wide"

[keys]
redo = "F2"

[local]
model = "smollm2"
threads = 2

[providers."lan.box"]
base_url = "http://10.0.0.5:8000/v1"
key_file = "~/keys/lan"
"#;

#[test]
fn every_key_of_the_contract_arrives_typed() {
    let place = Place::user(WHOLE);
    let settings = place.settings();
    assert_eq!((settings.lang, settings.mode), (Lang::Ko, Mode::Ask));
    assert_eq!(settings.budget, Budget { day: Some(MicroUsd(1_000_000)), month: None });
    let groq = &settings.providers["groq"];
    assert_eq!(groq.wire, Some(Wire::OpenAi));
    assert_eq!(groq.base_url.as_deref(), Some("http://127.0.0.1:9000/v1"));
    assert_eq!(groq.key, Some(KeySource::Environment("GROQ_API_KEY".into())));
    assert_eq!((groq.plan.free, groq.plan.tokens_per_minute), (Some(true), Some(8000)));
    assert_eq!(settings.providers["lan.box"].key, Some(KeySource::File(place.path("home/keys/lan"))));
    let code = &settings.routes[Route::Code.index()];
    assert_eq!(code.temperature, Some(0.1));
    let order = code.models.as_ref().expect("an order");
    assert!(matches!(&order[1], RouteEntry::Candidate(it) if it.effort == Some(Effort::High)));
    assert_eq!(order[2], RouteEntry::Alias("큐".into()));
    let model = &settings.models[&ModelRef::new("groq", "qwen/qwen3.8-27b")];
    assert_eq!((model.context_tokens, model.takes_temperature), (Some(131_042), Some(false)));
    assert_eq!(model.efforts, Some(vec![Effort::Low, Effort::High]));
    let tier = model.price.as_ref().expect("a price").tiers[0];
    assert_eq!((tier.input, tier.output, tier.cached), (MicroUsd(800_000), MicroUsd(4_000_000), None));
    assert!(settings.policy.deny.contains("dashscope") && settings.policy.denied_by_project.is_empty());
    assert_eq!(settings.policy.paid, Paid::Allow);
    assert_eq!(settings.aliases["큐"].to_string(), "groq:qwen/qwen3.8-27b@low");
    assert_eq!(
        (settings.timeouts.connect, settings.timeouts.idle),
        (Duration::from_secs(2), Duration::from_millis(500))
    );
    assert_eq!(settings.tls.ca_file, Some(place.path("home/.config/baro/certs/ca.pem")));
    assert_eq!(settings.history, History { keep: true, retention_days: Some(30), redact: true });
    assert_eq!(settings.ui, Ui { footer: Footer::Full, width: Some(100), ambiguous: Ambiguous::Wide });
    assert_eq!(settings.keys["redo"], "F2");
    assert_eq!(settings.local, Local { model: Some("smollm2".into()), threads: Some(2) });
    assert_eq!(origin(&settings, "ui.footer"), Origin::User);
    assert_eq!(origin(&settings, "providers.groq.base_url"), Origin::User);
    assert_eq!(origin(&settings, "models.\"groq:qwen/qwen3.8-27b\".context_tokens"), Origin::User);
    assert_eq!(origin(&settings, "ui.nothing"), Origin::Default);
}

#[test]
fn line_ends_and_byte_order_mark_of_windows_editors_change_nothing() {
    let plain = Place::user(WHOLE).settings();
    let windows = Place::user(&format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"))).settings();
    assert_eq!(format!("{:?}", plain.models), format!("{:?}", windows.models));
    assert_eq!(plain.ui, windows.ui);
    check(
        "\u{feff}language = \"ko\"\r\n\r\n[ui]\r\nfotter = 1\r\n",
        "config.toml:4: unknown key `ui.fotter`, did you mean `ui.footer`",
    );
}

#[test]
fn each_layer_overrides_the_one_below() {
    let flags = Flags { lang: Some(Lang::Ko), timeout: None };
    let check = |place: &Place, flags: &Flags, lang: Lang, from: Origin| {
        let settings = place.load_in("home/repo/src", flags).expect("settings");
        assert_eq!((settings.lang, origin(&settings, "language")), (lang, from));
    };
    let place = Place::new().set("LANG", "ko_KR.UTF-8");
    check(&place, &Flags::default(), Lang::Ko, Origin::Default);
    let place = Place::user("language = 'en'").set("LANG", "ko_KR.UTF-8");
    check(&place, &Flags::default(), Lang::En, Origin::User);
    let place = place.project("language = 'ko'");
    check(&place, &Flags::default(), Lang::Ko, Origin::Project);
    let place = place.set("BARO_LANGUAGE", "en");
    check(&place, &Flags::default(), Lang::En, Origin::Environment("BARO_LANGUAGE"));
    check(&place, &flags, Lang::Ko, Origin::Flag);
    let place = place.set("BARO_LANGUAGE", "auto");
    check(&place, &Flags::default(), Lang::Ko, Origin::Environment("BARO_LANGUAGE"));
}

#[test]
fn a_timeout_on_the_command_line_wins_over_the_environment() {
    let place = Place::new().set("BARO_TIMEOUTS_TOTAL_S", "5");
    assert_eq!(place.settings().timeouts.total, Duration::from_secs(5));
    let flags = Flags { lang: None, timeout: Some(Duration::from_millis(1500)) };
    let settings = place.load_in("home", &flags).expect("settings");
    assert_eq!(settings.timeouts.total, Duration::from_millis(1500));
    let endless = Flags { lang: None, timeout: Some(Duration::MAX) };
    let settings = place.load_in("home", &endless).expect("settings");
    assert_eq!(settings.timeouts.total, Duration::from_hours(24));
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    check("lenguage = 'ko'", "config.toml:1: unknown key `lenguage`, did you mean `language`");
    check("lang = 'ko'", "config.toml:1: unknown key `lang`, did you mean `language`");
    check("mode = 'auto'\nfooter = 'off'", "config.toml:2: unknown key `footer`, did you mean `ui.footer`");
    check("[provider.groq]\nbase_url = 'x'", "config.toml:1: unknown key `provider`, did you mean `providers`");
    check(
        "[providers.groq]\nbase-url = 'x'",
        "config.toml:2: unknown key `providers.groq.base-url`, did you mean `providers.groq.base_url`",
    );
    check(
        "[providers.groq]\napi_key = 'x'",
        "config.toml:2: `providers.groq.api_key`: a key does not stand in the settings",
    );
    check(
        "[providers.groq]\nkey_command = 'gsk_0123456789abcdefghij'",
        "config.toml:2: `providers.groq.key_command`: a key does not stand in the settings",
    );
    check(
        "[providers.groq]\nkey_env = 'gsk_0123456789abcdefghij'",
        "config.toml:2: `providers.groq.key_env`: a key does not stand in the settings",
    );
    check("GROQ_API_KEY = 'x'", "config.toml:1: `GROQ_API_KEY`: a key does not stand in the settings");
    check(
        "[providers.groq.plan]\ntoken_per_minute = 1",
        "config.toml:2: unknown key `providers.groq.plan.token_per_minute`, did you mean `providers.groq.plan.tokens_per_minute`",
    );
    check("[routes.codes]\nmodels = ['a:b']", "config.toml:1: unknown key `routes.codes`, did you mean `routes.code`");
    check("[routes.코드2]\nmodels = ['a:b']", "config.toml:1:9: `코드2` needs quotes: [routes.코드2]");
    check(
        "[routes.\"코드\"]\nmodels = ['a:b']",
        "config.toml:1: unknown key `routes.\"코드\"`, did you mean `routes.code`",
    );
    check("zzz = 1", "config.toml:1: unknown key `zzz`");
    check("ui.footer.x = 1", "config.toml:1: `ui.footer` must be off | short | full, not footer");
    check(
        "models.'a:b'.usd_per_million.inputs = 1",
        "config.toml:1: unknown key `models.\"a:b\".usd_per_million.inputs`, did you mean `models.\"a:b\".usd_per_million.input`",
    );
}

#[test]
fn values_that_do_not_fit_are_refused_with_what_would() {
    check("language = 'kr'", "config.toml:1: `language` must be auto | ko | en, not 'kr'");
    check("language = true", "config.toml:1: `language` must be auto | ko | en, not true");
    check("ui = 'full'", "config.toml:1: `ui` must be a table, not 'full'");
    check("[ui]\nwidth = 7", "config.toml:2: `ui.width` must be a whole number from 20 to 1000, not 7");
    check("[ui]\nwidth = 80.5", "config.toml:2: `ui.width` must be a whole number from 20 to 1000, not 80.5");
    check("temperature = 2.1", "config.toml:1: `temperature` must be a number from 0 to 2, not 2.1");
    check("temperature = nan", "config.toml:1: `temperature` must be a number from 0 to 2, not nan");
    check(
        "timeouts.idle_s = 0",
        "config.toml:1: `timeouts.idle_s` must be seconds, more than 0 and at most 86400, not 0",
    );
    check(
        "timeouts.idle_s = inf",
        "config.toml:1: `timeouts.idle_s` must be seconds, more than 0 and at most 86400, not inf",
    );
    check(
        "timeouts.idle_s = -1",
        "config.toml:1: `timeouts.idle_s` must be seconds, more than 0 and at most 86400, not -1",
    );
    check("budget.day_usd = -0.5", "config.toml:1: `budget.day_usd` must be a number from 0 to 1000000000, not -0.5");
    check("history.keep = 'yes'", "config.toml:1: `history.keep` must be true or false, not 'yes'");
    check(
        "policy.deny = 'groq'",
        "config.toml:1: `policy.deny` must be a list of providers' names (a-z 0-9 - _ .), not 'groq'",
    );
    check(
        "policy.deny = ['DashScope']",
        "config.toml:1: `policy.deny` must be a list of providers' names (a-z 0-9 - _ .), not ['DashScope']",
    );
    check(
        "[routes.code]\nmodels = []",
        "config.toml:2: `routes.code.models` must be a list of provider:model[@effort] and aliases, not []",
    );
    check(
        "[routes.code]\nmodels = ['a b']",
        "config.toml:2: `routes.code.models` must be a list of provider:model[@effort] and aliases, not ['a b']",
    );
    check("aliases.q = 'qwen'", "config.toml:1: `aliases.q` must be provider:model[@effort], not 'qwen'");
    check("aliases.'a b' = 'x:y'", "config.toml:1: `aliases.\"a b\"` must be a name without blanks, `:` and `@`");
    check("[models.qwen]\ncontext_tokens = 1", "config.toml:1: `models.qwen` must be provider:model");
    check(
        "[models.'a:b']\ncontext_tokens = 0",
        "config.toml:2: `models.\"a:b\".context_tokens` must be a whole number from 1 up, not 0",
    );
    check(
        "[models.'a:b']\nefforts = ['huge']",
        "config.toml:2: `models.\"a:b\".efforts` must be a list of off, low, medium, high, max, not ['huge']",
    );
    check(
        "[providers.'../x']\nwire = 'openai'",
        "config.toml:1: `providers.\"../x\"` must be a provider's name (a-z 0-9 - _ .)",
    );
    check(
        "[providers.a]\nwire = 'grpc'",
        "config.toml:2: `providers.a.wire` must be openai | anthropic | ollama | local, not 'grpc'",
    );
    check(
        "[models.'a:b']\nusd_per_million = { input = 1 }",
        "config.toml:2: `models.\"a:b\".usd_per_million` needs `output`",
    );
    check("[providers.a]\nkey_env = 'A'\nkey_file = 'a'", "config.toml:3: `providers.a.key_file` beside `key_env`");
    check(
        "proxy = 'ftp://x'",
        "config.toml:1: `proxy` must be a URL of http, https, socks4, socks4a, socks5 or socks5h, not 'ftp://x'",
    );
}

#[test]
fn a_base_url_is_http_with_a_host_and_nothing_hidden() {
    for url in [
        "ftp://api.groq.com/v1",
        "api.groq.com/v1",
        "https://",
        "https://user@api.groq.com/v1",
        "https://user:pw@api.groq.com/v1",
        "https://@api.groq.com/v1",
        "https://api.groq.com@evil.example/v1",
        "https://api.groq.com/v1?x=1",
        "https://api.groq.com/v1#x",
        "file:///etc/passwd",
        "",
    ] {
        let place = Place::user(&format!("[providers.a]\nbase_url = '{url}'"));
        assert!(matches!(place.load(), Err(Error::BadValue { line: 2, .. })), "{url}");
    }
    let place = Place::user("[providers.a]\nbase_url = ' HTTPS://Api.Groq.com:443/v1/ '");
    assert_eq!(place.settings().providers["a"].base_url.as_deref(), Some("https://api.groq.com/v1"));
}

#[test]
fn a_bare_korean_key_gets_the_hint_and_other_syntax_errors_do_not() {
    check("[aliases]\n큐 = 'groq:x'", "config.toml:2:1: `큐` needs quotes: 큐 = 'groq:x'");
    check("[aliases]\nq = 'groq:x'\n  큐원2 = 'groq:x'", "config.toml:3:3: `큐원2` needs quotes:   큐원2 = 'groq:x'");
    check("aliases.큐 = 'groq:x'", "config.toml:1:9: `큐` needs quotes: aliases.큐 = 'groq:x'");
    check("aliases = { 큐 = 'groq:x' }", "config.toml:1:13: `큐` needs quotes: aliases = { 큐 = 'groq:x' }");
    check("[별칭]", "config.toml:1:2: `별칭` needs quotes: [별칭]");
    check("model = 큐", "syntax 1:9: model = 큐");
    check("mode = \"auto\n", "syntax 1:13: mode = \"auto");
    check("mode = 'auto'\nmode = 'ask'", "syntax 2:1: mode = 'ask'");
}

#[test]
fn each_form_of_key_is_masked_where_a_setting_is_quoted() {
    for form in key_form::FORMS {
        let key = format!("{}abcdefghijkl", form.beginning);
        if key_form::begun(&key).is_some() {
            assert_eq!(masked(&key).trim_matches(['*', '-', '_']), "", "{key}");
        }
        assert_eq!(masked(&form.example()).trim_matches(['*', '.']), "", "{}", form.beginning);
    }
}

#[test]
fn what_looks_like_a_key_is_never_quoted() {
    let secret = "gsk_a1B2c3D4e5F6g7H8i9J0k1L2";
    let places = [
        Place::user(&format!("[providers.groq]\nkey_env = '{secret}'")),
        Place::user(&format!("mode = '{secret}'")),
        Place::user(&format!("[providers.groq]\nkey_env = '{secret}")),
        Place::user(&format!("proxy = 'ftp://me:{secret}@proxy'")),
        Place::user("").set("BARO_MODE", secret),
        Place::user(&format!("[providers.groq]\nkey_command = 'echo {secret}'")),
        Place::user(&format!("proxy = 'me:{}@proxy:3128'", &secret[4..])),
        Place::user("").set("BARO_PROXY", &format!("me:{}@proxy:3128", &secret[4..])),
    ];
    for place in places {
        let error = place.load().expect_err("an error");
        assert!(!format!("{error} {error:?}").contains(&secret[4..]), "{error:?}");
    }
    let place =
        Place::user("proxy = 'http://me:short@proxy:3128'\n[providers.groq]\nkey_command = 'my-pass shown-to-nobody'");
    let shown = format!("{:?}", place.settings());
    assert!(!shown.contains("short@") && !shown.contains("shown-to-nobody"), "{shown}");
    assert_eq!(place.settings().proxy.as_deref(), Some("http://me:short@proxy:3128"));
}

#[test]
fn an_unreadable_user_file_is_named_with_the_reason() {
    let reason = |place: &Place| match place.load() {
        Err(Error::Unreadable { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    let place = Place::new();
    fs::create_dir(place.path("home/.config/baro/config.toml")).expect("a folder");
    assert_eq!(reason(&place), Unreadable::Folder);
    let place = Place::new();
    fs::write(place.path("home/.config/baro/config.toml"), b"mode = 'auto'\n# \xb9\xd9\xb7\xce\n").expect("written");
    assert_eq!(reason(&place), Unreadable::NotUtf8 { line: 2 });
    let place = Place::user(&"#\n".repeat(600_000));
    assert_eq!(reason(&place), Unreadable::TooLarge { limit: 1024 * 1024 });
    let place = Place::user("");
    let below_a_file = place.path("home/.config/baro/config.toml/config.toml");
    let place = place.set("BARO_CONFIG", below_a_file.to_str().expect("text"));
    assert_eq!(reason(&place), Unreadable::System(std::io::ErrorKind::NotADirectory));
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_in_place_of_the_user_s_file_is_refused_unread_and_the_null_device_is_no_file() {
    let place = Place::new();
    let pipe = place.path("home/.config/baro/config.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    for place in [place, Place::new().set("BARO_CONFIG", "/dev/zero")] {
        assert!(matches!(place.load(), Err(Error::Unreadable { reason: Unreadable::NotAFile, .. })));
    }
    Place::new().set("BARO_CONFIG", "/dev/null").load().expect("no settings");
}

#[test]
fn the_system_s_refusal_to_read_is_told_as_such() {
    let refused = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    assert_eq!(Unreadable::of(&refused), Unreadable::Forbidden);
}

#[test]
fn variables_are_checked_as_strictly_as_files() {
    let bad = |name: &str, value: &str| match Place::new().set(name, value).load() {
        Err(Error::BadEnvironment { name, value, .. }) => (name, value),
        other => panic!("{name}={value}: {other:?}"),
    };
    assert_eq!(bad("BARO_LANGUAGE", "kr"), ("BARO_LANGUAGE".into(), Some("kr".into())));
    assert_eq!(bad("BARO_UI_WIDTH", "wide").0, "BARO_UI_WIDTH");
    assert_eq!(bad("BARO_BUDGET_DAY_USD", "-1").0, "BARO_BUDGET_DAY_USD");
    assert_eq!(bad("BARO_HISTORY_KEEP", "yes").0, "BARO_HISTORY_KEEP");
    assert_eq!(bad("BARO_POLICY_DENY", "groq,Dash Scope").0, "BARO_POLICY_DENY");
    let place = Place::user("policy.deny = ['mistral']\nui.footer = 'off'")
        .set("BARO_UI_FOOTER", "full")
        .set("BARO_BUDGET_DAY_USD", "0.25")
        .set("BARO_HISTORY_KEEP", "0")
        .set("BARO_POLICY_PAID", "never")
        .set("BARO_POLICY_DENY", "groq, openai")
        .set("BARO_TLS_CA_FILE", "ca.pem")
        .set("BARO_MODE", "");
    let settings = place.settings();
    assert_eq!(settings.ui.footer, Footer::Full);
    assert_eq!(settings.budget.day, Some(MicroUsd(250_000)));
    assert!(!settings.history.keep);
    assert_eq!(settings.policy.paid, Paid::Never);
    assert_eq!(settings.policy.deny.iter().map(String::as_str).collect::<Vec<_>>(), ["groq", "openai"]);
    assert_eq!(settings.tls.ca_file, Some(place.path("home/repo/src/ca.pem")));
    assert_eq!(settings.mode, Mode::Auto);
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_unicode_is_refused_or_as_good_as_unset() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let place = Place::new();
    let broken = OsString::from_vec(b"k\xff".to_vec());
    let with = |name: &str| {
        let home = (OsString::from("HOME"), place.path("home").into_os_string());
        Environment::from_pairs([home, (OsString::from(name), broken.clone())])
    };
    assert_eq!(with("GROQ_API_KEY").get("GROQ_API_KEY"), None);
    let loaded = load(&with("BARO_MODE"), &place.path("home"), &Flags::default());
    assert!(matches!(loaded, Err(Error::BadEnvironment { value: None, .. })), "{loaded:?}");
}

#[test]
fn variables_that_are_none_of_baro_s_are_found_with_the_nearest() {
    let pairs =
        [("BARO_LANGAUGE", "ko"), ("BARO_CONFIG", "x"), ("BARO_ZZZ", "1"), ("BARO_UI_FOOTER", "off"), ("X", "")];
    let expected = vec![("BARO_LANGAUGE".to_owned(), Some("BARO_LANGUAGE")), ("BARO_ZZZ".to_owned(), None)];
    assert_eq!(unknown_environment(&Environment::from_pairs(pairs)), expected);
}

#[test]
fn a_project_sets_what_it_may_and_denials_only_grow() {
    let place = Place::user("policy.deny = ['dashscope']\ntemperature = 0.9").project(
        "language = 'ko'\nroute = 'think'\nmodel = 'groq:x@high'\ntemperature = 0.2\nsystem = 'Be brief.'\npolicy.deny = ['openai']",
    );
    let settings = place.settings();
    assert_eq!((settings.lang, settings.route, settings.temperature), (Lang::Ko, Some(Route::Think), Some(0.2)));
    assert_eq!(settings.model.as_deref(), Some("groq:x@high"));
    assert_eq!(origin(&settings, "model"), Origin::Project);
    assert_eq!(settings.system.as_deref(), Some("Be brief."));
    assert_eq!(settings.policy.deny.iter().map(String::as_str).collect::<Vec<_>>(), ["dashscope", "openai"]);
    assert_eq!(settings.policy.denied_by_project.iter().map(String::as_str).collect::<Vec<_>>(), ["openai"]);
    let project = settings.project.as_ref().expect("a project");
    assert_eq!(project.path, place.path("home/repo/.baro.toml"));
    assert_eq!(project.sets, ["language", "route", "model", "temperature", "system", "policy.deny"]);
    let place = place.set("BARO_POLICY_DENY", "groq");
    let deny = place.settings().policy.deny;
    assert_eq!(deny.iter().map(String::as_str).collect::<Vec<_>>(), ["groq", "openai"], "the project's stay");
}

#[test]
fn a_server_starts_beside_a_wrong_project_file_whose_denials_hold() {
    let load = |text: &str| {
        let place = Place::user("").project(text);
        load_passing_over_project(&place.environment(), &place.path("home/repo"), &Flags::default())
    };
    let (settings, wrong) =
        load("temperature = 0.5\nmodle = \"x\"\n[policy]\ndeny = [\"dashscope\"]").expect("settings");
    assert!(matches!(wrong, Some(Error::UnknownKey { .. })), "{wrong:?}");
    assert!(settings.policy.deny.contains("dashscope") && settings.temperature.is_none() && settings.project.is_none());
    let (_, wrong) = load("temperature = ").expect("settings");
    assert!(matches!(wrong, Some(Error::Syntax { .. })), "{wrong:?}");
    let (settings, wrong) = load("temperature = 0.5").expect("settings");
    assert!(wrong.is_none() && settings.temperature == Some(0.5));
    // Whom these deny cannot be known.
    for text in [
        "temperature = \n[policy]\ndeny = [\"dashscope\"]",
        "[policy]\ndeny = \"dashscope\"",
        "[policy]\ndeny = [1]",
        "[policy]\ndney = [\"dashscope\"]",
        "[polcy]\ndeny = [\"dashscope\"]",
    ] {
        assert!(load(text).is_err(), "{text}");
        // Whoever asks nobody does not have to know.
        let place = Place::user("").project(text);
        let (settings, wrong) =
            load_for_who_asks_nobody(&place.environment(), &place.path("home/repo"), &Flags::default())
                .expect("settings");
        assert!(settings.project.is_none() && wrong.is_some() && settings.policy.hides_denials, "{text}");
    }
}

#[test]
fn a_project_may_set_nothing_else() {
    for doc in KEYS.iter().filter(|doc| doc.scope == Scope::User) {
        let key = doc.key.replace("providers.*", "providers.groq").replace("models.*", "models.'a:b'");
        let key = key.replace("routes.*", "routes.code").replace(".*", ".x");
        let shown = key.replace('\'', "\"");
        check_project(&format!("{key} = 1"), &format!(".baro.toml:1: a project file may not set `{shown}`"));
    }
    check_project(
        "language = 'ko'\n[providers.openai]\nbase_url = 'https://evil.example/v1'",
        ".baro.toml:3: a project file may not set `providers.openai.base_url`",
    );
    check_project("policy = { paid = 'allow' }", ".baro.toml:1: a project file may not set `policy.paid`");
    check_project("[providers.openai]", ".baro.toml:1: a project file may not set `providers.openai`");
    check_project("routes = {}", ".baro.toml:1: a project file may not set `routes`");
    check_project("lnguage = 'ko'", ".baro.toml:1: unknown key `lnguage`, did you mean `language`");
    check_project("env = { A = '1' }", ".baro.toml:1: unknown key `env`");
}

#[test]
fn the_nearest_project_file_up_to_the_repository_s_root_is_read() {
    let found = |place: &Place, folder: &str| {
        let settings = place.load_in(folder, &Flags::default()).expect("settings");
        settings.project.map(|project| project.path.strip_prefix(place.root.path()).expect("inside").to_owned())
    };
    let place = Place::new().project("temperature = 0.1");
    fs::write(place.path("home/.baro.toml"), "temperature = 1.0").expect("written");
    assert_eq!(found(&place, "home/repo/src").as_deref(), Some(Path::new("home/repo/.baro.toml")));
    fs::write(place.path("home/repo/src/.baro.toml"), "temperature = 0.5").expect("written");
    assert_eq!(found(&place, "home/repo/src").as_deref(), Some(Path::new("home/repo/src/.baro.toml")));
    assert_eq!(found(&place, "home/repo").as_deref(), Some(Path::new("home/repo/.baro.toml")));
    // No repository: the current folder alone.
    fs::create_dir_all(place.path("home/loose/deep")).expect("a folder");
    fs::write(place.path("home/loose/.baro.toml"), "").expect("written");
    assert_eq!(found(&place, "home/loose").as_deref(), Some(Path::new("home/loose/.baro.toml")));
    assert_eq!(found(&place, "home/loose/deep"), None);
    // A repository around the home folder is not the user's project.
    fs::create_dir(place.path(".git")).expect("a folder");
    fs::write(place.path(".baro.toml"), "").expect("written");
    assert_eq!(found(&place, "home/loose/deep"), None);
    // A work tree's `.git` is a file.
    fs::write(place.path("home/loose/.git"), "gitdir: ../x").expect("written");
    assert_eq!(found(&place, "home/loose/deep").as_deref(), Some(Path::new("home/loose/.baro.toml")));
}

#[test]
fn a_changed_project_file_is_judged_afresh() {
    let place = Place::new().project("language = 'ko'");
    assert_eq!(place.settings().lang, Lang::Ko);
    let place = place.project("proxy = 'http://evil.example'");
    assert!(matches!(place.load(), Err(Error::ForbiddenInProject { .. })));
}

#[test]
fn env_files_are_not_read() {
    let place = Place::new();
    for file in ["home/repo/.env", "home/repo/src/.env", "home/.env"] {
        fs::write(place.path(file), "BARO_LANGUAGE=ko\nGROQ_API_KEY=x\nBARO_CONFIG=/evil\n").expect("written");
    }
    let settings = place.settings();
    assert_eq!(settings.lang, Lang::En);
    assert_eq!(settings.paths.config_file, place.path("home/.config/baro/config.toml"));
}

#[cfg(unix)]
#[test]
fn a_project_file_that_is_a_link_a_pipe_or_a_folder_is_refused() {
    let link = Place::new();
    fs::write(link.path("home/target"), "language = 'ko'").expect("written");
    std::os::unix::fs::symlink(link.path("home/target"), link.path("home/repo/.baro.toml")).expect("a link");
    let folder = Place::new();
    fs::create_dir(folder.path("home/repo/.baro.toml")).expect("a folder");
    let pipe = Place::new();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, pipe.path("home/repo/.baro.toml"), rustix::fs::FileType::Fifo, mode, 0)
        .expect("a pipe");
    for place in [link, folder, pipe] {
        assert!(matches!(place.load(), Err(Error::ProjectNotAFile { .. })), "{:?}", place.load());
    }
}

#[cfg(unix)]
#[test]
fn whatever_another_user_put_in_the_place_of_a_project_file_is_passed_over() {
    use std::os::unix::fs::{PermissionsExt as _, lchown, symlink};
    let readable = |file: &Path| fs::write(file, "language = 'ko'").expect("written");
    let secret = |file: &Path| {
        fs::write(file, "language = 'ko'").expect("written");
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).expect("a mode");
    };
    let link = |file: &Path| symlink("target", file).expect("a link");
    let folder = |file: &Path| fs::create_dir(file).expect("a folder");
    for make in [&readable as &dyn Fn(&Path), &secret, &link, &folder] {
        let place = Place::new();
        let file = place.path("home/repo/.baro.toml");
        make(&file);
        // Only root can give a file away; for anyone else there is nothing to try.
        if lchown(&file, Some(12_345), None).is_err() {
            assert!(!rustix::process::geteuid().is_root());
            return;
        }
        let settings = place.settings();
        assert_eq!((settings.lang, settings.project.clone()), (Lang::En, None));
        assert_eq!(settings.foreign_project, Some(file));
    }
}

#[test]
fn a_project_file_is_small() {
    let place = Place::new().project(&"#\n".repeat(40_000));
    let error = place.load().expect_err("an error");
    assert!(matches!(error, Error::Unreadable { reason: Unreadable::TooLarge { .. }, .. }), "{error:?}");
}

#[test]
fn files_are_where_the_environment_says() {
    let find =
        |pairs: &[(&str, &str)]| Paths::find(&Environment::from_pairs(pairs.iter().copied()), Path::new("/here"));
    let paths = find(&[("HOME", "/h")]).expect("paths");
    assert_eq!(paths.config_file, Path::new("/h/.config/baro/config.toml"));
    assert_eq!(paths.database, Path::new("/h/.local/share/baro/baro.db"));
    assert_eq!(paths.cache_dir, Path::new("/h/.cache/baro"));
    assert_eq!(paths.keys_dir, Path::new("/h/.config/baro/keys"));
    let paths =
        find(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/c"), ("XDG_DATA_HOME", "relative"), ("XDG_CACHE_HOME", "/k")])
            .expect("paths");
    assert_eq!(paths.config_file, Path::new("/c/baro/config.toml"));
    assert_eq!(paths.keys_dir, Path::new("/c/baro/keys"));
    assert_eq!(paths.data_dir, Path::new("/h/.local/share/baro"), "a relative one is passed over");
    assert_eq!(paths.cache_dir, Path::new("/k/baro"));
    let paths = find(&[("BARO_CONFIG", "my.toml"), ("BARO_DATA_DIR", "/d")]).expect("paths without a home");
    assert_eq!(paths.config_file, Path::new("/here/my.toml"));
    assert_eq!((paths.database.as_path(), paths.cache_dir.as_path()), (Path::new("/d/baro.db"), Path::new("/d/cache")));
    assert_eq!(paths.keys_dir, Path::new("/here/keys"));
    assert_eq!(find(&[]), Err(Error::NoHome));
    assert_eq!(find(&[("BARO_CONFIG", "/x")]), Err(Error::NoHome));
}

#[test]
fn a_plan_that_is_said_stands_over_the_catalogue_s() {
    let free = Plan { free: true, tokens_per_minute: Some(6000), ..Plan::default() };
    let said = |plan: PlanSettings| plan.over(Some(free));
    assert_eq!(said(PlanSettings::default()), Some(free));
    let more = PlanSettings { tokens_per_minute: Some(9000), ..PlanSettings::default() };
    assert_eq!(said(more), Some(Plan { tokens_per_minute: Some(9000), ..free }));
    let paid = PlanSettings { free: Some(false), ..PlanSettings::default() };
    assert_eq!(said(paid), Some(Plan::default()), "the free plan's limits go with it");
    assert_eq!(PlanSettings::default().over(None), None);
}

#[test]
fn the_table_of_settings_is_sound() {
    for doc in KEYS {
        let name = format!("BARO_{}", doc.key.replace('.', "_").to_uppercase());
        let expected = if doc.key.contains('*') { None } else { Some(name.as_str()) };
        assert_eq!(doc.environment, expected);
        assert!(!doc.english.is_empty() && !doc.korean.is_empty() && doc.english.ends_with('.'), "{}", doc.key);
        assert_eq!(KEYS.iter().filter(|other| other.key == doc.key).count(), 1, "{}", doc.key);
        if !doc.default.is_empty() {
            check_default(doc);
        }
    }
}

/// A default, written out in a file, changes nothing.
fn check_default(doc: &KeyDoc) {
    let plain = Place::new().settings();
    let written = Place::user(&format!("{} = {}", doc.key, doc.default)).settings();
    let shown = |settings: &Settings| {
        let Settings { lang, mode, policy, timeouts, history, ui, .. } = settings;
        format!("{lang:?} {mode:?} {policy:?} {timeouts:?} {history:?} {ui:?}")
    };
    assert_eq!(shown(&plain), shown(&written), "{}", doc.key);
    assert_eq!(origin(&written, doc.key), Origin::User);
}

#[test]
fn the_document_is_what_the_code_says() {
    let committed = include_str!("../../docs/config.md").replace("\r\n", "\n");
    let expected = reference();
    if committed != expected {
        let (_, path) = tempfile::NamedTempFile::new().expect("a file").keep().expect("kept");
        fs::write(&path, &expected).expect("written");
        panic!("docs/config.md is not what src/config/keys.rs says; {} is", path.display());
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(parts in proptest::collection::vec(0..FRAGMENTS.len(), 0..12), cut in 0..200_usize) {
        let text: String = parts.iter().map(|part| FRAGMENTS[*part]).collect();
        let text: String = text.chars().take(cut).collect();
        for scope in [Scope::User, Scope::Project] {
            let read = super::document::Document::new(Path::new("x"), &text, scope).entries();
            if let Err(Error::Syntax { line, column, .. } | Error::BareKey { line, column, .. }) = &read {
                proptest::prop_assert!(*line >= 1 && *column >= 1 && *line <= text.split('\n').count());
            }
        }
    }
}

/// Pieces of settings files, whole and broken.
const FRAGMENTS: [&str; 24] = [
    "[aliases]\n",
    "큐",
    " = ",
    "\"",
    "'",
    "groq:x@high",
    "\r\n",
    "\n",
    "[models.\"a:b\"]\n",
    "usd_per_million",
    "{",
    "}",
    "input = 1",
    ", ",
    "[",
    "]",
    ".",
    "\u{feff}",
    "language = 'ko'\n",
    "\0",
    "#",
    "\u{1F600}",
    "[[routes]]\n",
    "\"\"\"",
];
