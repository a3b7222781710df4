//! Puts effort, fixed fields and numbers into a request's body, as a model's rules say.
//!
//! The rules are data of the catalogue; no model's name stands here.

use serde_json::{Map, Value, json};

use crate::domain::catalogue::{EffortStyle, RequestRules};
use crate::domain::{ChatRequest, Effort};

/// The fields that say how hard to think, for the effort asked for or else the model's default. None where the
/// model has no effort to set.
pub fn fields(request: &ChatRequest) -> Vec<(&'static str, Value)> {
    let rules = &request.rules;
    let Some(effort) = request.effort.or(rules.default_effort).and_then(|effort| effort.nearest(&rules.efforts)) else {
        return Vec::new();
    };
    let is_on = effort != Effort::Off;
    let word = if is_on { effort.as_str() } else { "none" };
    let switch = json!({"type": if is_on { "enabled" } else { "disabled" }});
    match rules.effort_style {
        EffortStyle::ReasoningEffort => vec![("reasoning_effort", word.into())],
        EffortStyle::ReasoningDefault => {
            vec![("reasoning_effort", if is_on { "default" } else { "none" }.into())]
        }
        EffortStyle::AnthropicAdaptive if is_on => {
            vec![("thinking", json!({"type": "adaptive"})), ("output_config", json!({"effort": word}))]
        }
        EffortStyle::None | EffortStyle::AnthropicAdaptive => vec![],
        EffortStyle::ThinkingTypeWithEffort if is_on => {
            vec![("thinking", switch), ("reasoning_effort", word.into())]
        }
        EffortStyle::ThinkingType | EffortStyle::ThinkingTypeWithEffort => vec![("thinking", switch)],
        EffortStyle::EnableThinking => vec![("enable_thinking", is_on.into())],
        EffortStyle::OpenRouterReasoning if is_on => vec![("reasoning", json!({"effort": word}))],
        EffortStyle::OpenRouterReasoning => vec![("reasoning", json!({"enabled": false}))],
        EffortStyle::OllamaThink => {
            let n_levels = rules.efforts.iter().filter(|level| **level != Effort::Off).count();
            vec![("think", if is_on && n_levels > 1 { word.into() } else { is_on.into() })]
        }
    }
}

/// Adds the fixed fields of `rules` to `body`, over what is there. Text that is no JSON object adds nothing: the
/// catalogue's is checked where it is compiled.
pub fn add_fixed_fields(body: &mut Map<String, Value>, rules: &RequestRules) {
    let fixed = rules.extra_body.as_deref().and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok());
    body.extend(fixed.into_iter().flatten());
}

/// `0.1` as 0.1 and not as 0.10000000149011612.
pub fn short(number: f32) -> Value {
    number.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effort_is_said_as_each_model_wants_it() {
        use Effort::{High, Low, Max, Medium, Off};
        let table: [(EffortStyle, &[Effort], Effort, Value); 17] = [
            (EffortStyle::None, &[Low, High], High, json!({})),
            (EffortStyle::ReasoningEffort, &[Low, Medium, High], Max, json!({"reasoning_effort": "high"})),
            (EffortStyle::ReasoningEffort, &[Low, Medium, High], Off, json!({"reasoning_effort": "low"})),
            (EffortStyle::ReasoningEffort, &[Off, Medium], Off, json!({"reasoning_effort": "none"})),
            (EffortStyle::ReasoningEffort, &[], High, json!({})),
            (EffortStyle::ReasoningDefault, &[Off, High], Off, json!({"reasoning_effort": "none"})),
            (EffortStyle::ReasoningDefault, &[Off, High], High, json!({"reasoning_effort": "default"})),
            (
                EffortStyle::AnthropicAdaptive,
                &[Off, Low, High],
                Medium,
                json!({"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}),
            ),
            (EffortStyle::AnthropicAdaptive, &[Off, Low], Off, json!({})),
            (EffortStyle::ThinkingType, &[Off, High], Off, json!({"thinking": {"type": "disabled"}})),
            (EffortStyle::ThinkingType, &[Off, High], Max, json!({"thinking": {"type": "enabled"}})),
            (
                EffortStyle::ThinkingTypeWithEffort,
                &[Off, High, Max],
                Max,
                json!({"thinking": {"type": "enabled"}, "reasoning_effort": "max"}),
            ),
            (EffortStyle::EnableThinking, &[Off, High], Off, json!({"enable_thinking": false})),
            (EffortStyle::OpenRouterReasoning, &[Off, High], Off, json!({"reasoning": {"enabled": false}})),
            (EffortStyle::OpenRouterReasoning, &[Off, High], High, json!({"reasoning": {"effort": "high"}})),
            (EffortStyle::OllamaThink, &[Off, High], High, json!({"think": true})),
            (EffortStyle::OllamaThink, &[Low, Medium, High], High, json!({"think": "high"})),
        ];
        for (effort_style, efforts, effort, expected) in table {
            let rules = RequestRules { effort_style, efforts: efforts.to_vec(), ..RequestRules::default() };
            let request = ChatRequest {
                model: "m".into(),
                system: None,
                messages: vec![],
                max_tokens: None,
                temperature: None,
                effort: Some(effort),
                rules,
                prompt_tokens: 0,
                context_tokens: None,
            };
            let said: Map<String, Value> =
                fields(&request).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            assert_eq!(Value::Object(said), expected, "{effort_style:?} {effort:?}");
        }
    }

    #[test]
    fn numbers_are_as_short_as_they_were_written() {
        assert_eq!(short(0.1).to_string(), "0.1");
        assert_eq!(short(0.0).to_string(), "0.0");
    }
}
