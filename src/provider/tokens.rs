//! Reads token counts as vendors give them, in baro's one convention: input includes cached, output includes
//! reasoning.
//!
//! Nonsense (negative, textual, absurd) is no count: then the whole usage is unknown, never zero.

use serde_json::Value;

use crate::domain::{MicroUsd, Usage};

/// No answer takes more tokens than this; a larger figure is nonsense.
const MAX_TOKENS: u64 = 1_000_000_000;

/// No answer costs more dollars than this.
const MAX_USD: f64 = 10_000.0;

/// A plausible count at `object[field]`.
pub fn count(object: &Value, field: &str) -> Option<u64> {
    let value = object.get(field)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
    let n_tokens = value
        .as_u64()
        .or_else(|| value.as_f64().filter(|n| (0.0..1e9).contains(n) && n.fract() == 0.0).map(|n| n as u64))?;
    (n_tokens <= MAX_TOKENS).then_some(n_tokens)
}

/// The `usage` object of an OpenAI-like server.
///
/// Gemini and xAI leave reasoning out of `completion_tokens` but count it in `total_tokens`.
pub fn openai_usage(usage: &Value) -> Option<Usage> {
    let input = count(usage, "prompt_tokens")?;
    let said_output = count(usage, "completion_tokens")?;
    let of_input = usage.get("prompt_tokens_details").unwrap_or(&Value::Null);
    let of_output = usage.get("completion_tokens_details").unwrap_or(&Value::Null);
    let output = count(usage, "total_tokens")
        .and_then(|total| total.checked_sub(input))
        .map_or(said_output, |output| output.max(said_output));
    let said_reasoning = count(of_output, "reasoning_tokens").or_else(|| count(usage, "reasoning_tokens"));
    let cached = count(of_input, "cached_tokens")
        .or_else(|| count(usage, "prompt_cache_hit_tokens"))
        .or_else(|| count(usage, "cached_tokens"))
        .unwrap_or(0)
        .min(input);
    Some(Usage {
        input,
        output,
        reasoning: said_reasoning.unwrap_or(0).max(output - said_output).min(output),
        cached,
        cache_written: count(of_input, "cache_write_tokens").unwrap_or(0).min(input - cached),
        estimated: false,
    })
}

/// `OpenRouter`'s own price of the answer, in dollars, at `usage.cost`.
pub fn openrouter_cost(usage: &Value) -> Option<MicroUsd> {
    let dollars = usage.get("cost")?.as_f64().filter(|dollars| (0.0..MAX_USD).contains(dollars))?;
    MicroUsd::from_usd(dollars)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "`json!` at the call reads better")]
    fn check(usage: Value, expected: Option<(u64, u64, u64, u64)>) {
        let read = openai_usage(&usage).map(|usage| (usage.input, usage.output, usage.reasoning, usage.cached));
        assert_eq!(read, expected, "{usage}");
    }

    #[test]
    fn every_custom_becomes_one() {
        check(json!({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}), Some((10, 5, 0, 0)));
        check(
            json!({"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 4}, "completion_tokens_details": {"reasoning_tokens": 3}}),
            Some((10, 5, 3, 4)),
        );
        check(json!({"prompt_tokens": 10, "completion_tokens": 5, "prompt_cache_hit_tokens": 8}), Some((10, 5, 0, 8)));
        check(json!({"prompt_tokens": 10, "completion_tokens": 5, "cached_tokens": 80}), Some((10, 5, 0, 10)));
        check(json!({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 40}), Some((10, 30, 25, 0)));
        check(json!({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 3}), Some((10, 5, 0, 0)));
        check(
            json!({"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": null, "completion_tokens_details": null}),
            Some((10, 5, 0, 0)),
        );
        check(json!({"prompt_tokens": 10.0, "completion_tokens": 5.0}), Some((10, 5, 0, 0)));
    }

    #[test]
    fn nonsense_is_unknown_and_never_zero() {
        check(json!({"prompt_tokens": -1, "completion_tokens": 5}), None);
        check(json!({"prompt_tokens": "10", "completion_tokens": 5}), None);
        check(json!({"prompt_tokens": 10, "completion_tokens": 1e300}), None);
        check(json!({"prompt_tokens": 10, "completion_tokens": 9_007_199_254_740_993_u64}), None);
        check(json!({"prompt_tokens": 10, "completion_tokens": 1.5}), None);
        check(json!({"prompt_tokens": 10}), None);
        check(json!({}), None);
        check(json!("soon"), None);
        check(json!([]), None);
    }

    #[test]
    fn a_price_is_a_small_sum_of_dollars_or_unknown() {
        assert_eq!(openrouter_cost(&json!({"cost": 0.00014})), Some(MicroUsd(140)));
        assert_eq!(openrouter_cost(&json!({"cost": 0})), Some(MicroUsd(0)));
        for cost in [json!(-0.1), json!("0.1"), json!(1e9), json!(null)] {
            assert_eq!(openrouter_cost(&json!({ "cost": cost })), None, "{cost}");
        }
    }
}
