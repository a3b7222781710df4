//! How many tokens a text is about to take.

/// Tokens that `text` takes in a current vocabulary, estimated a little high: a request that was estimated
/// too small is refused by a plan that counts by the minute. ASCII counts a token for 3.5 characters, Hangul
/// 0.8 a syllable, other scripts one a character.
#[must_use]
pub fn estimate(text: &str) -> u64 {
    // In hundredths of a token, so that the sum stays exact.
    let mut hundredths: u64 = 0;
    let mut ascii: u64 = 0;
    for character in text.chars() {
        match character {
            '\0'..='\x7f' => ascii += 1,
            '\u{ac00}'..='\u{d7a3}' => hundredths += 80,
            _ => hundredths += 100,
        }
    }
    (hundredths + ascii * 100 * 2 / 7).div_ceil(100)
}

/// Tokens that a message takes beside its text: role and separators.
pub const PER_MESSAGE: u64 = 8;

#[cfg(test)]
mod tests {
    use super::estimate;

    #[test]
    fn estimates_are_between_known_counts_and_half_as_much_again() {
        // Counted with the o200k vocabulary: 11 and 12 tokens.
        for (text, counted) in
            [("Explain why the sky is blue in two short sentences.", 11), ("파이썬으로 피보나치 함수를 작성해줘", 12)]
        {
            let estimated = estimate(text);
            assert!((counted..=counted * 3 / 2).contains(&estimated), "{text}: {estimated}");
        }
        assert_eq!(estimate(""), 0);
    }
}
