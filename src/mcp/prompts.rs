//! Prompts: what a client offers as slash commands, each a text that has the client's model call a tool.
//!
//! They are offered and never advertised: plain words do the same.

use rmcp::ErrorData;
use rmcp::model::{GetPromptRequestParams, GetPromptResult, Prompt, PromptArgument, PromptMessage, Role};

use crate::config::mcp::ToolName;

/// A prompt: its arguments by name and description, and the text that they are put into.
struct Template {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    arguments: &'static [(&'static str, &'static str)],
    /// The tools that it can go to, the best first. It is offered where one of them is.
    tools: &'static [ToolName],
    text: &'static str,
}

/// The argument that names a model. What is no name is not taken for one: Claude Code hands out what was typed behind a
/// command word by word, the next to each argument.
const MODEL: &str = "model";
/// The place of the tool in a text, with the model that it is called with.
const TOOL: &str = "tool";
/// Said of what a client may have cut: Claude Code gives an argument one word, and shows beside it all that was typed.
const WHOLE: &str = " (if that looks cut: all that the user typed behind the command)";
/// What stands for an argument that was not given.
const UNSAID: &str = "what we are at";

/// The table. `{name}` stands for an argument, `{tool}` for the tool.
const TEMPLATES: [Template; 4] = [
    Template {
        name: "review",
        title: "Review by another model",
        description: "Have another model review the current changes",
        arguments: &[(MODEL, "Who reviews; Qwen if left out")],
        tools: &[ToolName::Qwen, ToolName::Ask],
        text: "Collect the changes at hand (the uncommitted diff, or what we just wrote). Pass them as `context` to {tool}, asking \
               for bugs, risks and what is missing, in the user's language. Then check each finding yourself and tell which hold, \
               naming who said it.",
    },
    Template {
        name: "second_opinion",
        title: "Second opinion",
        description: "Ask another model the same question and compare",
        arguments: &[("question", "The question; the last one if left out")],
        tools: &[ToolName::Ask, ToolName::Kimi],
        text: "Question: {question}\n\nAnswer it yourself in short first. Then put it, with what is known as `context`, to {tool} in \
               the user's language. Compare both answers: where they agree, where they differ, and which you now hold.",
    },
    Template {
        name: "deep_think",
        title: "Deep thought",
        description: "Have Kimi think a problem through",
        arguments: &[("problem", "The problem; the current one if left out")],
        tools: &[ToolName::Kimi],
        text: "Problem: {problem}\n\nPut it to {tool}, with all that is known (code, errors, what was tried) as `context`, in the \
               user's language. Then judge the analysis and say what to do.",
    },
    Template {
        name: "handoff",
        title: "Hand a task over",
        description: "Give a task to another model and finish with what it returns",
        arguments: &[
            ("task", "The task; the current one if left out"),
            (MODEL, "Who does it; whoever suits if left out"),
        ],
        tools: &[ToolName::Ask, ToolName::Qwen],
        text: "Task: {task}\n\nHand it to {tool}: the task as `prompt`, in the user's language, and all that it needs as `context` or \
               `files`. Go on by conversation_id until it is done, check the result, and apply it.",
    },
];

/// The prompts of a server that offers these tools.
pub(super) fn all(offered: &[ToolName]) -> Vec<Prompt> {
    TEMPLATES
        .iter()
        .filter(|template| template.goes_to(offered).is_some())
        .map(|template| {
            let arguments = template
                .arguments
                .iter()
                .map(|(name, description)| {
                    PromptArgument::new(*name).with_description(*description).with_required(false)
                })
                .collect();
            Prompt::new(template.name, Some(template.description), Some(arguments)).with_title(template.title)
        })
        .collect()
}

/// One prompt with its arguments put in. `is_model` tells whether `ask` takes a name.
pub(super) fn get(
    params: &GetPromptRequestParams,
    offered: &[ToolName],
    is_model: impl Fn(&str) -> bool,
) -> Result<GetPromptResult, ErrorData> {
    let found = TEMPLATES.iter().find(|template| template.name == params.name);
    let Some((template, tool)) = found.and_then(|template| Some((template, template.goes_to(offered)?))) else {
        return Err(ErrorData::invalid_params(format!("unknown prompt: {}", params.name), None));
    };
    let given = |name: &str| {
        let value = params.arguments.as_ref()?.get(name)?.as_str()?.trim();
        (!value.is_empty()).then_some(value)
    };
    let model = given(MODEL).filter(|name| offered.contains(&ToolName::Ask) && is_model(name));
    let tool = match model {
        Some(model) => format!("baro's `{}` tool with model \"{model}\"", ToolName::Ask.as_str()),
        None => format!("baro's `{}` tool", tool.as_str()),
    };
    // In one pass, so that braces in what the user typed stay what they are.
    let mut text = String::new();
    let mut rest = template.text;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match (name, given(name)) {
            (TOOL, _) => text.push_str(&tool),
            (_, Some(value)) => {
                text.push_str(value);
                text.push_str(WHOLE);
            }
            (_, None) => text.push_str(UNSAID),
        }
        rest = after;
    }
    text.push_str(rest);
    let message = PromptMessage::new_text(Role::User, text);
    Ok(GetPromptResult::new(vec![message]).with_description(template.description))
}

/// Whether an argument of a prompt names a model.
pub(super) fn names_a_model(argument: &str) -> bool {
    argument == MODEL
}

impl Template {
    fn goes_to(&self, offered: &[ToolName]) -> Option<ToolName> {
        self.tools.iter().copied().find(|tool| offered.contains(tool))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, arguments: &[(&str, &str)], offered: &[ToolName]) -> String {
        let arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        let params = GetPromptRequestParams::new(name).with_arguments(arguments);
        let got = get(&params, offered, |name| matches!(name, "kimi" | "키미")).expect("a prompt");
        serde_json::to_value(&got.messages[0]).expect("JSON")["content"]["text"].as_str().expect("text").to_owned()
    }

    #[test]
    fn a_word_that_is_no_model_is_not_taken_for_one() {
        let named = text("handoff", &[("task", "write"), (MODEL, "the")], &ToolName::ALL);
        assert!(named.starts_with("Task: write (if that looks cut") && !named.contains("\"the\""), "{named}");
        assert!(text("handoff", &[(MODEL, "kimi")], &ToolName::ALL).contains("`ask` tool with model \"kimi\""));
        assert!(text("handoff", &[], &ToolName::ALL).starts_with("Task: what we are at\n"));
    }

    #[test]
    fn braces_in_what_was_typed_stay() {
        let typed = text("handoff", &[("task", "a {model} {tool} b"), (MODEL, "kimi")], &ToolName::ALL);
        assert!(typed.starts_with("Task: a {model} {tool} b ("), "{typed}");
    }

    #[test]
    fn a_review_goes_to_the_tool_that_another_serves_where_qwen_cannot() {
        assert!(text("review", &[], &ToolName::ALL).contains("baro's `qwen_code_assistant` tool,"));
        assert!(text("review", &[(MODEL, "키미")], &ToolName::ALL).contains("baro's `ask` tool with model \"키미\","));
        assert!(text("review", &[], &[ToolName::Ask]).contains("baro's `ask` tool,"));
    }

    #[test]
    fn no_prompt_speaks_of_a_tool_that_is_not_offered() {
        for offered in [
            &ToolName::ALL[..],
            &[ToolName::Qwen, ToolName::Usage],
            &[ToolName::Kimi, ToolName::Usage],
            &[ToolName::Meta, ToolName::Usage],
            &[ToolName::Ask],
            &[ToolName::Usage],
        ] {
            for prompt in all(offered) {
                let text = text(&prompt.name, &[(MODEL, "kimi")], offered);
                for tool in ToolName::ALL {
                    assert!(offered.contains(&tool) || !text.contains(&format!("`{}`", tool.as_str())), "{text}");
                }
            }
        }
        assert!(all(&[ToolName::Meta, ToolName::Usage]).is_empty());
    }
}
