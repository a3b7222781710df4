//! The words by which vendors say that an answer is over.
//!
//! A word that is not known is an ending like any other, not an error.

use crate::domain::Finish;

/// What such a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The answer is over.
    Finish(Finish),
    /// The model wants a tool to be called.
    Tool,
    /// The provider could not go on.
    Broken,
}

/// OpenAI's, Anthropic's, Ollama's and Gemini's words, in lower case.
const WORDS: [(&str, Ending); 25] = [
    ("stop", Ending::Finish(Finish::Stop)),
    ("end_turn", Ending::Finish(Finish::Stop)),
    ("stop_sequence", Ending::Finish(Finish::Stop)),
    ("eos", Ending::Finish(Finish::Stop)),
    ("length", Ending::Finish(Finish::Length)),
    ("limit", Ending::Finish(Finish::Length)),
    ("max_tokens", Ending::Finish(Finish::Length)),
    ("model_length", Ending::Finish(Finish::Length)),
    ("model_context_window_exceeded", Ending::Finish(Finish::Length)),
    ("content_filter", Ending::Finish(Finish::Filter)),
    ("refusal", Ending::Finish(Finish::Filter)),
    ("safety", Ending::Finish(Finish::Filter)),
    ("prohibited_content", Ending::Finish(Finish::Filter)),
    ("blocklist", Ending::Finish(Finish::Filter)),
    ("spii", Ending::Finish(Finish::Filter)),
    ("recitation", Ending::Finish(Finish::Filter)),
    ("sensitive", Ending::Finish(Finish::Filter)),
    ("tool_calls", Ending::Tool),
    ("tool_use", Ending::Tool),
    ("function_call", Ending::Tool),
    ("error", Ending::Broken),
    ("network_error", Ending::Broken),
    ("insufficient_system_resource", Ending::Broken),
    ("abort", Ending::Broken),
    ("unload", Ending::Broken),
];

/// The meaning of `word`; `None` where it is empty, which says nothing.
pub fn ending(word: &str) -> Option<Ending> {
    if word.is_empty() {
        return None;
    }
    let known = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    Some(known.map_or(Ending::Finish(Finish::Other), |(_, ending)| *ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case_and_unknown_ones_are_endings_too() {
        assert_eq!(ending("STOP"), Some(Ending::Finish(Finish::Stop)));
        assert_eq!(ending("refusal"), Some(Ending::Finish(Finish::Filter)));
        assert_eq!(ending("pause_turn"), Some(Ending::Finish(Finish::Other)));
        assert_eq!(ending(""), None);
    }
}
