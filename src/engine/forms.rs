//! JSON forms that more than one surface gives: the decision, usage, cost. Stable, as `product.md` has them.

use serde_json::{Map, Value, json};

use crate::config;
use crate::domain::{Decision, Estimate, MicroUsd, ModelRef, Preset, ProjectHeld, Route, Signal, Usage};
use crate::store::UsageRow;

/// The usage object.
#[must_use]
pub fn usage(usage: &Usage) -> Value {
    json!({
        "input": usage.input, "output": usage.output, "reasoning": usage.reasoning, "cached": usage.cached,
        "estimated": usage.estimated,
    })
}

/// Dollars, `null` where the price is not known.
#[must_use]
pub fn cost(cost: Option<MicroUsd>) -> Value {
    cost.map_or(Value::Null, |cost| json!(cost.as_usd()))
}

/// The object of `route --json`.
#[must_use]
pub fn decision(
    decision: &Decision,
    route: Route,
    source: crate::domain::Source,
    model: Option<&ModelRef>,
    estimate: Estimate,
) -> Value {
    let scores: Map<String, Value> = Route::ALL
        .iter()
        .map(|route| (route.as_str().to_owned(), json!(rounded(decision.scores[route.index()]))))
        .collect();
    let reasons: Vec<Value> = decision
        .reasons
        .iter()
        .map(|reason| {
            let signal = match &reason.signal {
                Signal::Words(words) => config::without_keys(words).into_owned(),
                Signal::Fact(fact) => fact.as_str().to_owned(),
            };
            json!({ "signal": signal, "weight": rounded(reason.weight) })
        })
        .collect();
    json!({
        "route": route.as_str(),
        "confidence": rounded(decision.scores[route.index()]),
        "runner_up": if route == decision.route { decision.runner_up } else { decision.route }.as_str(),
        "source": source.as_str(),
        "model": model.map(ToString::to_string),
        "scores": scores,
        "reasons": reasons,
        "estimate": { "input_tokens": estimate.input_tokens, "cost_usd": cost(estimate.cost) },
    })
}

/// A decision, with what the settings had to do with it: the setting that chose, and the project's file that held.
#[must_use]
pub fn with_settings(mut decision: Value, preset: Option<Preset>, project: Option<&ProjectHeld>) -> Value {
    decision["set_by"] = set_by(preset);
    decision["project"] = project.map(|it| json!({ "file": it.file, "sets": it.sets })).into();
    decision
}

/// The setting that chose, `null` where none did.
#[must_use]
pub fn set_by(preset: Option<Preset>) -> Value {
    preset.map(|it| json!({ "setting": it.sets.as_str(), "by": it.by.as_str() })).into()
}

/// A row of `usage --json`.
#[must_use]
pub fn usage_row(row: &UsageRow) -> Value {
    json!({
        "key": row.key, "label": row.label, "requests": row.n_requests, "errors": row.n_errors,
        "usage": usage(&row.usage), "cost_usd": cost(row.cost()),
        "cost_known_usd": row.cost_known.as_usd(), "unknown_cost": row.n_unknown_cost,
        "ttft_ms": { "p50": row.ttft_p50_ms, "p95": row.ttft_p95_ms },
        "total_ms": { "p50": row.total_p50_ms, "p95": row.total_p95_ms },
    })
}

/// All rows together. Percentiles of percentiles mean nothing, so there are none.
#[must_use]
pub fn usage_sum<'r>(rows: impl IntoIterator<Item = &'r UsageRow>) -> UsageRow {
    rows.into_iter().fold(UsageRow::default(), |mut sum, row| {
        sum.n_requests += row.n_requests;
        sum.n_errors += row.n_errors;
        sum.usage = sum.usage.plus(row.usage);
        sum.cost_known = sum.cost_known + row.cost_known;
        sum.n_unknown_cost += row.n_unknown_cost;
        sum
    })
}

/// Four places, so that a line stays readable and the same on every machine.
#[must_use]
pub fn rounded(value: f32) -> f64 {
    (f64::from(value) * 10_000.0).round() / 10_000.0
}
