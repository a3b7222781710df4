//! How many tokens a text is about to take.

use super::hangul;

/// Tokens that `text` takes in a current vocabulary, estimated a little high: a request that was estimated
/// too small is refused by a plan that counts by the minute. ASCII counts a token for 3.5 characters, Hangul
/// 0.8 a syllable, other scripts one a character.
#[must_use]
pub fn estimate(text: &str) -> u64 {
    // In hundredths of a token, so that the sum stays exact.
    let mut hundredths: u64 = 0;
    let mut ascii: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let n_ascii = ascii_prefix(rest.as_bytes());
        ascii += n_ascii as u64;
        rest = &rest[n_ascii..];
        for character in rest.chars().take_while(|character| !character.is_ascii()) {
            hundredths += if hangul::is_syllable(character) { 80 } else { 100 };
            rest = &rest[character.len_utf8()..];
        }
    }
    (hundredths + ascii * 100 * 2 / 7).div_ceil(100)
}

/// How many bytes at the beginning are ASCII. A prompt may be tens of megabytes, so it looks at many at once.
fn ascii_prefix(bytes: &[u8]) -> usize {
    const AT_ONCE: usize = 64;
    let whole = bytes.chunks_exact(AT_ONCE).take_while(|chunk| chunk.is_ascii()).count() * AT_ONCE;
    whole + bytes[whole..].iter().take_while(|byte| byte.is_ascii()).count()
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
