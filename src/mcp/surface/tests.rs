//! The surface as data: which tools a pin leaves, and that no text promises what is not there.

use std::path::PathBuf;

use super::*;
use crate::config::mcp::Anthropic;

fn options(pin: Pin) -> ServeOptions {
    ServeOptions {
        pin,
        tools: None,
        name: None,
        root: PathBuf::from("."),
        folder: None,
        max_cost: None,
        max_calls: None,
        max_at_once: 1,
        timeout: ServeOptions::TIMEOUT,
        max_answer_chars: ServeOptions::MAX_ANSWER_CHARS,
        anthropic: Anthropic::WhenNamed,
        http: None,
    }
}

#[test]
fn a_pin_leaves_the_tool_that_bears_its_name_and_usage() {
    let models = |names: &[&str]| Pin::Models(names.iter().map(|name| (*name).to_owned()).collect());
    for (pin, expected) in [
        (Pin::None, ToolName::ALL.to_vec()),
        (Pin::Route(Route::Code), vec![ToolName::Qwen, ToolName::Usage]),
        (Pin::Route(Route::Think), vec![ToolName::Kimi, ToolName::Usage]),
        (Pin::Route(Route::Fast), vec![ToolName::Meta, ToolName::Usage]),
        (Pin::Route(Route::Design), vec![ToolName::Ask, ToolName::Usage]),
        (models(&["groq:qwen/qwen3.8-27b"]), vec![ToolName::Qwen, ToolName::Usage]),
        (models(&["kimi"]), vec![ToolName::Kimi, ToolName::Usage]),
        (models(&["groq:llama-3.1-8b-instant"]), vec![ToolName::Meta, ToolName::Usage]),
        (models(&["qwen", "kimi"]), vec![ToolName::Ask, ToolName::Usage]),
    ] {
        assert_eq!(offered(&options(pin.clone())), expected, "{pin:?}");
    }
}

#[test]
fn every_name_of_a_tool_is_read_back() {
    for tool in ToolName::ALL {
        assert_eq!(ToolName::parse(tool.as_str()), Some(tool));
    }
    assert_eq!(ToolName::parse("nothing"), None);
}

#[test]
fn the_instructions_name_the_tools_that_are_offered_and_no_others() {
    let mut all = vec![options(Pin::None), options(Pin::Models(vec!["kimi".to_owned(), "qwen".to_owned()]))];
    all.extend(Route::ALL.map(|route| options(Pin::Route(route))));
    all.extend(ToolName::ALL.map(|tool| ServeOptions { tools: Some(vec![tool]), ..options(Pin::None) }));
    for options in all {
        let text = instructions(&options);
        let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
        for tool in ToolName::ALL {
            // `ask` and `route` are words as well.
            let is_named = match tool {
                ToolName::Ask => text.contains("ask: "),
                ToolName::Route | ToolName::Usage => text.contains(&format!("`{}`", tool.as_str())),
                _ => words.contains(&tool.as_str()),
            };
            assert_eq!(is_named, offered(&options).contains(&tool), "{tool:?}: {text}");
        }
        assert!(text.chars().count() <= 1200, "{text}");
    }
    insta::assert_snapshot!(instructions(&options(Pin::Route(Route::Code))));
}

#[test]
fn a_tool_of_the_six_takes_at_most_1200_bytes_with_all_its_metadata() {
    for name in ToolName::ALL {
        let tool = tool(name, &options(Pin::None), Some("gpt-oss-120b instead of Kimi: no MOONSHOT_API_KEY"));
        let n_bytes = serde_json::to_string(&tool).expect("JSON").len();
        assert!(n_bytes <= 1200, "{name:?} {n_bytes}");
    }
}
