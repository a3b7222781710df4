//! Korean particles, chosen by how the word before them is read aloud.
//!
//! Hangul by its final consonant, digits by their Sino-Korean names, Latin words by how a Korean developer says
//! them: vendors and models by a table, abbreviations by the names of their letters, other words by their ending.

/// A particle with two forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Particle {
    /// 을 / 를
    EulReul,
    /// 이 / 가
    IGa,
    /// 은 / 는
    EunNeun,
    /// 으로 / 로
    EuroRo,
    /// 과 / 와
    WaGwa,
    /// 이라는 / 라는
    IRaneun,
}

impl Particle {
    /// The particle that a placeholder of the message table names by its form after a consonant.
    pub(super) fn of_placeholder(name: &str) -> Option<Self> {
        Some(match name {
            "을" => Self::EulReul,
            "이" => Self::IGa,
            "은" => Self::EunNeun,
            "으로" => Self::EuroRo,
            "과" => Self::WaGwa,
            "이라는" => Self::IRaneun,
            _ => return None,
        })
    }
}

/// How a word ends when it is read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Vowel,
    Rieul,
    Consonant,
    /// In a script whose reading is not known here.
    Unknown,
}

/// The form of `particle` that follows `word`. Quotes and brackets that close the word are not read, nor is what
/// brackets add to it: `qwen3(2 GB)`. Where the reading is not known, both forms: `을(를)`.
#[must_use]
pub fn particle(word: &str, particle: Particle) -> &'static str {
    let (consonant, vowel, unknown) = match particle {
        Particle::EulReul => ("을", "를", "을(를)"),
        Particle::IGa => ("이", "가", "이(가)"),
        Particle::EunNeun => ("은", "는", "은(는)"),
        Particle::EuroRo => ("으로", "로", "(으)로"),
        Particle::WaGwa => ("과", "와", "와(과)"),
        Particle::IRaneun => ("이라는", "라는", "(이)라는"),
    };
    match ending(word) {
        Ending::Vowel => vowel,
        Ending::Rieul if particle == Particle::EuroRo => vowel,
        Ending::Rieul | Ending::Consonant => consonant,
        Ending::Unknown => unknown,
    }
}

fn ending(word: &str) -> Ending {
    let word = without_addition(word).trim_end_matches(|character: char| {
        !character.is_alphanumeric() && !matches!(character, '%' | '$' | '+' | '#' | '&')
    });
    let Some(last) = word.chars().next_back() else { return Ending::Unknown };
    match last {
        '\u{ac00}'..='\u{d7a3}' => match (u32::from(last) - 0xac00) % 28 {
            0 => Ending::Vowel,
            8 => Ending::Rieul,
            _ => Ending::Consonant,
        },
        // Letters by themselves are read by their names (기역, 리을), vowels as they are; digits as 일, 이, 삼.
        'ㄹ' | '1' | '7' | '8' => Ending::Rieul,
        '\u{3131}'..='\u{314e}' | '0' | '3' | '6' | '#' => Ending::Consonant,
        '\u{314f}'..='\u{3163}' | '2' | '4' | '5' | '9' | '%' | '$' | '+' | '&' => Ending::Vowel,
        _ if last.is_ascii_alphabetic() => {
            let start = word
                .rfind(|character: char| !character.is_ascii_alphabetic())
                .map_or(0, |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
            latin(&word[start..])
        }
        _ => Ending::Unknown,
    }
}

/// `word` without brackets at its end that stand right behind what they explain.
fn without_addition(word: &str) -> &str {
    let before = word.strip_suffix(')').and_then(|rest| rest.rfind('(')).map(|at| &word[..at]);
    before.filter(|before| before.ends_with(char::is_alphanumeric)).unwrap_or(word)
}

/// Words that are read otherwise than their letters suggest, by their last sound: vendors, models, terms.
const READINGS: &[(&str, Ending)] = &[
    ("anthropic", Ending::Consonant), // 앤트로픽
    ("cerebras", Ending::Vowel),      // 세레브라스
    ("claude", Ending::Vowel),        // 클로드
    ("dashscope", Ending::Vowel),     // 대시스코프
    ("deepseek", Ending::Vowel),      // 딥시크
    ("gemini", Ending::Vowel),        // 제미나이
    ("github", Ending::Vowel),        // 깃허브
    ("google", Ending::Rieul),        // 구글
    ("gpt", Ending::Vowel),           // 지피티
    ("grok", Ending::Consonant),      // 그록
    ("groq", Ending::Consonant),      // 그록
    ("group", Ending::Consonant),     // 그룹
    ("hub", Ending::Vowel),           // 허브
    ("json", Ending::Consonant),      // 제이슨
    ("kimi", Ending::Vowel),          // 키미
    ("llama", Ending::Vowel),         // 라마
    ("me", Ending::Vowel),            // 미
    ("moonshot", Ending::Consonant),  // 문샷
    ("ollama", Ending::Vowel),        // 올라마
    ("openai", Ending::Vowel),        // 오픈에이아이
    ("openrouter", Ending::Vowel),    // 오픈라우터
    ("output", Ending::Consonant),    // 아웃풋
    ("input", Ending::Consonant),     // 인풋
    ("qwen", Ending::Consonant),      // 큐웬
    ("toml", Ending::Rieul),          // 토멀
    ("type", Ending::Consonant),      // 타입
    ("yaml", Ending::Rieul),          // 야믈
];

fn latin(word: &str) -> Ending {
    let word = word.to_ascii_lowercase();
    if let Some((_, ending)) = READINGS.iter().find(|(name, _)| *name == word) {
        return *ending;
    }
    // `qu` is a consonant: 퀵, 리퀘스트.
    let word = word.replace("qu", "q");
    let bytes = word.as_bytes();
    let is_vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let Some(&last) = bytes.last() else { return Ending::Unknown };
    // Letters without a vowel are spelt out: ㄹ ends 엘 and 알, a consonant 엠 and 엔.
    if bytes.len() == 1 || !bytes.iter().copied().any(is_vowel) {
        return match last {
            b'l' | b'r' => Ending::Rieul,
            b'm' | b'n' => Ending::Consonant,
            _ => Ending::Vowel,
        };
    }
    let before = bytes[bytes.len() - 2];
    let before_that = bytes.len().checked_sub(3).map(|at| bytes[at]);
    // One short vowel before a stop closes the syllable (봇, 웹, 블록); two draw it out (피크, 루트).
    let after_short_vowel = is_vowel(before) && !before_that.is_some_and(is_vowel);
    match last {
        b'e' => match before {
            b'l' if before_that != Some(b'l') => Ending::Rieul,
            b'm' | b'n' => Ending::Consonant,
            _ => Ending::Vowel,
        },
        b'l' => Ending::Rieul,
        b'm' | b'n' => Ending::Consonant,
        b'g' if before == b'n' => Ending::Consonant,
        b'k' if before == b'c' || (before == b'o' && before_that == Some(b'o')) => Ending::Consonant,
        b'p' if before == b'p' => Ending::Consonant,
        b'k' | b'c' | b'q' | b'p' | b't' | b'b' if after_short_vowel => Ending::Consonant,
        _ => Ending::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &str, kind: Particle) {
        for case in cases.split_whitespace() {
            let (word, expected) = case.split_once('|').expect("word|particle");
            assert_eq!(particle(word, kind), expected, "{word}");
        }
    }

    #[test]
    fn hangul_by_its_final_consonant() {
        check("모델|을 키|를 파일|을 웹|을 ㅋ|을 ㅏ|를", Particle::EulReul);
        check("모델|로 키|로 웹|으로 서울|로 문샷|으로 ㄹ|로", Particle::EuroRo);
        check("모델|과 키|와", Particle::WaGwa);
    }

    #[test]
    fn digits_by_their_names() {
        check("0|을 1|을 2|를 3|을 4|를 5|를 6|을 7|을 8|을 9|를 10|을 100|을", Particle::EulReul);
        check("1|로 3|으로 6|으로 7|로 8|로 10|으로 2|로", Particle::EuroRo);
    }

    #[test]
    fn vendors_and_models_as_they_are_said() {
        check(
            "groq|이 claude|가 gpt|가 llama|가 gemini|가 deepseek|가 openai|가 anthropic|이 moonshot|이 dashscope|가 \
             cerebras|가 openrouter|가 ollama|가 kimi|가 qwen|이 Groq|이 GPT|가",
            Particle::IGa,
        );
        check(
            "kimi-k3|을 qwen3.8-27b|를 gpt-oss-120b@high|를 llama-3.3-70b-versatile|을 claude-sonnet|을 \
             claude-opus|를 claude-haiku|를 gemini-flash|를 glm|을 o3|을 llama-3.1-8b-instant|를",
            Particle::EulReul,
        );
        check("qwen|으로 kimi|로 google|로 groq|으로 claude|로", Particle::EuroRo);
    }

    #[test]
    fn abbreviations_by_their_letters_and_words_by_their_ending() {
        check("API|가 URL|이 SQL|이 HTTP|가 CPU|가 GROQ_API_KEY|가 JSON|이 TLS|가 DNS|가 TTY|가", Particle::IGa);
        check("model|을 shell|을 server|를 file|을 line|을 name|을 code|를 block|을 disk|를", Particle::EulReul);
        check("bot|을 web|을 quik|을 rust|를 prompt|를 commit|을 config|를 log|를 string|을 app|을", Particle::EulReul);
    }

    #[test]
    fn what_closes_a_word_is_not_read() {
        check("`kimi`|를 “모델”|을 'groq')|을 (서버)|를 config.toml:|을 “오류.”|를", Particle::EulReul);
    }

    #[test]
    fn what_brackets_add_to_a_word_is_not_read() {
        check(
            "smollm2-135m(144MB)|을 qwen3-4b(2.5GB)|를 Ollama(https://ollama.com)|를 키(GROQ)|를 (키)|를",
            Particle::EulReul,
        );
    }

    #[test]
    fn an_unknown_reading_gets_both_forms() {
        check("模型|을(를) é|을(를)", Particle::EulReul);
        assert_eq!(particle("", Particle::EuroRo), "(으)로");
    }
}
