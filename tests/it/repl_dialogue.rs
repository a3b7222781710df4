//! What a talk with two models looks like, in both languages and in windows of three widths.

use crate::support::pty::{Terminal, is_empty_line};
use crate::support::upstream::Request;
use crate::support::{Reply, TestEnv, Upstream};

/// What is said, and what is then waited for.
const KOREAN: &[(&str, &str)] = &[
    ("안녕, 오늘 뭐 하지?", "└ qwen-a"),
    ("다른 모델로", "└ kimi-b"),
    ("왜 이 모델이야?", "다음 후보"),
    ("이제부터 키미로", "kimi*  ›"),
    ("서울의 인구는?", "└ kimi-b"),
    ("자동으로", "auto   ›"),
    ("@qwen-a @kimi-b 비가 올까?", "└ kimi-b"),
    ("얼마 썼어?", "토큰"),
    ("새 대화", "auto   ›"),
];
const ENGLISH: &[(&str, &str)] = &[
    ("hi, what shall I do today?", "└ qwen-a"),
    ("try another model", "└ kimi-b"),
    ("why this model?", "runner-up"),
    ("use kimi from now on", "kimi*  ›"),
    ("how large is Seoul?", "└ kimi-b"),
    ("back to auto", "auto   ›"),
    ("@qwen-a @kimi-b will it rain?", "└ kimi-b"),
    ("how much did I use?", "tokens"),
    ("new chat", "auto   ›"),
];

#[test]
fn a_talk_with_two_models_fits_any_window_in_both_languages() {
    let time = regex::Regex::new(r"\d\.\d(초|s)").expect("a pattern");
    // What the router weighs is another matter.
    let weights = regex::Regex::new(r"(?m)^  .* [+-]\d\.\d\n|\d+%| · .*(  )").expect("a pattern");
    let mut all = Vec::new();
    for columns in [40, 80, 160] {
        for (lang, lines) in [("ko", KOREAN), ("en", ENGLISH)] {
            let upstream = Upstream::start();
            upstream.on(|request: &Request| {
                let model = request.body["model"].as_str()?;
                Some(Reply::says(&format!("**{model}**: 네, yes.")))
            });
            let mut env = TestEnv::new();
            env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
            let env = if lang == "ko" { env.korean() } else { env };
            let mut terminal = Terminal::baro(&env, &[], 120, columns);
            terminal.wait_screen("auto   ›");
            // Who else could be asked is told with the pick.
            let (first, _) = lines[0];
            terminal.keys(first);
            terminal.wait_screen("(Tab: kimi");
            let before = of_the_talk(&terminal);
            terminal.keys("\u{15}");
            terminal.wait_empty_line();
            for (line, seen) in lines {
                let n_seen = terminal.screen().matches(seen).count();
                terminal.keys(&format!("{line}\r"));
                terminal.wait_until(seen, |screen| {
                    screen.contents().matches(seen).count() > n_seen && is_empty_line(screen)
                });
            }
            terminal.keys(first);
            terminal.wait_until("the pick", |screen| screen.contents().trim_end().ends_with("(Tab: kimi)"));
            terminal.keys("\t");
            terminal.wait_until("the one whom Tab picked", |screen| screen.contents().trim_end().ends_with("» kimi-b"));
            let shown = format!("{columns} {lang}\n{before}\n---\n{}", of_the_talk(&terminal));
            all.push(weights.replace_all(&time.replace_all(&shown, "0.0$1"), "$1").into_owned());
        }
    }
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn in_mode_ask_the_pick_fits_any_window_in_both_languages() {
    let time = regex::Regex::new(r"\d\.\d(초|s)").expect("a pattern");
    let mut all = Vec::new();
    for columns in [40, 80, 160] {
        for (lang, lines) in [
            ("ko", ["안녕, 오늘 뭐 하지?", "@auto 안녕", "새 대화: 안녕", "기린 얘기 이어서 하자"]),
            (
                "en",
                [
                    "hi, what shall I do today?",
                    "@auto hi",
                    "new chat: what is a monad?",
                    "let's continue our talk about giraffes",
                ],
            ),
        ] {
            let upstream = Upstream::saying("ok");
            let mut env = TestEnv::new();
            env.config("mode = \"ask\"");
            env.provider("fake", "openai", &upstream.url()).route_all(&["fake:qwen-a", "fake:kimi-b"]);
            let env = if lang == "ko" { env.korean() } else { env };
            let mut terminal = Terminal::baro(&env, &[], 60, columns);
            terminal.wait_screen("auto   ›");
            let mut shown = vec![format!("{columns} {lang}")];
            for line in lines {
                terminal.keys(line);
                terminal.wait_until("the pick", |screen| screen.contents().contains("qwen-a"));
                shown.push(of_the_talk(&terminal));
                terminal.keys("\u{15}");
                terminal.wait_empty_line();
            }
            // Sent before the typing rests, it is confirmed below.
            terminal.keys(&format!("{}\r", lines[1]));
            terminal.wait_until("the question", |screen| screen.contents().trim_end().ends_with("\n›"));
            shown.push(of_the_talk(&terminal));
            terminal.keys("\r");
            terminal.wait_until("the answer", |screen| screen.contents().contains('└') && is_empty_line(screen));
            shown.push(of_the_talk(&terminal));
            all.push(time.replace_all(&shown.join("\n---\n"), "0.0$1").into_owned());
        }
    }
    insta::assert_snapshot!(all.join("\n\n"));
}

/// The rows from the first prompt on.
fn of_the_talk(terminal: &Terminal) -> String {
    let rows = terminal.rows();
    let begins = rows.iter().position(|row| row.starts_with("auto   ›") || row.starts_with("kimi")).expect("the line");
    rows[begins..].join("\n")
}
