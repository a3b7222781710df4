//! Prompts: what a client offers as slash commands, each a text that has the client's model call a tool.
//!
//! They are offered and never advertised: plain words do the same.

use rmcp::ErrorData;
use rmcp::model::{GetPromptRequestParams, GetPromptResult, Prompt, PromptArgument, PromptMessage, Role};

/// A prompt: its arguments by name and description, and the text that they are put into.
struct Template {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    arguments: &'static [(&'static str, &'static str)],
    text: &'static str,
}

/// The table. `{name}` stands for an argument; one that is not given becomes the word of [`unsaid`].
const TEMPLATES: [Template; 4] = [
    Template {
        name: "review",
        title: "Review by another model",
        description: "Have another model review the current changes",
        arguments: &[("model", "Who reviews; qwen if left out")],
        text: "Collect the changes at hand (the uncommitted diff, or what we just wrote). Pass them as `context` to baro's \
               `ask` tool with model \"{model}\", asking for bugs, risks and what is missing, in the user's language. Then check \
               each finding yourself and tell which hold, naming who said it.",
    },
    Template {
        name: "second_opinion",
        title: "Second opinion",
        description: "Ask another model the same question and compare",
        arguments: &[("question", "The question; the last one if left out")],
        text: "Question: {question}\n\nAnswer it yourself in short first. Then put it, with what is known as `context`, to baro's \
               `ask` tool in the user's language. Compare both answers: where they agree, where they differ, and which you now hold.",
    },
    Template {
        name: "deep_think",
        title: "Deep thought",
        description: "Have Kimi think a problem through",
        arguments: &[("problem", "The problem; the current one if left out")],
        text: "Problem: {problem}\n\nPut it to baro's `kimi_deep_thinker` tool, with all that is known (code, errors, what was tried) \
               as `context`, in the user's language. Then judge the analysis and say what to do.",
    },
    Template {
        name: "handoff",
        title: "Hand a task over",
        description: "Give a task to another model and finish with what it returns",
        arguments: &[
            ("task", "The task; the current one if left out"),
            ("model", "Who does it; whoever suits if left out"),
        ],
        text: "Task: {task}\n\nHand it to baro's `ask` tool with model \"{model}\": the task as `prompt`, in the user's language, and all \
               that it needs as `context` or `files`. Go on by conversation_id until it is done, check the result, and apply it.",
    },
];

/// What stands for an argument that was not given.
fn unsaid(prompt: &str, argument: &str) -> &'static str {
    match (prompt, argument) {
        ("review", "model") => "qwen",
        (_, "model") => "auto",
        _ => "what we are at",
    }
}

/// All prompts.
pub(super) fn all() -> Vec<Prompt> {
    TEMPLATES
        .iter()
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

/// One prompt with its arguments put in.
pub(super) fn get(params: &GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
    let Some(template) = TEMPLATES.iter().find(|template| template.name == params.name) else {
        return Err(ErrorData::invalid_params(format!("unknown prompt: {}", params.name), None));
    };
    let given = params.arguments.clone().unwrap_or_default();
    let mut text = template.text.to_owned();
    for (name, _) in template.arguments {
        let value =
            given.get(*name).and_then(serde_json::Value::as_str).map(str::trim).filter(|value| !value.is_empty());
        text = text.replace(&format!("{{{name}}}"), value.unwrap_or(unsaid(template.name, name)));
    }
    let message = PromptMessage::new_text(Role::User, text);
    Ok(GetPromptResult::new(vec![message]).with_description(template.description))
}

/// Whether an argument of a prompt names a model.
pub(super) fn names_a_model(argument: &str) -> bool {
    argument == "model"
}
