//! The keyring of the system, for real: gnome-keyring on a bus of the test's own, unlocked, locked, and not there.
//!
//! Only in builds with the feature: `cargo nextest run --no-default-features --features keyring keyring`. Where gnome-keyring and dbus are
//! not installed the tests say so; with `CI=true` they fail.

#![cfg(all(target_os = "linux", feature = "keyring"))]
#![expect(clippy::disallowed_methods, clippy::print_stderr, reason = "the set-up of the tests speaks to the tests")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::setup_auth::{KEY, groq_at, kept};
use crate::support::run::Run;
use crate::support::{Script, TestEnv, Upstream};

const OTHER_KEY: &str = "gsk_zyxwvutsrqponmlkjihgZYXWVUTSRQ9876543210";

/// A bus of its own with gnome-keyring on it, which ends with its input.
struct Bus {
    session: Child,
    input: Option<ChildStdin>,
}

impl Bus {
    /// Starts one in the home of `env`, and tells `env` where it is. `password` unlocks the keyring, which is made at the
    /// first time; without one it stays locked. `None` where the parts are absent.
    fn start(env: &mut TestEnv, password: Option<&str>) -> Option<Self> {
        let has = |program: &str| {
            std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(|dir| dir.join(program).exists())
        };
        if let Some(absent) = ["dbus-run-session", "gnome-keyring-daemon"].into_iter().find(|program| !has(program)) {
            assert!(std::env::var_os("CI").is_none(), "{absent} is not installed");
            eprintln!("left out: {absent} is not installed");
            return None;
        }
        // No `DISPLAY`: nobody can be asked for the password of a locked one.
        let begin = match password {
            Some(_) => "head -n 1 | tr -d '\\n' | gnome-keyring-daemon --unlock --components=secrets",
            None => "gnome-keyring-daemon --start --components=secrets",
        };
        let script = format!("{begin} > daemon.log 2>&1; echo \"$DBUS_SESSION_BUS_ADDRESS\"; exec cat > /dev/null");
        let runtime = env.home().join("run");
        fs::create_dir_all(&runtime).expect("a folder");
        let mut session = Command::new("dbus-run-session")
            .args(["--", "sh", "-c", &script])
            .env_clear()
            .envs(env.variables())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("XDG_RUNTIME_DIR", &runtime)
            .current_dir(env.home())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a session");
        let mut input = session.stdin.take().expect("an input");
        if let Some(password) = password {
            writeln!(input, "{password}").expect("written");
        }
        let mut address = String::new();
        BufReader::new(session.stdout.take().expect("an output")).read_line(&mut address).expect("an address");
        assert!(address.starts_with("unix:"), "{address:?}");
        env.set("DBUS_SESSION_BUS_ADDRESS", address.trim());
        Some(Self { session, input: Some(input) })
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.session.wait());
    }
}

fn add(env: &TestEnv, key: &str, more: &[&str]) -> Run {
    let words: Vec<&str> = ["auth", "add", "groq", "--no-test"].iter().chain(more).copied().collect();
    env.command(&words).input(key).run()
}

/// What the requests bore, without the scheme.
fn keys_sent(upstream: &Upstream) -> Vec<String> {
    let bearer = |value: Option<&str>| value.unwrap_or_default().trim_start_matches("Bearer ").to_owned();
    upstream.chats().iter().map(|chat| bearer(chat.header("authorization"))).collect()
}

#[test]
fn a_key_is_kept_in_the_keyring_used_listed_replaced_and_forgotten() {
    let upstream = Upstream::start();
    upstream.always(crate::support::Reply::stream(Script::says("hi").usage(4, 1)));
    let mut env = groq_at(&upstream);
    let Some(_bus) = Bus::start(&mut env, Some("hunter2")) else { return };
    add(&env, KEY, &["--keyring"]).expect_code(0).expect_stderr(&["kept in the system's keyring", "now ask"]);
    let file = fs::read_to_string(kept(&env)).expect("a file");
    assert!(file.starts_with("(in the system's keyring)\n127.0.0.1") && !file.contains("gsk_"), "{file}");
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(0).expect_stdout("hi");
    let listed = env.baro(&["auth", "list"]);
    listed.expect_code(0).expect_stdout_has("the system's keyring");
    assert!(!listed.stdout.contains("gsk_"), "{listed}");
    let keys = env.baro(&["auth", "list", "--json"]).expect_code(0).json();
    assert_eq!((&keys["keys"][0]["from"], &keys["keys"][0]["state"]), (&"keyring".into(), &"ready".into()), "{keys}");
    env.baro(&["doctor", "--offline"]).expect_code(0).expect_stdout_has("key of groq: the system's keyring");
    // Another one in its place; then into the file, and the keyring keeps nothing.
    add(&env, OTHER_KEY, &["--keyring"]).expect_code(0);
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(0);
    add(&env, KEY, &[]).expect_code(0);
    let in_keyring = fs::read_to_string(kept(&env)).expect("a file");
    assert!(in_keyring.starts_with("gsk_"), "{in_keyring}");
    fs::write(kept(&env), &file).expect("written");
    let gone = env.baro(&["ask", "-m", "groq:m1", "q"]);
    gone.expect_code(2).expect_stderr(&["has no key of groq", "`baro auth add groq --keyring`"]);
    // Forgotten there, too.
    add(&env, OTHER_KEY, &["--keyring"]).expect_code(0);
    env.baro(&["auth", "rm", "groq"]).expect_code(0).expect_stderr(&["removed from the system's keyring"]);
    assert!(!kept(&env).exists());
    fs::write(kept(&env), &file).expect("written");
    fs::set_permissions(kept(&env), std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("a mode");
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(2).expect_stderr(&["has no key of groq"]);
    env.baro(&["auth", "rm", "groq"]).expect_code(0);
    assert!(!kept(&env).exists());
    assert_eq!(keys_sent(&upstream), [KEY, OTHER_KEY]);
}

#[test]
fn a_locked_keyring_is_named_for_what_it_is_and_loses_nothing() {
    let upstream = Upstream::saying("hi");
    let mut env = groq_at(&upstream);
    let Some(bus) = Bus::start(&mut env, Some("hunter2")) else { return };
    add(&env, KEY, &["--keyring"]).expect_code(0);
    drop(bus);
    let before = fs::read_to_string(kept(&env)).expect("a file");
    let Some(bus) = Bus::start(&mut env, None) else { return };
    env.baro(&["ask", "-m", "groq:m1", "q"])
        .expect_code(2)
        .expect_stderr(&["the system's keyring is locked", "unlock it"]);
    let test = env.command(&["auth", "test", "groq", "--lang", "ko"]).run();
    test.expect_code(2).expect_stderr(&["시스템 키링이 잠겨 있습니다", "잠금을 풀고 다시 시도하세요"]);
    add(&env, OTHER_KEY, &["--keyring"]).expect_code(1).expect_stderr(&["could not be kept", "is locked"]);
    env.baro(&["auth", "rm", "groq"]).expect_code(1).expect_stderr(&["could not be removed", "is locked"]);
    assert_eq!(fs::read_to_string(kept(&env)).expect("a file"), before);
    drop(bus);
    // Unlocked again, it has the key that it had.
    let Some(_bus) = Bus::start(&mut env, Some("hunter2")) else { return };
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(0).expect_stdout("hi");
    assert_eq!(keys_sent(&upstream), [KEY]);
}

#[test]
fn where_there_is_no_keyring_a_kept_key_stays_and_the_way_out_is_told() {
    let upstream = Upstream::saying("hi");
    let mut env = groq_at(&upstream);
    env.set("DBUS_SESSION_BUS_ADDRESS", &format!("unix:path={}", env.home().join("nobody").display()));
    add(&env, KEY, &[]).expect_code(0);
    let run = add(&env, OTHER_KEY, &["--keyring"]);
    run.expect_code(1).expect_stderr(&["could not be kept", "cannot be reached", "without `--keyring`"]);
    assert!(!run.stderr.contains("gsk_"), "{run}");
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(0);
    assert_eq!(keys_sent(&upstream), [KEY]);
    fs::write(kept(&env), "(in the system's keyring)\n127.0.0.1\n").expect("written");
    env.baro(&["ask", "-m", "groq:m1", "q"]).expect_code(2).expect_stderr(&["the key is still in it"]);
    let run = env.command(&["auth", "rm", "groq", "--lang", "ko"]).run();
    run.expect_code(1).expect_stderr(&["지우지 못했습니다", "연결할 수 없습니다"]);
    assert!(kept(&env).exists());
}
