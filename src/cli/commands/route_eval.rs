//! `baro route eval FILE..`: how often the router is right, on labelled lines.

use std::fs::File;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::path::Path;

use serde::Deserialize;
use serde_json::json;

use super::super::exit::Exit;
use super::super::input::InputError;
use super::super::lines::Line;
use super::super::session::{Form, Session};
use crate::domain::{Route, hangul};
use crate::router::evaluation::{Figures, Outcome, Tally};
use crate::ui::Problem;
use crate::ui::messages::{FileProblem, Label, Remark};
use crate::ui::table::{Column, Table};

/// A labelled line.
#[derive(Debug, Deserialize)]
struct Labelled {
    #[serde(flatten)]
    line: Line,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    block: Option<String>,
    accept: Vec<Route>,
}

/// What one line came to.
struct Judged {
    accept: Vec<Route>,
    chosen: Route,
    confidence: f32,
    lang: String,
    block: String,
}

/// Measures the router on the lines of `files`.
pub fn run(session: &Session, files: &[String], form: Form) -> Exit {
    let mut judged = Vec::new();
    for path in files {
        let problem = |problem| session.fail_problem(&Problem::File { path, problem });
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return session.fail_input(&InputError::missing(Path::new(path)));
            }
            Err(error) => return problem(FileProblem::Unreadable { message: &error.to_string() }),
        };
        for (index, line) in BufReader::new(file).lines().enumerate() {
            let line = match line {
                Ok(line) => line,
                Err(error) => return problem(FileProblem::Unreadable { message: &error.to_string() }),
            };
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<Labelled>(&line) {
                Ok(line) => judged.push(judge(line)),
                Err(error) => {
                    let message = Remark::NotJson { said: &error.to_string() }.text(session.lang());
                    return session.fail_problem(&Problem::BadJsonLine {
                        source: path,
                        line: index as u64 + 1,
                        message: &message,
                    });
                }
            }
        }
    }
    let outcomes: Vec<Outcome<'_>> = judged
        .iter()
        .map(|judged| Outcome {
            accept: &judged.accept,
            chosen: judged.chosen,
            confidence: judged.confidence,
            lang: &judged.lang,
            block: &judged.block,
        })
        .collect();
    let figures = Figures::of(&outcomes);
    if form == Form::Json {
        return session.print_json(&object(&figures));
    }
    session.print(&report(session, &figures))
}

fn judge(labelled: Labelled) -> Judged {
    let Labelled { line, lang, block, accept } = labelled;
    let decision = line.decide();
    let block = block.unwrap_or_else(|| {
        let block =
            if line.turns.is_empty() { if line.stdin.is_some() { "piped" } else { "plain" } } else { "followup" };
        block.to_owned()
    });
    Judged {
        accept,
        chosen: decision.route,
        confidence: decision.confidence,
        lang: lang.unwrap_or_else(|| script(&line.prompt).to_owned()),
        block,
    }
}

/// The language of a prompt by its letters, where nobody said it.
fn script(prompt: &str) -> &'static str {
    if prompt.chars().any(hangul::is_hangul) { "ko" } else { "en" }
}

fn object(figures: &Figures) -> serde_json::Value {
    let tally = |tally: &Tally| {
        let (low, high) = tally.interval();
        json!({ "right": tally.n_right, "total": tally.n_total, "accuracy": tally.accuracy(), "interval": [low, high] })
    };
    let named = |tallies: &[(String, Tally)]| {
        tallies.iter().map(|(name, value)| (name.clone(), tally(value))).collect::<serde_json::Map<_, _>>()
    };
    let by_route: serde_json::Map<_, _> =
        Route::ALL.iter().map(|route| (route.as_str().to_owned(), tally(&figures.by_route[route.index()]))).collect();
    json!({
        "all": tally(&figures.all), "macro_f1": figures.macro_f1, "calibration_error": figures.calibration_error,
        "by_route": by_route, "by_lang": named(&figures.by_lang), "by_block": named(&figures.by_block),
        "confusion": figures.confusion,
    })
}

/// The figures as tables: rows are labels, columns what was chosen.
fn report(session: &Session, figures: &Figures) -> String {
    let view = session.console().stdout_view();
    let lang = session.lang();
    let label = |label: Label| label.text(lang);
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let mut table = Table::new([
        Column::text(""),
        Column::number(label(Label::Right)),
        Column::number(label(Label::OfAll)),
        Column::number(label(Label::Accuracy)),
        Column::text("95%"),
    ]);
    let mut add = |name: &str, tally: &Tally| {
        let (low, high) = tally.interval();
        table.row([
            name.to_owned(),
            tally.n_right.to_string(),
            tally.n_total.to_string(),
            percent(tally.accuracy()),
            format!("{} - {}", percent(low), percent(high)),
        ]);
    };
    add(label(Label::Sum), &figures.all);
    for (name, tally) in figures.by_lang.iter().chain(&figures.by_block) {
        add(name, tally);
    }
    for route in Route::ALL {
        add(route.label(lang), &figures.by_route[route.index()]);
    }
    let mut columns = vec![Column::text(label(Label::LabelAndChosen))];
    columns.extend(Route::ALL.iter().map(|route| Column::number(route.label(lang))));
    let mut confusion = Table::new(columns);
    for route in Route::ALL {
        let counts = figures.confusion[route.index()].iter().map(ToString::to_string);
        confusion.row(std::iter::once(route.label(lang).to_owned()).chain(counts));
    }
    let mut further = Table::new([Column::text(""), Column::number("")]);
    further.row(["macro-F1".to_owned(), format!("{:.3}", figures.macro_f1)]);
    further.row([label(Label::CalibrationError).to_owned(), format!("{:.3}", figures.calibration_error)]);
    format!("{}\n{}\n{}", table.render(view), further.render(view), confusion.render(view))
}
