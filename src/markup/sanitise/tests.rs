//! The set, sequence by sequence, and the two properties: any cut gives the same text, and nothing that comes
//! out is a control.

use proptest::prelude::*;

use super::*;

fn clean(mode: Mode, pieces: &[&str]) -> String {
    let mut sanitiser = Sanitiser::new(mode);
    let mut out: String = pieces.iter().map(|piece| sanitiser.push(piece).into_owned()).collect();
    out.push_str(sanitiser.finish());
    out
}

fn check(text: &str, on_terminal: &str, in_pipe: &str) {
    assert_eq!(clean(Mode::Terminal, &[text]), on_terminal, "terminal: {text:?}");
    assert_eq!(clean(Mode::Pipe, &[text]), in_pipe, "pipe: {text:?}");
}

#[test]
fn sequences_are_dropped_whole() {
    for text in [
        "a\x1b[31mb",
        "a\x1b[38;2;1;2;3mb",
        "a\x1b[?1049hb",
        "a\x1b[>4;2mb",
        "a\x1b[1 qb",
        "a\x1b]0;title\x07b",
        "a\x1b]8;;https://evil.example\x1b\\b",
        "a\x1b]52;c;aGk=\u{9c}b",
        "a\x1bPq#0;2;0;0;0\x1b\\b",
        "a\x1b_Gf=100;AAAA\x1b\\b",
        "a\x1b^private\x1b\\b",
        "a\x1bXstart of string\x1b\\b",
        "a\x1bcb",
        "a\x1b(0b",
        "a\x1b#8b",
        "a\x1b\x1b[mb",
        "a\x1b]0;t\x1b[31mb",
        "a\x1b]0;t\x18b",
    ] {
        check(text, "ab", "ab");
    }
}

#[test]
fn single_controls_are_dropped() {
    for control in [
        "\0",
        "\x07",
        "\x08",
        "\x0b",
        "\x0c",
        "\x0e",
        "\x1f",
        "\x7f",
        "\u{80}",
        "\u{85}",
        "\u{9f}",
        "\u{61c}",
        "\u{200e}",
        "\u{200f}",
        "\u{202a}",
        "\u{202e}",
        "\u{2066}",
        "\u{2069}",
        "\u{feff}",
        "\u{e0000}",
        "\u{e0041}",
        "\u{e007f}",
    ] {
        check(&format!("가{control}나"), "가나", "가나");
    }
}

#[test]
fn what_people_write_stays() {
    for text in [
        "첫 줄\n\t둘째 줄",
        "👩\u{200d}💻 ❤\u{fe0f}",
        "ㄱㅏ \u{1112}\u{1161}\u{11ab}",
        "“quoted” — dash… · │ é ü ©\u{a0}",
        "🏴 \u{2028}",
    ] {
        check(text, text, text);
    }
}

#[test]
fn a_lone_carriage_return_is_seen_on_a_terminal_and_a_crlf_is_a_newline() {
    check("a\r\nb", "a\nb", "a\nb");
    check("safe\rrm -rf", "safe␍rm -rf", "saferm -rf");
    check("a\r", "a␍", "a");
    check("a\r\r\n", "a␍\n", "a\n");
    check("a\r\x1b[2Kb", "a␍b", "ab");
}

#[test]
fn a_string_that_is_never_closed_ends_with_its_line() {
    check("a\x1b]0;title\nthe rest", "a\nthe rest", "a\nthe rest");
    check("a\x1bPdata\r\nthe rest", "a\nthe rest", "a\nthe rest");
    check("a\x1b[3가", "a가", "a가");
    check("a\x1b[3", "a", "a");
    check("it\u{92}s \u{93}here\u{94}, not lost\u{9d}, all", "its here, not lost, all", "its here, not lost, all");
}

#[test]
fn clean_text_is_borrowed() {
    let text = "러스트 “borrow” checker…\n\t완료 ✓";
    assert!(matches!(Sanitiser::new(Mode::Terminal).push(text), Cow::Borrowed(same) if same == text));
}

#[test]
fn a_line_is_one_line_and_bounded() {
    assert_eq!(line("  a\r\n\tb\x1b[31m  c\u{202e} "), "a b c");
    let long = line(&"가".repeat(100_000));
    assert_eq!(long.chars().count(), MAX_LINE_CHARS);
    assert!(long.ends_with("가…"));
    assert_eq!(line(&"\x1b[m".repeat(1_000_000)), "");
}

#[test]
fn json_keeps_its_value_and_loses_its_controls() {
    let value = serde_json::json!({ "text": "a\u{7f}\u{9b}31m\u{202e}\u{e0041}\u{feff}\x1b가" });
    let raw = serde_json::to_string(&value).expect("serialises");
    let safe = json(&raw);
    assert!(!safe.contains(is_control), "{safe:?}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).expect("parses"), value);
    assert!(matches!(json("{\n  \"a\": \"가\"\n}"), Cow::Borrowed(_)));
}

/// Text made of what matters to the state machine, and of anything at all.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\x1b".to_owned()),
        Just("\x1b[".to_owned()),
        Just("\x1b]".to_owned()),
        Just("\x1bP".to_owned()),
        Just("\x1b\\".to_owned()),
        Just("\r".to_owned()),
        Just("\n".to_owned()),
        Just("\x07".to_owned()),
        Just("\u{9b}".to_owned()),
        Just("\u{9d}".to_owned()),
        Just("\u{9c}".to_owned()),
        Just("31;1m".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("\u{e0041}".to_owned()),
        Just("한글 “”".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_cut_gives_the_same_text(text in any_text(), seed in any::<u64>()) {
        for mode in [Mode::Terminal, Mode::Pipe] {
            let whole = clean(mode, &[&text]);
            let mut pieces = vec![];
            let (mut rest, mut bits) = (text.as_str(), seed | 1);
            while let Some(character) = rest.chars().next() {
                let mut end = character.len_utf8();
                while bits & 1 == 0 && let Some(next) = rest[end..].chars().next() {
                    end += next.len_utf8();
                    bits = bits.rotate_right(1);
                }
                bits = bits.rotate_right(1);
                pieces.push(&rest[..end]);
                rest = &rest[end..];
            }
            prop_assert_eq!(clean(mode, &pieces), whole);
        }
    }

    #[test]
    fn nothing_that_comes_out_is_a_control(text in any_text()) {
        for mode in [Mode::Terminal, Mode::Pipe] {
            prop_assert!(!clean(mode, &[&text]).contains(is_control));
        }
        prop_assert!(!line(&text).contains(|character| is_control(character) || character == '\n'));
        prop_assert!(!name(&text).contains(|character| is_control(character) || character == '\n'));
    }

    #[test]
    fn what_was_cleaned_once_is_clean(text in any_text()) {
        let once = clean(Mode::Terminal, &[&text]);
        prop_assert_eq!(clean(Mode::Terminal, &[&once]), once);
    }
}
