//! Which characters are Hangul.

/// True for a whole syllable, as Korean is written: `가` to `힣`.
#[must_use]
pub const fn is_syllable(character: char) -> bool {
    matches!(character, '\u{ac00}'..='\u{d7a3}')
}

/// True for a syllable, and for a letter of one by itself (`ㅋㅋ`) or in its conjoining form, as decomposed text has it.
#[must_use]
pub const fn is_hangul(character: char) -> bool {
    is_syllable(character) || matches!(character, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_and_letters_are_told_apart() {
        for (character, syllable, hangul) in [
            ('가', true, true),
            ('힣', true, true),
            ('ㅋ', false, true),
            ('\u{1112}', false, true),
            ('\u{abff}', false, false),
            ('\u{d7a4}', false, false),
            ('漢', false, false),
            ('あ', false, false),
            ('a', false, false),
        ] {
            assert_eq!((is_syllable(character), is_hangul(character)), (syllable, hangul), "{character}");
        }
    }
}
