//! What is learnt, what it may cost, and where keywords stand.

use super::*;
use crate::domain::Signal;
use crate::router::{Input, built_in_score, route, route_for};

fn input(request: &str) -> Input<'_> {
    Input { request, material: None, turns: &[] }
}

fn lesson(request: &str, wanted: Route) -> Lesson {
    Lesson { words: words_of(request), logits: built_in_score(&input(request)), wanted, weight: 1.0 }
}

fn with_keyword(text: &str, route: Route) -> Personal {
    Personal { layer: Layer::default(), keywords: Keyword::new(text, route).into_iter().collect() }
}

#[test]
fn what_was_overruled_goes_there_the_next_time_and_what_it_does_not_speak_of_stays() {
    let request = "ferrous 티켓 하나 처리해줘";
    let before = route(&input(request)).route;
    let wanted = Route::ALL.into_iter().find(|route| *route != before && *route != Route::Long).expect("one of six");
    let lessons =
        [lesson(request, wanted), lesson("ferrous 티켓 또 왔어", wanted), lesson("ferrous 티켓 목록", wanted)];
    let (layer, cost) = learn(&lessons, &HeldBack::shipped());
    assert!(cost.is_small(), "{cost:?}");
    let personal = Personal { layer, keywords: Vec::new() };
    assert_eq!(route_for(&personal, &input(request)).route, wanted);
    let other = "prove that there are infinitely many primes";
    assert_eq!(route_for(&personal, &input(other)), route(&input(other)));
}

#[test]
fn a_layer_never_costs_more_than_a_point_of_what_was_held_back() {
    // Somebody who sends everything everyday to the wrong route.
    let words =
        ["what is", "how do i", "이거 왜", "요약해줘", "고마워", "the", "a", "해줘", "좀", "please write", "why"];
    let lessons: Vec<Lesson> = words.iter().cycle().take(200).map(|word| lesson(word, Route::Design)).collect();
    let held_back = HeldBack::shipped();
    let whole = descend(&lessons);
    let (layer, cost) = learn(&lessons, &held_back);
    assert!(cost.n_total >= 1_000, "{cost:?}");
    assert!(!held_back.cost(&whole).is_small(), "the test proves nothing: {:?}", held_back.cost(&whole));
    assert!(cost.is_small(), "{cost:?}");
    assert_eq!(held_back.cost(&layer), cost);
}

#[test]
fn the_summary_scores_the_held_back_prompts_as_the_router_does() {
    let mut bytes = HeldBack::begin();
    let request = "이 함수 왜 터져?";
    HeldBack::write(&mut bytes, request, built_in_score(&input(request)), &[Route::Code, Route::Think]);
    let cost = HeldBack::parse(&bytes).expect("a summary").cost(&Layer::default());
    assert_eq!(cost, Cost { n_right_before: 1, n_right_after: 1, n_total: 1 });
    assert!(HeldBack::parse(&bytes[..bytes.len() - 1]).is_none());
    assert!(HeldBack::parse(b"something else").is_none());
}

#[test]
fn a_layer_is_read_back_as_it_was_written_and_nothing_else_is_one() {
    let (layer, _) = learn(&[lesson("ferrous 티켓", Route::Think)], &HeldBack::shipped());
    assert!(layer.n_words() > 0);
    let bytes = layer.to_bytes();
    assert_eq!(Layer::from_bytes(&bytes), Some(layer));
    assert_eq!(Layer::from_bytes(&bytes[..bytes.len() - 1]), None);
    let mut of_another_version = bytes.clone();
    of_another_version[6] ^= 1;
    assert_eq!(Layer::from_bytes(&of_another_version), None);
    let mut not_a_number = bytes;
    let end = not_a_number.len();
    not_a_number[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(Layer::from_bytes(&not_a_number), None);
    assert_eq!(Layer::from_bytes(b""), None);
}

#[test]
fn a_keyword_takes_part_in_the_score_and_is_named_among_the_reasons() {
    let request = "zephyr 켜줘";
    let plain = route(&input(request));
    let mine = route_for(&with_keyword("Zephyr", Route::Design), &input(request));
    assert!(mine.scores[Route::Design.index()] > plain.scores[Route::Design.index()]);
    let of_word = |decision: &crate::domain::Decision| {
        decision.reasons.iter().find(|it| it.signal == Signal::Words("zephyr".to_owned())).map_or(0.0, |it| it.weight)
    };
    let forced = route_for(
        &Personal { keywords: vec![Keyword::new("zephyr", Route::Design).expect("a word"); 4], ..Personal::default() },
        &input(request),
    );
    assert_eq!(forced.route, Route::Design);
    assert!(of_word(&forced) > 8.0, "{:?}", forced.reasons);
}

#[test]
fn a_keyword_matches_words_and_not_parts_of_latin_words_nor_what_is_not_wanted() {
    let design = |keyword: &str, request: &str| {
        let with = route_for(&with_keyword(keyword, Route::Design), &input(request)).scores[Route::Design.index()];
        with > route(&input(request)).scores[Route::Design.index()]
    };
    for (keyword, request, matches) in [
        ("rack", "the rack is full", true),
        ("rack", "the crack is wide", false),
        ("rack", "racks are full", false),
        ("rack", "rack이 꽉 찼어", true),
        ("배차", "오늘 배차표 봐줘", true),
        ("배차 시스템", "배차 시스템 느려", true),
        ("배차", "배차 말고 다른 거", false),
        ("rack", "no rack please, just the shelf", false),
    ] {
        assert_eq!(design(keyword, request), matches, "{keyword} in {request}");
    }
    assert_eq!(Keyword::new("  ", Route::Code), None);
    assert_eq!(Keyword::new("?!", Route::Code), None);
}
