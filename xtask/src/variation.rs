//! The same prompt as a hurried hand types it: Korean without its spaces, a few slips of the keys.
//!
//! Used to teach, and to measure what such typing costs. Slips are drawn from the prompt itself, so that the
//! same prompt always slips the same way.

use baro::domain::hangul;

use crate::examples::Example;

/// What a varied copy counts against the original.
const SHARE: f64 = 0.5;

/// Copies of a prompt to train on, with what each counts against the original.
#[must_use]
pub fn of(example: &Example) -> Vec<(String, f64)> {
    let mut varied = Vec::new();
    if example.source.ends_with("templates") || example.prompt.chars().count() > 300 {
        return varied;
    }
    if example.lang != "en" && example.prompt.contains(' ') {
        varied.push((without_spaces(&example.prompt), SHARE));
    }
    for seed in 1..=3 {
        varied.push((with_slips(&example.prompt, 8, seed), SHARE));
    }
    for seed in 1..=2 {
        varied.push((without_some_words(&example.prompt, 15, seed), SHARE));
    }
    varied
}

/// `text` without the spaces beside Hangul.
#[must_use]
pub fn without_spaces(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_hangul = |at: Option<&char>| at.is_some_and(|letter| hangul::is_syllable(*letter));
    letters
        .iter()
        .enumerate()
        .filter(|(at, letter)| {
            **letter != ' '
                || !(is_hangul(at.checked_sub(1).and_then(|at| letters.get(at))) || is_hangul(letters.get(at + 1)))
        })
        .map(|(_, letter)| *letter)
        .collect()
}

/// `text` with `percent` of its words left out, so that no single word is leant on.
#[must_use]
pub fn without_some_words(text: &str, percent: u64, seed: u64) -> String {
    let mut next = random(text, seed);
    let kept: Vec<&str> = text.split_inclusive(char::is_whitespace).filter(|_| next() % 100 >= percent).collect();
    kept.concat()
}

/// Numbers that a text and a seed always give alike.
fn random(text: &str, seed: u64) -> impl FnMut() -> u64 {
    let mut state = text
        .bytes()
        .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    move || {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

/// `text` with `percent` of its letters dropped, doubled, swapped with the next or replaced.
#[must_use]
pub fn with_slips(text: &str, percent: u64, seed: u64) -> String {
    let mut next = random(text, seed);
    let letters: Vec<char> = text.chars().collect();
    let mut slipped = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        if letter.is_whitespace() || next() % 100 >= percent {
            slipped.push(letter);
            at += 1;
            continue;
        }
        match next() % 4 {
            0 => {}
            1 => slipped.extend([letter, letter]),
            2 if at + 1 < letters.len() => {
                slipped.extend([letters[at + 1], letter]);
                at += 1;
            }
            _ => slipped.push(neighbour(letter, next())),
        }
        at += 1;
    }
    slipped
}

/// A letter near `letter`: of the alphabet, or a syllable that differs in its vowel or final.
fn neighbour(letter: char, random: u64) -> char {
    let step = u32::try_from(random % 5).unwrap_or(0) + 1;
    match letter {
        'a'..='z' => char::from_u32((u32::from(letter) - 97 + step) % 26 + 97).unwrap_or(letter),
        '\u{ac00}'..='\u{d7a3}' => {
            let code = u32::from(letter) - 0xac00;
            let moved = if random.is_multiple_of(2) {
                code / 28 * 28 + (code % 28 + step) % 28
            } else {
                (code + 28 * step) % 11_172
            };
            char::from_u32(0xac00 + moved).unwrap_or(letter)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_go_where_hangul_is() {
        assert_eq!(without_spaces("이 함수 좀 fix it 고쳐 줘"), "이함수좀fix it고쳐줘");
    }

    #[test]
    fn slips_are_few_and_always_the_same() {
        let text = "please explain why this loop never ends when the list is empty";
        let one = with_slips(text, 6, 1);
        assert_eq!(one, with_slips(text, 6, 1));
        assert_ne!(one, text);
        assert!(one.len().abs_diff(text.len()) < 8, "{one}");
        assert_eq!(with_slips(text, 0, 1), text);
    }
}
