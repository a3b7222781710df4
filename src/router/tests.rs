//! The router at its boundary: what is read of a text, what is refused, and that the same text always goes the
//! same way. How often it is right is measured by `cargo xtask eval`.

use proptest::prelude::*;

use super::lexicon::{Hit, Lexicon};
use super::text::{Parts, Script, Words, stem_length};
use super::*;
use crate::domain::{Fact, Signal};

const BLOB: &[u8] = include_bytes!("../../data/router.bin");

fn tokens_of(text: &str) -> Vec<String> {
    let words = Words::of(&Parts::of(text));
    words.tokens.iter().map(|token| words.of_token(token).iter().collect()).collect()
}

fn stem_of(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    letters[..stem_length(&letters)].iter().collect()
}

/// The words of the shipped lexicon that are found in `text`.
fn found_in(text: &str) -> Vec<String> {
    let words = Words::of(&Parts::of(text));
    let mut hits: Vec<Hit> = Vec::new();
    SHIPPED.language.lexicon.hits(&words, &mut hits);
    hits.iter().map(|hit| words.letters[hit.from..hit.to].iter().collect()).collect()
}

fn choose(request: &str) -> Decision {
    route(&Input { request, material: None, turns: &[] })
}

#[test]
fn scripts_part_and_forms_are_one() {
    for (text, tokens) in [
        ("파이썬으로 짜줘", "파이썬으로|짜줘"),
        ("python으로", "python|으로"),
        ("Python", "python"),
        ("C++17과 C#", "c++|0|과|c#"),
        ("3.14에 2024년", "0|.|0|에|0|년"),
        ("ㅋㅋㅋㅋㅋ 뭐야?", "ㅋㅋ|뭐야|?"),
        // Decomposed, as macOS pastes it.
        ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "한글"),
        ("보라 https://a.example/x?y=1&z={2}", "보라|\u{e000}"),
        ("https://a.example를 요약", "\u{e000}|를|요약"),
        ("tl;dr", "tl|;|dr"),
        ("", ""),
    ] {
        assert_eq!(tokens_of(text).join("|"), tokens, "{text}");
    }
}

#[test]
fn particles_and_endings_come_off() {
    for (word, stem) in [
        ("코드를", "코드"),
        ("함수에서는", "함수"),
        ("파이썬으로", "파이썬"),
        ("구현해줘", "구현"),
        ("설명해주세요", "설명"),
        ("서버랑", "서버"),
        ("번역하는", "번역"),
        ("소수인가요", "소수"),
        // Nothing is left of a word that is a particle, or of two letters that end as one.
        ("은", "은"),
        ("나이", "나이"),
        ("바다", "바다"),
    ] {
        assert_eq!(stem_of(word), stem, "{word}");
    }
}

#[test]
fn lexicon_words_match_where_words_begin_and_end() {
    for (text, found) in [
        ("terrorism", ""),
        ("an error", "error"),
        ("errors", "errors"),
        ("classical", ""),
        ("python으로", "python"),
        ("use c++, please", "c++"),
        ("자바스크립트", "자바스크립트"),
        ("코드 말고", "코드 말고"),
        ("코드말고", "코드말고"),
        ("증명해봐", "증명"),
    ] {
        assert_eq!(found_in(text).join("|"), found, "{text}");
    }
}

#[test]
fn what_is_not_wanted_is_marked() {
    for (request, is_negated) in [
        ("함수 말고 설명만", true),
        ("함수말고설명만", true),
        ("요약 없이 번역", true),
        ("don't summarize, translate it", true),
        ("no regex please", true),
        ("write it without recursion", true),
        ("함수 설명해줘", false),
        ("please summarize", false),
        // A stop ends what `no` speaks of.
        ("no, summarize it", false),
    ] {
        let features = features::read(&SHIPPED.language, request, None, &Context::default());
        let found = features.list.iter().any(|feature| feature.origin == features::Origin::Fact(Fact::Negation));
        assert_eq!(found, is_negated, "{request}");
    }
}

#[test]
fn a_link_is_no_code() {
    let plain = shape::Shape::of("read https://a.example/b/c?d=e&f=g_h#i;j and tell me");
    assert!(plain.symbols < 0.01, "{plain:?}");
}

#[test]
fn shapes_are_told_apart() {
    let is = |text: &str| shape::Shape::of(text);
    assert!(is("diff --git a/x b/x\n@@ -1 +1 @@\n-a\n+b").has_diff);
    assert!(is("Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'x'").has_stack);
    assert!(is("java.lang.NullPointerException: x\n\tat a.B.c(B.java:1)").has_stack);
    assert!(is("2025-01-02 10:00:00 INFO up\n2025-01-02 10:00:01 WARN slow").log_lines > 0.9);
    assert!(is("name,age,town,since\nA,1,B,2020\nC,2,D,2021").table_lines > 0.9);
    assert!(is("[{\"a\": 1}]").has_data);
    assert!(is("2x + 3 = 7").has_maths);
    assert!(!is("2025-01-02").has_maths);
    assert!(is("ls -la ./src").has_shell);
    assert!(is("fn main() {\n    let a = b();\n}").code_lines > 0.6);
    assert_eq!(is(""), shape::Shape { n_lines: 1, n_chars: 1, ..shape::Shape::default() });
}

#[test]
fn a_paste_is_parted_from_what_the_user_says() {
    let fenced = Parts::of("why?\n```\nlet error = 1;\n```\nplease");
    assert_eq!(
        (fenced.head, fenced.paste.trim(), fenced.tail, fenced.is_fenced),
        ("why?", "let error = 1;", "please", true)
    );
    let body = "2025-01-02 10:00:00 ERROR out of memory\n".repeat(20);
    let text = format!("요약해줘\n{body}언제부터야?");
    let pasted = Parts::of(&text);
    assert_eq!((pasted.head, pasted.tail), ("요약해줘", "언제부터야?"));
    assert!(pasted.paste.contains("ERROR"));
    assert!(!tokens_of(&text).contains(&"memory".to_owned()));
    assert_eq!(Parts::of("a\nb").head, "a\nb");
}

#[test]
fn a_fence_inside_a_pasted_document_is_no_code_of_the_users() {
    let before = "It is faster now, and it asks before anything is deleted.\n".repeat(12);
    let after = "Whoever comes from an older version reads the second chapter first.\n".repeat(8);
    let text = format!("what changed?\n# Release\n{before}```sh\nbaro ask\n```\n{after}for my boss");
    let parts = Parts::of(&text);
    assert_eq!((parts.head, parts.tail, parts.is_fenced), ("what changed?", "for my boss", false));
    assert_eq!(parts.paste, text);
}

#[test]
fn who_tells_a_story_asks_at_its_end() {
    let own = |request: &str| {
        let features = features::read(&SHIPPED.language, request, None, &Context::default());
        features.n_hashed
    };
    // The last sentence's four words count once more; one sentence alone has none to stand behind.
    assert_eq!(own("we met in june. who was she then?"), own("we met in june, who was she then?") + 4);
}

#[test]
fn piped_words_are_never_read() {
    let with = |material| route(&Input { request: "이거 봐줘", material: Some(material), turns: &[] });
    // Same shape, other words.
    assert_eq!(with("prove the theorem now"), with("bakes the cookies now"));
}

#[test]
fn shipped_weights_are_read() {
    assert!(Model::parse(BLOB).is_ok());
    assert!(BLOB.len() <= 1_000_000, "{} bytes", BLOB.len());
}

#[test]
fn other_blobs_are_refused() {
    use model::BlobError;
    let mut other = BLOB.to_vec();
    other[6] = other[6].wrapping_add(1);
    let found = u16::from_le_bytes([other[6], other[7]]);
    assert_eq!(Model::parse(&other).err(), Some(BlobError::WrongVersion { found }));
    other = BLOB.to_vec();
    other[0] = b'x';
    assert_eq!(Model::parse(&other).err(), Some(BlobError::NotWeights));
    assert_eq!(Model::parse(&[]).err(), Some(BlobError::NotWeights));
    assert_eq!(Model::parse(&BLOB[..BLOB.len() - 1]).err(), Some(BlobError::Damaged));
    other = BLOB.to_vec();
    other[24..28].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(Model::parse(&other).err(), Some(BlobError::Damaged));
    assert!(Lexicon::new(&[0; 5], &[]).is_none());
}

#[test]
fn plain_requests_go_where_they_should() {
    for (request, wanted) in [
        ("이 러스트 함수 왜 borrow 에러 나?", Route::Code),
        ("피보나치 함수를 파이썬으로 짜줘", Route::Code),
        ("√2가 무리수임을 증명해줘", Route::Think),
        ("아래 회의록을 세 줄로 요약해줘", Route::Long),
        ("프랑스 수도", Route::Fast),
        ("고마워", Route::Fast),
        ("결제 시스템 아키텍처를 설계해줘", Route::Design),
        ("엄마 생신 축하 편지 써줘", Route::General),
        ("write a unit test for this function", Route::Code),
        ("thanks!", Route::Fast),
        ("summarize the attached report", Route::Long),
        ("design a multi-tenant billing architecture", Route::Design),
    ] {
        assert_eq!(choose(request).route, wanted, "{request}");
    }
}

#[test]
fn follow_ups_stay_and_thanks_do_not() {
    let turns = |route| [PastTurn { role: Role::User, content: "퀵소트 짜줘", route: Some(route) }];
    let next = |request, route| super::route(&Input { request, material: None, turns: &turns(route) }).route;
    assert_eq!(next("테스트도 추가해줘", Route::Code), Route::Code);
    assert_eq!(next("고마워", Route::Design), Route::Fast);
    assert_eq!(next("왜 그게 성립해?", Route::Think), Route::Think);
}

#[test]
fn a_turn_without_a_route_is_routed_first() {
    let turn = |route| [PastTurn { role: Role::User, content: "퀵소트를 파이썬으로 짜줘", route }];
    let next = |turns: &[PastTurn<'_>]| route(&Input { request: "더 빠르게", material: None, turns });
    let (guessed, known) = (next(&turn(None)), next(&turn(Some(Route::Code))));
    assert_eq!((guessed.route, known.route), (Route::Code, Route::Code));
    // A guess counts as far as it is sure.
    let guess = context(&SHIPPED, &turn(None)).likely;
    assert!((0.5..1.0).contains(&guess[Route::Code.index()]), "{guess:?}");
    assert!((guess.iter().sum::<f32>() - 1.0).abs() < 1e-3, "{guess:?}");
    assert!((guessed.confidence - known.confidence).abs() > 1e-6, "{guessed:?} {known:?}");
    let sure = context(&SHIPPED, &turn(Some(Route::Code))).likely;
    assert!(sure[Route::Code.index()] > 0.999 && sure.iter().sum::<f32>() < 1.001, "{sure:?}");
    // The answer's own route serves where the question has none.
    let answered = [turn(None)[0], PastTurn { role: Role::Assistant, content: "네", route: Some(Route::Think) }];
    assert_eq!(context(&SHIPPED, &answered).previous, Some(Route::Think));
}

#[test]
fn reasons_are_the_users_own_words() {
    let decision = choose("Python으로 퀵소트 짜줘, 빨리!");
    let words: Vec<&str> = decision
        .reasons
        .iter()
        .filter_map(|reason| match &reason.signal {
            Signal::Words(words) => Some(words.as_str()),
            Signal::Fact(_) => None,
        })
        .collect();
    assert!(words.contains(&"Python으로"), "{words:?}");
    assert!(decision.reasons.len() <= 8);
    assert!(decision.reasons.is_sorted_by(|one, other| one.weight.abs() >= other.weight.abs()), "{decision:?}");
}

#[test]
fn a_word_in_quotes_is_told_without_them() {
    for (request, word) in [
        ("\"a\" or \"b\"", "a"),
        ("'Hamlet' 줄거리", "Hamlet"),
        ("`sort`로 파일 정렬", "sort`로"),
        ("“함수” 고쳐줘", "함수"),
    ] {
        let reasons = choose(request).reasons;
        let words: Vec<&str> = reasons
            .iter()
            .filter_map(|reason| match &reason.signal {
                Signal::Words(words) => Some(words.as_str()),
                Signal::Fact(_) => None,
            })
            .collect();
        assert!(words.contains(&word), "{request}: {words:?}");
        assert!(words.iter().all(|word| !word.is_empty() && !word.starts_with(['"', '\'', '“'])), "{words:?}");
    }
}

/// All that decided, reason by reason, is what the margin is made of.
#[test]
fn reasons_sum_to_the_margin() {
    let request = "git rebase 취소";
    let features = features::read(&SHIPPED.language, request, None, &Context::default());
    let logits = SHIPPED.logits(&features.list, features.n_hashed);
    let (best, _) = two_highest(&logits);
    let margin = logits[best.index()] - (logits.iter().sum::<f32>() - logits[best.index()]) / 5.0;
    let reasons = reasons::of(&SHIPPED, &features, &[], best);
    let told: f32 = reasons.iter().map(|reason| reason.weight).sum();
    // What is left out are signals of less than the least weight, and those beyond the eighth.
    assert!((margin - told).abs() < 0.6, "{margin} and {told}: {reasons:?}");
}

#[test]
fn every_script_has_its_own_token() {
    let words = Words::of(&Parts::of("a가ㅋ1?"));
    let scripts: Vec<Script> = words.tokens.iter().map(|token| token.script).collect();
    assert_eq!(scripts, [Script::Latin, Script::Hangul, Script::Jamo, Script::Digits, Script::Mark]);
}

proptest! {
    #[test]
    fn routing_is_deterministic_and_sound(request in "\\PC{0,400}", material in proptest::option::of("(\\PC|\n){0,200}")) {
        let input = Input { request: &request, material: material.as_deref(), turns: &[] };
        let decision = route(&input);
        prop_assert_eq!(&decision, &route(&input));
        prop_assert!((decision.scores.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        prop_assert!(decision.route != decision.runner_up);
        prop_assert!((decision.confidence - decision.scores[decision.route.index()]).abs() < 1e-9);
        let highest = decision.scores.iter().copied().fold(0.0, f32::max);
        prop_assert!(decision.confidence >= highest);
    }

    #[test]
    fn own_words_in_reasons_stand_in_the_text(request in "[a-zA-Z가-힣ㄱ-ㅎ0-9 .,?!\"+#\n]{0,300}") {
        for reason in choose(&request).reasons {
            if let Signal::Words(words) = reason.signal {
                prop_assert!(request.contains(&words), "{:?}", words);
            }
        }
    }

    #[test]
    fn any_damage_to_a_blob_is_survived(at in 0usize..64, byte in 0u8..=255) {
        let mut blob = BLOB.to_vec();
        blob[at] = byte;
        if let Ok(model) = Model::parse(&blob) {
            let input = Input { request: "함수 짜줘", material: None, turns: &[] };
            prop_assert!(route_with(&model, None, &input).confidence >= 0.0);
        }
    }
}
