//! Slips of the Korean/English key: what the keys of a word give on the other layout.
//!
//! The Korean layout is the standard two-set one (KS X 5002). Pure, both ways. Whether a slip was made is not
//! decided here.

/// The letters of the two-set layout and their keys. A capital is the key with Shift.
const KEYS: [(char, char); 33] = [
    ('ㄱ', 'r'),
    ('ㄲ', 'R'),
    ('ㄴ', 's'),
    ('ㄷ', 'e'),
    ('ㄸ', 'E'),
    ('ㄹ', 'f'),
    ('ㅁ', 'a'),
    ('ㅂ', 'q'),
    ('ㅃ', 'Q'),
    ('ㅅ', 't'),
    ('ㅆ', 'T'),
    ('ㅇ', 'd'),
    ('ㅈ', 'w'),
    ('ㅉ', 'W'),
    ('ㅊ', 'c'),
    ('ㅋ', 'z'),
    ('ㅌ', 'x'),
    ('ㅍ', 'v'),
    ('ㅎ', 'g'),
    ('ㅏ', 'k'),
    ('ㅐ', 'o'),
    ('ㅑ', 'i'),
    ('ㅒ', 'O'),
    ('ㅓ', 'j'),
    ('ㅔ', 'p'),
    ('ㅕ', 'u'),
    ('ㅖ', 'P'),
    ('ㅗ', 'h'),
    ('ㅛ', 'y'),
    ('ㅜ', 'n'),
    ('ㅠ', 'b'),
    ('ㅡ', 'm'),
    ('ㅣ', 'l'),
];

/// Letters that are typed as two: vowels, then closing consonants.
const DOUBLE: [(char, char, char); 18] = [
    ('ㅘ', 'ㅗ', 'ㅏ'),
    ('ㅙ', 'ㅗ', 'ㅐ'),
    ('ㅚ', 'ㅗ', 'ㅣ'),
    ('ㅝ', 'ㅜ', 'ㅓ'),
    ('ㅞ', 'ㅜ', 'ㅔ'),
    ('ㅟ', 'ㅜ', 'ㅣ'),
    ('ㅢ', 'ㅡ', 'ㅣ'),
    ('ㄳ', 'ㄱ', 'ㅅ'),
    ('ㄵ', 'ㄴ', 'ㅈ'),
    ('ㄶ', 'ㄴ', 'ㅎ'),
    ('ㄺ', 'ㄹ', 'ㄱ'),
    ('ㄻ', 'ㄹ', 'ㅁ'),
    ('ㄼ', 'ㄹ', 'ㅂ'),
    ('ㄽ', 'ㄹ', 'ㅅ'),
    ('ㄾ', 'ㄹ', 'ㅌ'),
    ('ㄿ', 'ㄹ', 'ㅍ'),
    ('ㅀ', 'ㄹ', 'ㅎ'),
    ('ㅄ', 'ㅂ', 'ㅅ'),
];

/// In the order of Unicode's syllables.
const INITIALS: [char; 19] =
    ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];
const FIRST_VOWEL: u32 = 'ㅏ' as u32;
const N_VOWELS: u32 = 21;
/// What may close a syllable, in the order of Unicode's syllables; the first stands for nothing.
const FINALS: [char; 28] = [
    '\0', 'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ', 'ㅂ', 'ㅄ',
    'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
];
const FIRST_SYLLABLE: u32 = '가' as u32;
const LAST_SYLLABLE: u32 = '힣' as u32;

/// What the keys that wrote `text` in Korean give in English: `ㅏㅑㅡㅑ` is `kimi`. Other characters stay.
#[must_use]
pub fn in_english(text: &str) -> String {
    let mut keys = String::with_capacity(text.len());
    for character in text.chars() {
        match syllable(character) {
            Some((initial, vowel, closing)) => {
                for letter in [initial, vowel, closing] {
                    push_keys(letter, &mut keys);
                }
            }
            None => push_keys(character, &mut keys),
        }
    }
    keys
}

/// What the keys that wrote `text` in English give in Korean, as an input method composes it: `zlal` is `키미`.
/// Other characters stay.
#[must_use]
pub fn in_korean(text: &str) -> String {
    let letters: Vec<char> = text.chars().map(letter_of).collect();
    let mut composed = String::with_capacity(text.len() * 2);
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1).copied();
        if let Some(initial) = position(&INITIALS, letter)
            && let Some((vowel, n_vowel)) = vowel_at(&letters, at + 1)
        {
            let (closing, n_closing) = closing_at(&letters, at + 1 + n_vowel);
            let code = FIRST_SYLLABLE + (initial * N_VOWELS + vowel) * 28 + closing;
            composed.extend(char::from_u32(code));
            at += 1 + n_vowel + n_closing;
        } else if let Some((double, ..)) =
            DOUBLE.iter().take(7).find(|(_, first, second)| *first == letter && Some(*second) == next)
        {
            composed.push(*double);
            at += 2;
        } else {
            composed.push(letter);
            at += 1;
        }
    }
    composed
}

/// Whether `character` is a Hangul letter that belongs to no syllable.
pub(super) fn is_loose(character: char) -> bool {
    matches!(character, 'ㄱ'..='ㅣ')
}

fn position(letters: &[char], letter: char) -> Option<u32> {
    letters.iter().position(|it| *it == letter).and_then(|at| u32::try_from(at).ok())
}

/// The Korean letter on a key. Shift counts only where it makes another letter.
fn letter_of(key: char) -> char {
    let on = |key: char| KEYS.iter().find(|(_, it)| *it == key).map(|(letter, _)| *letter);
    on(key).or_else(|| on(key.to_ascii_lowercase())).unwrap_or(key)
}

fn push_keys(letter: char, keys: &mut String) {
    if letter == '\0' {
        return;
    }
    if let Some((_, first, second)) = DOUBLE.iter().find(|(double, ..)| *double == letter) {
        push_keys(*first, keys);
        push_keys(*second, keys);
    } else {
        keys.push(KEYS.iter().find(|(it, _)| *it == letter).map_or(letter, |(_, key)| *key));
    }
}

fn syllable(character: char) -> Option<(char, char, char)> {
    let code = u32::from(character);
    if !(FIRST_SYLLABLE..=LAST_SYLLABLE).contains(&code) {
        return None;
    }
    let code = code - FIRST_SYLLABLE;
    let initial = *INITIALS.get(usize::try_from(code / (N_VOWELS * 28)).ok()?)?;
    let vowel = char::from_u32(FIRST_VOWEL + code / 28 % N_VOWELS)?;
    let closing = *FINALS.get(usize::try_from(code % 28).ok()?)?;
    Some((initial, vowel, closing))
}

fn vowel_index(letter: char) -> Option<u32> {
    u32::from(letter).checked_sub(FIRST_VOWEL).filter(|index| *index < N_VOWELS)
}

/// The vowel that begins at `at`, and how many keys it takes.
fn vowel_at(letters: &[char], at: usize) -> Option<(u32, usize)> {
    let first = *letters.get(at)?;
    let vowel = vowel_index(first)?;
    let second = letters.get(at + 1).copied();
    let double = DOUBLE.iter().take(7).find(|(_, one, two)| *one == first && Some(*two) == second);
    match double.and_then(|(double, ..)| vowel_index(*double)) {
        Some(double) => Some((double, 2)),
        None => Some((vowel, 1)),
    }
}

/// The consonants that close a syllable at `at`, and how many keys they take. One before a vowel opens the next.
fn closing_at(letters: &[char], at: usize) -> (u32, usize) {
    let is_vowel = |at: usize| letters.get(at).is_some_and(|letter| vowel_index(*letter).is_some());
    let Some(&first) = letters.get(at) else { return (0, 0) };
    let Some(single) = position(&FINALS, first).filter(|index| *index > 0) else { return (0, 0) };
    if is_vowel(at + 1) {
        return (0, 0);
    }
    let second = letters.get(at + 1).copied();
    let double = DOUBLE.iter().skip(7).find(|(_, one, two)| *one == first && Some(*two) == second);
    match double.and_then(|(double, ..)| position(&FINALS, *double)) {
        Some(double) if !is_vowel(at + 2) => (double, 2),
        _ => (single, 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_give_what_the_other_layout_writes() {
        for (english, korean) in [
            ("kimi", "ㅏㅑㅡㅑ"),
            ("qwen", "ㅂㅈ두"),
            ("claude", "치며ㅇㄷ"),
            ("zlal", "키미"),
            ("zbdnps", "큐웬"),
            ("zmffhem", "클로드"),
            ("wpalskdl", "제미나이"),
            ("ektl", "다시"),
            ("gksrmf", "한글"),
            ("dkfrl", "알기"),
            ("ekfrdms", "닭은"),
            ("ekrdl", "닥이"),
            ("dho", "왜"),
            ("Rlal", "끼미"),
            ("dksl", "아니"),
            ("q 1!", "ㅂ 1!"),
            ("dlTek", "있다"),
        ] {
            if english != "claude" {
                assert_eq!(in_korean(english), korean, "{english}");
            }
            assert_eq!(in_english(korean), english, "{korean}");
        }
        // An input method closes the syllable as soon as it can.
        assert_eq!(in_korean("claude"), "치명ㄷ");
        assert_eq!(in_english("치명ㄷ"), "claude");
        assert_eq!(in_korean("ZLAL"), "키미");
    }

    proptest! {
        #[test]
        fn what_was_typed_comes_back(keys in "[a-zQWERTOP ]{0,40}") {
            prop_assert_eq!(in_english(&in_korean(&keys)), keys);
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,60}") {
            let _ = (in_english(&text), in_korean(&text));
        }
    }
}
