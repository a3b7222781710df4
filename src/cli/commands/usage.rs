//! `baro usage`: what the ledger says.

use serde_json::json;

use super::super::args::{UsageArgs, UsageGrouping};
use super::super::exit::Exit;
use super::super::json as forms;
use super::super::session::{Form, Session};
use crate::domain::{ConversationId, Route, UnixMillis};
use crate::engine::{Engine, Error};
use crate::store::{Day, UsageBy, UsageRow};
use crate::ui::messages::Label;
use crate::ui::number;
use crate::ui::table::{Column, Table, bar};

const DAY_MS: i64 = 86_400_000;
/// Days that are shown where nobody said how many.
const N_DAYS: u32 = 30;
/// Columns of a bar.
const BAR_COLUMNS: usize = 12;

/// Shows sums of the ledger.
pub fn run(session: &Session, args: &UsageArgs) -> Exit {
    let engine = session.engine();
    match rows(&engine, args) {
        Ok(rows) if args.json => {
            let objects: Vec<serde_json::Value> = rows.iter().map(forms::usage_row).collect();
            session.print_json(
                &json!({ "schema": 1, "by": grouping(args.by), "rows": objects, "total": forms::usage_row(&forms::usage_sum(&rows)) }),
            )
        }
        Ok(rows) if args.csv => session.print(&csv(args.by, &rows)),
        Ok(rows) if rows.iter().all(|row| row.n_requests == 0) => {
            session.console().notice(Label::Nothing.text(session.lang()));
            Exit::OK
        }
        Ok(rows) => session.page(&table(session, args.by, &rows)),
        Err(error) => session.fail(&error, Form::json_if(args.json)),
    }
}

fn rows(engine: &Engine, args: &UsageArgs) -> Result<Vec<UsageRow>, Error> {
    let days = days(engine, args.days.unwrap_or(N_DAYS));
    let since = match (args.days, days.first()) {
        (Some(_), Some(first)) => first.start,
        _ => UnixMillis(0),
    };
    let range = since..UnixMillis(i64::MAX);
    engine.with_store(|store| match args.by {
        UsageGrouping::Model => store.usage(UsageBy::Model, range),
        UsageGrouping::Route => store.usage(UsageBy::Route, range),
        UsageGrouping::Surface => store.usage(UsageBy::Surface, range),
        UsageGrouping::Conversation => store.usage(UsageBy::Conversation, range),
        UsageGrouping::Day => store.usage(UsageBy::Day(&days), range),
    })
}

/// The last `n` local days, the oldest first. A day may have 23 or 25 hours.
fn days(engine: &Engine, n: u32) -> Vec<Day> {
    let clock = engine.clock();
    let mut days = Vec::with_capacity(n as usize);
    let mut start = (clock.day_start)(engine.now());
    // Tomorrow begins within 26 hours of today's midnight at the latest.
    let mut end = (clock.day_start)(start.plus_ms(DAY_MS + 2 * 3_600_000));
    for _ in 0..n {
        days.push(Day { name: (clock.day_name)(start), start, end });
        end = start;
        start = (clock.day_start)(start.plus_ms(-1));
    }
    days.reverse();
    days
}

const fn grouping(by: UsageGrouping) -> &'static str {
    match by {
        UsageGrouping::Model => "model",
        UsageGrouping::Route => "route",
        UsageGrouping::Day => "day",
        UsageGrouping::Surface => "surface",
        UsageGrouping::Conversation => "conversation",
    }
}

fn csv(by: UsageGrouping, rows: &[UsageRow]) -> String {
    let mut text = format!(
        "{},requests,errors,input,output,reasoning,cached,estimated,cost_usd,ttft_p50_ms,ttft_p95_ms,total_p50_ms,total_p95_ms\n",
        grouping(by)
    );
    let optional = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    for row in rows {
        let cells = [
            quoted(row.key.as_deref().unwrap_or_default()),
            row.n_requests.to_string(),
            row.n_errors.to_string(),
            row.usage.input.to_string(),
            row.usage.output.to_string(),
            row.usage.reasoning.to_string(),
            row.usage.cached.to_string(),
            row.usage.estimated.to_string(),
            row.cost().map(|cost| cost.as_usd().to_string()).unwrap_or_default(),
            optional(row.ttft_p50_ms),
            optional(row.ttft_p95_ms),
            optional(row.total_p50_ms),
            optional(row.total_p95_ms),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// A cell by RFC 4180. A leading sign that spreadsheets would take for a formula is only text here: keys are
/// names of models, routes, days.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

fn table(session: &Session, by: UsageGrouping, rows: &[UsageRow]) -> String {
    let view = session.console().stdout_view();
    let lang = session.lang();
    let label = |label: Label| label.text(lang);
    let head = match by {
        UsageGrouping::Model => Label::Model,
        UsageGrouping::Route => Label::Route,
        UsageGrouping::Day => Label::Day,
        UsageGrouping::Surface => Label::Surface,
        UsageGrouping::Conversation => Label::Conversation,
    };
    let mut table = Table::new([
        match by {
            // A title may be cut.
            UsageGrouping::Conversation => Column::text(label(head)),
            _ => Column::text(label(head)).whole(),
        },
        Column::number(label(Label::Requests)).may_go(5),
        Column::number(label(Label::Errors)).may_go(4),
        Column::number(label(Label::InputTokens)).may_go(6),
        Column::number(label(Label::OutputTokens)),
        Column::number(label(Label::Cost)),
        Column::number(label(Label::FirstTokenPercentiles)).may_go(3),
        Column::number(label(Label::TotalPercentiles)).may_go(2),
        Column::text(label(Label::Tokens)).may_go(1),
    ]);
    // A day on which nothing was asked says nothing; `--json` and `--csv` have all of them.
    let rows: Vec<&UsageRow> = rows.iter().filter(|row| by != UsageGrouping::Day || row.n_requests > 0).collect();
    let largest = rows.iter().map(|row| row.usage.input + row.usage.output).max().unwrap_or(0);
    let sum = forms::usage_sum(rows.iter().copied());
    let shown = rows
        .iter()
        .map(|row| (*row, name(lang, by, row), bar(view, row.usage.input + row.usage.output, largest, BAR_COLUMNS)));
    let total = (rows.len() > 1).then(|| (&sum, label(Label::Sum).to_owned(), String::new()));
    for (row, name, bar) in shown.chain(total) {
        let about = if row.usage.estimated { "~" } else { "" };
        let time = |p50: Option<u64>, p95: Option<u64>| match (p50, p95) {
            (Some(p50), Some(p95)) => {
                format!("{} / {}", number::duration_ms(lang, p50), number::duration_ms(lang, p95))
            }
            _ => String::new(),
        };
        table.row([
            name,
            number::grouped(row.n_requests),
            number::grouped(row.n_errors),
            format!("{about}{}", number::grouped(row.usage.input)),
            format!("{about}{}", number::grouped(row.usage.output)),
            number::cost_of(lang, row),
            time(row.ttft_p50_ms, row.ttft_p95_ms),
            time(row.total_p50_ms, row.total_p95_ms),
            bar,
        ]);
    }
    table.render(view)
}

fn name(lang: crate::domain::Lang, by: UsageGrouping, row: &UsageRow) -> String {
    let key = row.key.clone().unwrap_or_else(|| "-".to_owned());
    match by {
        UsageGrouping::Route => key.parse::<Route>().map_or(key, |route| route.label(lang).to_owned()),
        UsageGrouping::Conversation => match &row.label {
            Some(label) => {
                let id = ConversationId::parse(&key);
                format!("{} {label}", id.as_ref().map_or(key.as_str(), ConversationId::shown))
            }
            None => key,
        },
        _ => key,
    }
}
