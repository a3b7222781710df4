//! Encodings as they come out of real shells, editors and pipes.

use super::{Decoded, Ending, Lost, decode, lost_letters};
use crate::material::Unreadable;
use encoding_rs::{EUC_JP, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1252};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

const KOREAN: &str = "오늘 회의에서 결정한 내용을 정리합니다.\r\n1) 배포는 금요일 오후에 합니다.\n";

fn whole(bytes: &[u8]) -> Result<Decoded, Unreadable> {
    decode(bytes.to_vec(), Ending::Whole, "x")
}

fn text(text: &str, from: Option<&'static str>) -> Decoded {
    Decoded { text: text.to_owned(), from, n_replaced: 0 }
}

fn binary() -> Unreadable {
    Unreadable::Binary { name: "x".to_owned() }
}

fn no_text() -> Unreadable {
    Unreadable::UnknownEncoding { name: "x".to_owned() }
}

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

fn cp949(text: &str) -> Vec<u8> {
    EUC_KR.encode(text).0.into_owned()
}

#[test]
fn utf8_is_kept_and_its_mark_dropped() {
    assert_eq!(whole(b""), Ok(text("", None)));
    assert_eq!(whole(KOREAN.as_bytes()), Ok(text(KOREAN, None)));
    assert_eq!(whole(b"\xEF\xBB\xBFa\r\nb"), Ok(text("a\r\nb", None)));
    assert_eq!(whole(b"\xEF\xBB\xBF"), Ok(text("", None)));
}

#[test]
fn utf8_stays_in_the_buffer_it_came_in() {
    let bytes = KOREAN.repeat(1000).into_bytes();
    let place = bytes.as_ptr();
    assert_eq!(decode(bytes, Ending::Whole, "x").unwrap().text.as_ptr(), place);
}

#[test]
fn utf16_with_a_mark() {
    let little = [b"\xFF\xFE".to_vec(), utf16(KOREAN, u16::to_le_bytes)].concat();
    let big = [b"\xFE\xFF".to_vec(), utf16(KOREAN, u16::to_be_bytes)].concat();
    assert_eq!(whole(&little), Ok(text(KOREAN, Some("UTF-16LE"))));
    assert_eq!(whole(&big), Ok(text(KOREAN, Some("UTF-16BE"))));
    let emoji = [b"\xFF\xFE".to_vec(), utf16("끝 🎉", u16::to_le_bytes)].concat();
    assert_eq!(whole(&emoji), Ok(text("끝 🎉", Some("UTF-16LE"))));
}

#[test]
fn utf16_without_a_mark() {
    for sample in [
        KOREAN,
        "plain words\r\n",
        "가나다 가가가가 가게\n",
        "fn main() { println!(\"가\"); }",
        "人 大 中國語 本文 一\n",
        "안녕하세요",
        "요약해줘\n",
        "왜 안돼?",
        "이거 번역해 줘",
        "hi 안녕",
    ] {
        assert_eq!(whole(&utf16(sample, u16::to_le_bytes)), Ok(text(sample, Some("UTF-16LE"))));
        assert_eq!(whole(&utf16(sample, u16::to_be_bytes)), Ok(text(sample, Some("UTF-16BE"))));
    }
}

#[test]
fn cp949_is_decoded() {
    for sample in [
        KOREAN,
        "안녕",
        "error: 파일을 찾을 수 없습니다: C:\\작업\\a.txt",
        "ㅋㅋㅋㅋ 그건 아니죠ㅠㅠ",
        "똠방각하 펲시콜라는 확장 완성형입니다",
        "┌──┐\r\n│표│\r\n└──┘",
        "大韓民國 헌법 제1조 대한민국은 민주공화국이다",
    ] {
        assert_eq!(whole(&cp949(sample)), Ok(text(sample, Some("CP949"))), "{sample}");
    }
}

#[test]
fn other_encodings_are_not_taken_for_korean() {
    let japanese = "本日の会議で決まった内容をまとめます。リリースは金曜日の午後です。";
    let chinese = "今天的会议决定了以下内容，发布时间是星期五下午。请大家准备好测试报告。";
    assert_eq!(whole(&SHIFT_JIS.encode(japanese).0), Err(no_text()));
    assert_eq!(whole(&EUC_JP.encode(japanese).0), Err(no_text()));
    assert_eq!(whole(&GBK.encode(chinese).0), Err(no_text()));
    assert_eq!(whole(&WINDOWS_1252.encode("Ångström, naïve café, déjà vu, über Ärger").0), Err(no_text()));
}

#[test]
fn a_few_broken_bytes_are_replaced() {
    let mut log = KOREAN.repeat(100).into_bytes();
    log[5000] = 0xFF;
    let decoded = whole(&log).unwrap();
    assert_eq!(decoded.from, None);
    assert!((1..=3).contains(&decoded.n_replaced), "{}", decoded.n_replaced);
    assert_eq!(decoded.text.matches('\u{FFFD}').count() as u64, decoded.n_replaced);
    let one = whole(b"a short line with one \xE9 from an old editor").unwrap();
    assert_eq!((one.n_replaced, one.text.contains('\u{FFFD}')), (1, true));
    let third: Vec<u8> = (0..3000).map(|n| if n % 3 == 0 { 0xFE } else { b'a' }).collect();
    assert_eq!(whole(&third), Err(no_text()));
}

#[test]
fn text_that_ends_inside_a_letter_is_utf8() {
    let bytes = KOREAN.trim_end().strip_suffix('.').unwrap().as_bytes();
    let decoded = whole(&bytes[..bytes.len() - 1]).unwrap();
    assert_eq!((decoded.from, decoded.n_replaced), (None, 1));
    assert!(decoded.text.ends_with("합니\u{FFFD}"), "{}", decoded.text);
}

#[test]
fn what_was_cut_at_the_limit_loses_its_half_letter() {
    let cut = |bytes: &[u8], n: usize| decode(bytes[..n].to_vec(), Ending::Cut, "x");
    assert_eq!(cut("가나다".as_bytes(), 8), Ok(text("가나", None)));
    assert_eq!(cut("가".as_bytes(), 2), Ok(text("", None)));
    assert_eq!(cut(&cp949("안녕하세요"), 7), Ok(text("안녕하", Some("CP949"))));
    let emoji = [b"\xFF\xFE".to_vec(), utf16("한🎉", u16::to_le_bytes)].concat();
    assert_eq!(cut(&emoji, 6), Ok(text("한", Some("UTF-16LE"))));
    assert_eq!(cut(&emoji, 7), Ok(text("한", Some("UTF-16LE"))));
}

#[test]
fn binary_data_is_refused() {
    assert_eq!(whole(b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0"), Err(binary()));
    assert_eq!(whole(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06"), Err(binary()));
    assert_eq!(whole(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj"), Err(binary()));
    assert_eq!(whole(b"a=1\0b=2\0"), Err(binary()));
    assert_eq!(whole(b"\0\x01text"), Err(binary()));
    assert_eq!(whole(&[b"a note and another one ".repeat(40), b"\0\x01".to_vec()].concat()), Err(binary()));
    assert_eq!(whole(&[1, 2, 3, 4, 5, 6, b'a', b'b', b'c']), Err(binary()));
    let zip: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    assert!(whole(&zip).is_err());
}

#[test]
fn coloured_output_is_text() {
    let diff = "\x1b[32m+a\x1b[m\n\x1b[31m-b\x1b[m\n\x0c";
    assert_eq!(whole(diff.as_bytes()), Ok(text(diff, None)));
}

#[test]
fn nul_far_inside_is_removed() {
    let mut bytes = vec![b'a'; 10_000];
    bytes[9_000] = 0;
    assert_eq!(whole(&bytes), Ok(text(&"a".repeat(9_999), None)));
}

#[test]
fn question_marks_of_a_broken_pipe_are_known() {
    for broken in [
        "? ?? ???\r\n",
        "?? ??? ? ??, error ?? ?? ??",
        "???? ???? ????? ????.",
        "?????",
        "(??) \"???\" ?? a",
        "?????. ? ???",
        "? ??",
        "?? ??\r\n",
        "? ?? ?.",
    ] {
        assert_eq!(lost_letters(broken), Lost::Most, "{broken}");
    }
    let code = "let value = answer.map(|it| it? + 1);\n".repeat(220);
    for words in ["// ?? ??? ????\n", "/* ?: ??? ?? */\n", "# ???? ? ?? ???.\n"] {
        assert_eq!(lost_letters(&format!("{code}{words}{code}{words}")), Lost::Words, "{words}");
    }
    for fine in [
        "",
        "?",
        "??",
        "???",
        "????",
        "what???",
        "really?? why??",
        "a ?? b ?? c, as in x = y ?? z;",
        "이거 왜 안돼??? ??",
        "which?",
        "? . ? . ?",
        "? ? ?",
        "?? ??\n?? ??\n",
        "SELECT * FROM t WHERE a = ? AND b IN (?, ?, ?)",
        "{ 4D 5A ?? ?? ?? ?? 50 45 }",
        "{ ?? ?? ?? ?? }",
        "?? a\n?? b\n?? c\n",
        "?? src/\n?? a.txt\n M ????.rs\n",
        "ls: ????????? ? ? ?\n",
        "-????????? ? ? ? ?            ? a\nd????????? ? ? ? ?            ? b\n",
        "1. ???\n2. ???\n",
        "why?? what??? and how????",
        &code,
    ] {
        assert_eq!(lost_letters(fine), Lost::Nothing, "{fine}");
    }
}

#[test]
fn rare_syllables_are_korean_and_other_encodings_of_few_letters_are_not() {
    for written in ["뷁", "힣", "돜기", "오늘 햏햏 했다 뷁", "뷁똠방각하 펲시콜라", "뷁!\r\n", "ㅋㅋ 뷁 ㅋㅋ"]
    {
        assert_eq!(whole(&cp949(written)), Ok(text(written, Some("CP949"))), "{written}");
    }
    for written in ["こんにちは", "カタカナ", "はい", "ありがとうございます。"] {
        assert_eq!(whole(&SHIFT_JIS.encode(written).0), Err(no_text()), "{written}");
    }
    for written in ["Ärger", "¡Hola!", "Årets", "año", "naïve"] {
        assert_eq!(whole(&WINDOWS_1252.encode(written).0), Err(no_text()), "{written}");
    }
    // Noise without a NUL, of the lengths in which words are.
    let noise =
        |seed: u32, n: u32| (0..n).map(move |i| 0x80 | ((seed + i).wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0]);
    let n_taken = (0..200).filter(|seed| whole(&noise(seed * 97, 48).collect::<Vec<u8>>()).is_ok()).count();
    assert_eq!(n_taken, 0);
}

proptest! {
    #[test]
    fn any_bytes_are_text_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), cut in any::<bool>()) {
        let ending = if cut { Ending::Cut } else { Ending::Whole };
        if let Ok(decoded) = decode(bytes, ending, "x") {
            prop_assert!(!decoded.text.contains('\0'));
        }
    }

    #[test]
    fn utf8_text_comes_back_as_it_is(written in "[ -~가-힣\r\n\t😀-🙏]{0,200}") {
        prop_assert_eq!(whole(written.as_bytes()), Ok(text(&written, None)));
    }

    #[test]
    fn a_cut_utf8_text_is_a_beginning_of_it(written in "[a-z가-힣 ]{0,80}", at in 0_usize..240) {
        let n = at.min(written.len());
        let decoded = decode(written.as_bytes()[..n].to_vec(), Ending::Cut, "x").unwrap();
        prop_assert!(written.starts_with(&decoded.text));
        prop_assert!(n - decoded.text.len() <= 3);
        prop_assert_eq!(decoded.n_replaced, 0);
    }

    #[test]
    fn marked_utf16_comes_back_as_it_is(written in "[ -~가-힣\r\n\t😀-🙏]{0,200}") {
        let little = [b"\xFF\xFE".to_vec(), utf16(&written, u16::to_le_bytes)].concat();
        prop_assert_eq!(whole(&little), Ok(text(&written, Some("UTF-16LE"))));
    }
}
