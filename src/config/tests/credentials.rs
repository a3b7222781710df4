//! Keys: where they come from, and where they may go.

use std::fs;

use super::super::*;
use super::Place;
use crate::domain::Secret;
use crate::domain::catalogue::{Plan, RequestRules, Vendor, Wire};

fn vendor(id: &str, base_url: &str, key_env: &[&str]) -> Vendor {
    Vendor {
        id: id.to_owned(),
        name: id.to_owned(),
        wire: if id == "ollama" { Wire::Ollama } else { Wire::OpenAi },
        base_url: base_url.to_owned(),
        other_base_url: None,
        key_env: key_env.iter().map(|name| (*name).to_owned()).collect(),
        base_url_env: None,
        signup_url: None,
        is_local_server: id == "ollama",
        free_plan: None::<Plan>,
        rules: RequestRules::default(),
        rules_by_prefix: Vec::new(),
        models: Vec::new(),
        routes: std::array::from_fn(|_| Vec::new()),
        retired: Vec::new(),
    }
}

fn openai() -> Vendor {
    Vendor {
        base_url_env: Some("OPENAI_BASE_URL".into()),
        ..vendor("openai", "https://api.openai.com/v1", &["OPENAI_API_KEY", "OPENAI_KEY"])
    }
}

fn find(place: &Place, vendor: &Vendor) -> Result<Option<KeyFound>, KeyError> {
    key(&place.settings(), &place.environment(), &vendor.id, Some(vendor))
}

fn state(place: &Place, vendor: &Vendor) -> KeyState {
    key_state(&place.settings(), &place.environment(), &vendor.id, Some(vendor))
}

fn is_ready(place: &Place) -> bool {
    matches!(state(place, &openai()), KeyState::Ready(_))
}

fn value(place: &Place, vendor: &Vendor) -> Option<String> {
    find(place, vendor).expect("no error").map(|found| found.secret.expose().to_owned())
}

/// What becomes of the vendor's key in the environment where the user's file names this URL.
fn sent_to(base_url: &str) -> Option<String> {
    sent_to_with(base_url, "sk-1")
}

fn sent_to_with(base_url: &str, key: &str) -> Option<String> {
    let place = Place::user(&format!("[providers.openai]\nbase_url = '{base_url}'")).set("OPENAI_API_KEY", key);
    value(&place, &openai())
}

#[test]
fn a_vendor_s_key_goes_to_exactly_its_host() {
    for own in ["https://api.openai.com/v1", "https://API.OpenAI.com/other", "https://api.openai.com:8443/v1"] {
        assert_eq!(sent_to(own).as_deref(), Some("sk-1"), "{own}");
    }
    for own in ["http://127.0.0.1:9000/v1", "http://localhost:9000", "http://[::1]:9/v1", "http://127.9.9.9"] {
        assert_eq!(sent_to(own).as_deref(), Some("sk-1"), "{own}");
    }
    for other in [
        "https://evil.example/api.openai.com/",
        "https://api.openai.com.evil/v1",
        "https://evil-api.openai.com/v1",
        "https://openai.com/v1",
        "https://eu.api.openai.com/v1",
        "https://api.openai.com./v1",
        "https://аpi.openai.com/v1", // the first letter is Cyrillic
        "https://api.openai。com.evil/v1",
        "https://localhost.evil.example/v1",
        "https://127.0.0.1.evil.example/v1",
        "https://10.0.0.5/v1",
        "http://evil.example/v1",
    ] {
        assert_eq!(sent_to(other), None, "{other}");
    }
}

#[test]
fn a_key_that_is_withheld_says_from_whom() {
    let place = Place::user("[providers.openai]\nbase_url = 'https://аpi.openai.com/v1'").set("OPENAI_API_KEY", "sk-1");
    let expected = KeyState::Withheld {
        origin: KeyOrigin::Environment("OPENAI_API_KEY".into()),
        host: "xn--pi-6kc.openai.com".into(),
        bound_to: "api.openai.com".into(),
    };
    assert_eq!(state(&place, &openai()), expected);
}

#[test]
fn a_key_that_is_named_with_the_url_goes_there() {
    let place = Place::user("[providers.openai]\nbase_url = 'https://gate.example/v1'\nkey_env = 'GATE_KEY'");
    assert_eq!(value(&place, &openai()), None, "and nothing else is tried");
    let place = place.set("OPENAI_API_KEY", "sk-1");
    assert_eq!(value(&place, &openai()), None, "what is named is missing, and nothing else is tried");
    let place = place.set("GATE_KEY", "gate-1");
    assert_eq!(value(&place, &openai()).as_deref(), Some("gate-1"));
}

#[test]
fn the_environment_names_its_url_and_its_key_together() {
    let with = |place: Place, url: &str| place.set("OPENAI_BASE_URL", url);
    let gate = "https://gate.example/v1";
    let place = with(Place::new(), gate).set("OPENAI_API_KEY", "sk-1");
    assert_eq!(value(&place, &openai()).as_deref(), Some("sk-1"));
    // A key that was given elsewhere for the vendor does not follow a variable.
    let place = with(Place::user("[providers.openai]\nkey_command = 'echo sk-2'"), gate);
    assert!(matches!(state(&place, &openai()), KeyState::Withheld { .. }));
    let place = with(Place::new(), gate);
    write_key(&place.settings().paths, "openai", "api.openai.com", &Secret::new("sk-3"), Keep::File).expect("kept");
    assert!(matches!(state(&place, &openai()), KeyState::Withheld { .. }));
    // The user's file stands over the variable.
    let place = with(Place::user("[providers.openai]\nbase_url = 'https://own.example/v1'"), gate);
    let place = place.set("OPENAI_API_KEY", "sk-1");
    assert!(matches!(state(&place, &openai()), KeyState::Withheld { host, .. } if host == "own.example"));
}

#[test]
fn a_vendor_s_other_site_is_the_vendor_s_too() {
    let moonshot = Vendor {
        other_base_url: Some("https://api.moonshot.cn/v1".into()),
        ..vendor("moonshot", "https://api.moonshot.ai/v1", &["MOONSHOT_API_KEY"])
    };
    let place =
        Place::user("[providers.moonshot]\nbase_url = 'https://api.moonshot.cn/v1'").set("MOONSHOT_API_KEY", "k");
    assert_eq!(value(&place, &moonshot).as_deref(), Some("k"));
}

#[test]
fn a_key_needs_tls_or_loopback_and_a_server_without_one_needs_neither() {
    let insecure = |result: Result<Option<KeyFound>, KeyError>| {
        assert!(
            matches!(&result, Err(KeyError::Insecure { base_url, .. }) if base_url.starts_with("http://")),
            "{result:?}"
        );
    };
    let text = "[providers.openai]\nbase_url = 'http://10.0.0.5/v1'\nkey_env = 'K'";
    insecure(find(&Place::user(text).set("K", "k"), &openai()));
    insecure(find(
        &Place::user("[providers.openai]\nbase_url = 'http://api.openai.com/v1'").set("OPENAI_API_KEY", "k"),
        &openai(),
    ));
    insecure(find(&Place::new().set("OPENAI_BASE_URL", "http://gate.example").set("OPENAI_API_KEY", "k"), &openai()));
    let place = Place::user("[providers.mine]\nbase_url = 'http://10.0.0.5/v1'\nkey_env = 'K'").set("K", "k");
    insecure(key(&place.settings(), &place.environment(), "mine", None));
    let place = Place::user("[providers.mine]\nbase_url = 'http://10.0.0.5/v1'");
    assert_eq!(key_state(&place.settings(), &place.environment(), "mine", None), KeyState::Missing);
}

#[test]
fn a_provider_of_the_user_s_own_gets_the_key_that_it_names() {
    let place = Place::user("[providers.mine]\nbase_url = 'https://mine.example/v1'\nkey_env = 'K'").set("K", "k");
    let found = key(&place.settings(), &place.environment(), "mine", None).expect("no error").expect("a key");
    assert_eq!(found.secret.expose(), "k");
    assert_eq!(found.origin, KeyOrigin::Settings(KeySource::Environment("K".into())));
    let place = Place::user("[providers.mine]\nkey_env = 'K'").set("K", "k");
    let unknown = key(&place.settings(), &place.environment(), "mine", None);
    assert!(matches!(unknown, Err(KeyError::Endpoint(EndpointError::Unknown { .. }))), "{unknown:?}");
}

#[test]
fn sources_are_tried_in_order() {
    let place = Place::new();
    assert_eq!(state(&place, &openai()), KeyState::Missing);
    write_key(&place.settings().paths, "openai", "api.openai.com", &Secret::new("stored"), Keep::File).expect("kept");
    assert_eq!(value(&place, &openai()).as_deref(), Some("stored"));
    assert!(is_ready(&place));
    let place = place.set("OPENAI_KEY", "second");
    assert_eq!(value(&place, &openai()).as_deref(), Some("second"));
    let place = place.set("OPENAI_API_KEY", " first\n");
    assert_eq!(value(&place, &openai()).as_deref(), Some("first"));
    fs::write(place.path("home/.config/baro/config.toml"), "[providers.openai]\nkey_env = 'MINE'").expect("written");
    let place = place.set("MINE", "named");
    assert_eq!(value(&place, &openai()).as_deref(), Some("named"));
}

#[test]
fn what_is_no_key_of_a_vendor_s_is_not_shown_at_its_own_site() {
    let groq = "gsk_0123456789abcdefghijABCDEFGHIJ";
    let own = |text: &str| state(&Place::new().set("OPENAI_API_KEY", text), &openai());
    for (text, expected) in [
        (groq, BadShape::OfAnother("groq")),
        ("your-api-key-here", BadShape::Placeholder),
        ("sk-...", BadShape::Placeholder),
        ("xxx", BadShape::Placeholder),
        ("changeme", BadShape::Placeholder),
        ("'sk-0123456789abcdef'", BadShape::Wrapped),
        ("https://platform.openai.com", BadShape::Address),
    ] {
        assert!(matches!(own(text), KeyState::Refused(KeyError::Shape { bad, .. }) if bad == expected), "{text}");
    }
    for text in ["sk-0123456789abcdef", "sk-proj-0123456789abcdefghij", "k"] {
        assert!(matches!(own(text), KeyState::Ready(_)), "{text}");
    }
    // A kept key is looked at once it is read.
    let place = Place::new();
    write_key(&place.settings().paths, "openai", "api.openai.com", &Secret::new(groq), Keep::File).expect("kept");
    assert!(matches!(find(&place, &openai()), Err(KeyError::Shape { .. })));
    // A server of the user's own may take any key.
    assert_eq!(sent_to_with("http://127.0.0.1:9000/v1", groq).as_deref(), Some(groq));
    let gate = Place::new().set("OPENAI_BASE_URL", "https://gate.example/v1").set("OPENAI_API_KEY", "changeme");
    assert_eq!(value(&gate, &openai()).as_deref(), Some("changeme"));
}

#[test]
fn a_server_of_this_machine_takes_any_key_also_where_the_catalogue_knows_it() {
    let vllm = Vendor { is_local_server: true, ..vendor("vllm", "http://127.0.0.1:8000/v1", &[]) };
    for text in ["changeme", "xxx", "my-api-key", "gsk_0123456789abcdefghijABCDEFGHIJ"] {
        let of_variable = Place::user("[providers.vllm]\nkey_env = 'VLLM_API_KEY'").set("VLLM_API_KEY", text);
        assert_eq!(value(&of_variable, &vllm).as_deref(), Some(text));
        // A command in the settings says no key as it stands.
        let (one, other) = text.split_at(text.len() / 2);
        let of_command = Place::user(&format!("[providers.vllm]\nkey_command = 'printf %s%s {one} {other}'"));
        assert_eq!(value(&of_command, &vllm).as_deref(), Some(text));
    }
}

#[test]
fn what_cannot_be_sent_is_no_key() {
    for broken in ["two words", "new\nline", "키", "tab\tin"] {
        let error = find(&Place::new().set("OPENAI_API_KEY", broken), &openai()).expect_err("an error");
        assert!(matches!(error, KeyError::NotAKey { .. }));
        assert!(!format!("{error} {error:?}").contains(broken));
    }
    assert_eq!(state(&Place::new().set("OPENAI_API_KEY", "  "), &openai()), KeyState::Missing);
}

#[cfg(unix)]
mod on_unix {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().expect("there").permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        let place = Place::user("[providers.openai]\nkey_file = '~/key'");
        let file = place.path("home/key");
        assert!(matches!(find(&place, &openai()), Err(KeyError::NamedFileUnreadable { .. })), "not there");
        fs::write(&file, "\u{feff}sk-file\r\n").expect("written");
        for (open, bits) in [(true, 0o644), (true, 0o640), (true, 0o620), (false, 0o400), (false, 0o600)] {
            set_mode(&file, bits);
            match find(&place, &openai()) {
                Err(KeyError::OpenToOthers { path, mode }) => {
                    assert_eq!((open, path, mode), (true, file.clone(), bits));
                }
                found => {
                    let found = found.expect("no error").expect("a key");
                    assert_eq!((open, found.secret.expose()), (false, "sk-file"), "{bits:o}");
                }
            }
            assert_eq!(is_ready(&place), !open);
        }
        fs::write(&file, "\n").expect("written");
        assert!(matches!(find(&place, &openai()), Err(KeyError::Empty { .. })));
    }

    #[test]
    fn the_store_is_private_whole_and_bound() {
        let place = Place::new();
        let paths = place.settings().paths;
        assert_eq!(list_keys(&paths).expect("a list"), Vec::<String>::new());
        let file = write_key(&paths, "openai", "api.openai.com", &Secret::new("one"), Keep::File).expect("kept").file;
        assert_eq!((mode(&file), mode(&paths.keys_dir)), (0o600, 0o700));
        set_mode(&paths.keys_dir, 0o755);
        write_key(&paths, "openai", "gate.example", &Secret::new("two"), Keep::File).expect("kept");
        assert_eq!(mode(&paths.keys_dir), 0o700, "mended");
        assert!(matches!(state(&place, &openai()), KeyState::Withheld { bound_to, .. } if bound_to == "gate.example"));
        write_key(&paths, "groq", "api.groq.com", &Secret::new("g"), Keep::File).expect("kept");
        assert_eq!(list_keys(&paths).expect("a list"), ["groq", "openai"], "and no leftovers");
        set_mode(&file, 0o644);
        assert!(matches!(find(&place, &openai()), Err(KeyError::OpenToOthers { mode: 0o644, .. })));
        assert_eq!(remove_key(&paths, "openai").expect("removed"), Some(Keep::File));
        assert_eq!(remove_key(&paths, "openai").expect("nothing to remove"), None);
        let refused = write_key(&paths, "openai", "api.openai.com", &Secret::new("two\nlines"), Keep::File);
        assert!(matches!(refused, Err(KeyError::NotAKey { .. })));
        for name in ["../evil", "a/b", "", ".hidden", "A"] {
            let refused = write_key(&paths, name, "x", &Secret::new("k"), Keep::File);
            assert!(matches!(refused, Err(KeyError::NotAProvider { .. })), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_takes_the_place_of_a_link_and_is_written_nowhere_else() {
        let place = Place::new();
        let paths = place.settings().paths;
        let file = write_key(&paths, "groq", "api.groq.com", &Secret::new("one"), Keep::File).expect("kept").file;
        let elsewhere = paths.keys_dir.with_file_name("dotfiles-groq");
        fs::rename(&file, &elsewhere).expect("moved");
        std::os::unix::fs::symlink(&elsewhere, &file).expect("a link");
        write_key(&paths, "groq", "api.groq.com", &Secret::new("two"), Keep::File).expect("kept");
        assert!(file.symlink_metadata().expect("a file").is_file(), "a link still");
        assert_eq!(fs::read_to_string(&elsewhere).expect("as it was"), "one\napi.groq.com\n");
        assert_eq!(remove_key(&paths, "groq").expect("removed"), Some(Keep::File));
        assert!(!fs::read_to_string(&elsewhere).expect("as it was").contains("two"));
    }

    #[test]
    fn a_kept_key_goes_to_its_host_alone_and_not_to_this_machine() {
        let place = Place::user("[providers.openai]\nbase_url = 'http://127.0.0.1:9000/v1'");
        let paths = place.settings().paths;
        write_key(&paths, "openai", "api.openai.com", &Secret::new("k"), Keep::File).expect("kept");
        assert!(matches!(state(&place, &openai()), KeyState::Withheld { host, .. } if host == "127.0.0.1"));
        write_key(&paths, "openai", "127.0.0.1", &Secret::new("k"), Keep::File).expect("kept");
        assert_eq!(value(&place, &openai()).as_deref(), Some("k"));
    }

    #[test]
    fn a_key_file_that_was_written_by_hand_holds_the_key_alone() {
        let place = Place::new();
        let paths = place.settings().paths;
        let file = write_key(&paths, "openai", "x", &Secret::new("k"), Keep::File).expect("kept").file;
        fs::write(&file, "by-hand").expect("written");
        assert_eq!(value(&place, &openai()).as_deref(), Some("by-hand"));
    }

    #[cfg(not(feature = "keyring"))]
    #[test]
    fn without_a_keyring_nothing_is_kept_and_nothing_is_lost() {
        let place = Place::new();
        let paths = place.settings().paths;
        let keep = |keep| write_key(&paths, "openai", "api.openai.com", &Secret::new("one"), keep);
        let trouble = |error| match error {
            KeyError::Keyring { act, trouble: KeyringTrouble::NotBuilt, .. } => act,
            other => panic!("{other:?}"),
        };
        assert_eq!(trouble(keep(Keep::Keyring).expect_err("none")), KeyringAct::Keep);
        assert_eq!(list_keys(&paths).expect("a list"), Vec::<String>::new());
        let file = keep(Keep::File).expect("kept").file;
        assert_eq!(trouble(keep(Keep::Keyring).expect_err("none")), KeyringAct::Keep);
        assert_eq!(value(&place, &openai()).as_deref(), Some("one"), "the earlier one stays");
        assert_eq!(fs::read_dir(&paths.keys_dir).expect("a folder").count(), 1, "and nothing beside it");
        // What a build with a keyring wrote.
        fs::write(&file, "(in the system's keyring)\napi.openai.com\n").expect("written");
        assert_eq!(trouble(find(&place, &openai()).expect_err("none")), KeyringAct::Read);
        assert_eq!(trouble(remove_key(&paths, "openai").expect_err("none")), KeyringAct::Remove);
        assert!(file.exists());
        let kept = keep(Keep::File).expect("kept");
        assert_eq!(kept.left_in_keyring, Some(KeyringTrouble::NotBuilt), "said, for it is still there");
    }

    #[test]
    fn a_command_is_run_when_the_key_is_needed_and_not_before() {
        let place = Place::user("[providers.openai]\nkey_command = 'touch \"$HOME/ran\"; echo sk-cmd; echo more'");
        assert!(is_ready(&place));
        assert!(!place.path("home/ran").exists());
        let place = place.set("PATH", "/usr/bin:/bin");
        assert_eq!(value(&place, &openai()).as_deref(), Some("sk-cmd"), "the first line");
        assert!(place.path("home/ran").exists());
    }

    #[test]
    fn a_command_gets_no_keys_and_no_input() {
        let command = "[ -z \"$OPENAI_KEY$GROQ_API_KEY\" ] && ! read line && echo \"$PASSED\"";
        let place = Place::user(&format!("[providers.openai]\nkey_command = '''{command}'''"));
        let place = place.set("OPENAI_KEY", "a").set("GROQ_API_KEY", "b").set("PASSED", "c");
        assert_eq!(value(&place, &openai()).as_deref(), Some("c"));
    }

    #[test]
    fn a_command_that_fails_says_so_without_a_key() {
        let fails = |command: &str| {
            let place = Place::user(&format!("[providers.openai]\nkey_command = '{command}'"));
            find(&place.set("PATH", "/usr/bin:/bin"), &openai()).expect_err("an error")
        };
        let error = fails("echo sk-abcdefghijkl >&2; printf \"no \\033[31mentry\\n\" >&2; exit 3");
        let expected =
            KeyError::CommandFailed { provider: "openai".into(), code: Some(3), said: "no ?[31mentry".into() };
        assert_eq!(error, expected);
        let error = fails("echo key sk-abcdefghijkl >&2; exit 1");
        assert!(matches!(error, KeyError::CommandFailed { said, .. } if said == "key ***************"));
        assert!(matches!(fails("true"), KeyError::Empty { .. }));
        assert!(matches!(fails("no-such-program-here"), KeyError::CommandFailed { code: Some(127), .. }));
    }

    #[test]
    fn a_command_that_does_not_end_is_given_up_with_its_limit() {
        let place = Place::user("").set("PATH", "/usr/bin:/bin");
        let limit = std::time::Duration::from_millis(20);
        let found =
            key_command::run(&place.environment(), "openai", None, "sleep 100", (limit, &KeyReading::default()));
        assert_eq!(found, Err(KeyError::CommandTimedOut { provider: "openai".to_owned(), limit }));
    }

    #[test]
    fn the_key_is_the_first_line_with_something_in_it() {
        for (text, key) in [("sk-1", "sk-1"), ("\u{feff}\r\n  \nsk-1\r\nlogin: me\n", "sk-1"), ("\n", ""), ("", "")] {
            assert_eq!(credential::key_line(text), key, "{text:?}");
        }
    }

    #[test]
    fn a_command_that_has_said_its_key_and_goes_on_is_not_waited_for() {
        let place = Place::user("[providers.openai]\nkey_command = 'echo sk-cmd; exec >&- 2>&-; sleep 30'");
        let began = tokio::time::Instant::now();
        assert_eq!(value(&place.set("PATH", "/usr/bin:/bin"), &openai()).as_deref(), Some("sk-cmd"));
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{:?}", began.elapsed());
    }

    #[test]
    fn a_command_that_prints_without_end_is_cut_off() {
        let place = Place::user("[providers.openai]\nkey_command = 'echo k; head -c 5000000 /dev/zero'");
        assert_eq!(value(&place.set("PATH", "/usr/bin:/bin"), &openai()).as_deref(), Some("k"));
    }
}

/// Where a vendor's variable leads.
fn leads(vendor: &Vendor, text: &str) -> Result<String, EndpointError> {
    let name = vendor.base_url_env.clone().expect("a variable");
    let place = Place::new().set(&name, text);
    endpoint(&place.settings(), &place.environment(), &vendor.id, Some(vendor)).map(|it| it.base_url)
}

#[test]
fn a_vendor_s_variable_is_understood_as_its_own_programs_do() {
    let ollama = Vendor { base_url_env: Some("OLLAMA_HOST".into()), ..vendor("ollama", "http://127.0.0.1:11434", &[]) };
    for (text, expected) in [
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8000", "http://127.0.0.1:8000"),
        (":8000", "http://127.0.0.1:8000"),
        ("[::]:8000", "http://[::1]:8000"),
        ("[::1]", "http://[::1]:11434"),
        ("box", "http://box:11434"),
        ("box:80", "http://box"),
        ("localhost:1234/", "http://localhost:1234"),
        ("http://box:8000/", "http://box:8000"),
        ("http://0.0.0.0:8000", "http://127.0.0.1:8000"),
        ("https://box.example/ollama/", "https://box.example/ollama"),
        ("  127.0.0.1:5  ", "http://127.0.0.1:5"),
    ] {
        assert_eq!(leads(&ollama, text).as_deref(), Ok(expected), "{text}");
    }
    for (text, expected) in [
        ("https://gate.example/openai/v1/", "https://gate.example/openai/v1"),
        ("https://gate.example", "https://gate.example/v1"),
    ] {
        assert_eq!(leads(&openai(), text).as_deref(), Ok(expected), "{text}");
    }
    let anthropic = Vendor {
        wire: Wire::Anthropic,
        base_url_env: Some("ANTHROPIC_BASE_URL".into()),
        ..vendor("anthropic", "https://api.anthropic.com/v1", &["ANTHROPIC_API_KEY"])
    };
    for (text, expected) in [
        ("https://gate.example", "https://gate.example/v1"),
        ("https://gate.example/anthropic", "https://gate.example/anthropic/v1"),
        ("https://gate.example/anthropic/v1", "https://gate.example/anthropic/v1"),
    ] {
        assert_eq!(leads(&anthropic, text).as_deref(), Ok(expected), "{text}");
    }
    for (vendor, text) in [
        (&openai(), "gate.example"),
        (&openai(), "https://me:pw@gate"),
        (&ollama, "me@box"),
        (&ollama, "a b"),
        (&ollama, "box:99999"),
    ] {
        assert!(
            matches!(leads(vendor, text), Err(EndpointError::BadEnvironment { .. })),
            "{text}: {:?}",
            leads(vendor, text)
        );
    }
}
