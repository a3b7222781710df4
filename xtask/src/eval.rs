//! Measures the router on labelled prompts and prints the figures.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail};
use baro::domain::{Decision, Route};
use baro::router::evaluation::{Figures, Outcome, Tally};
use baro::router::model::Model;
use baro::router::{Input, route_with};

use crate::examples::{self, Example};
use crate::train;
use crate::variation;

/// Parts of the cross-validation.
const N_FOLDS: u64 = 5;

/// `cargo xtask eval [--folds] [--errors] [FILES..]`: the shipped weights on the held-back split, on the visible
/// test set where `BARO_SHARED` names its folder, and on `FILES`; `--folds` trains five times and measures each on
/// the part that it did not see.
pub fn run(arguments: &[String]) -> Result<()> {
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if let Some(unknown) =
        arguments.iter().find(|word| word.starts_with("--") && !["--folds", "--errors"].contains(&word.as_str()))
    {
        bail!("unknown option {unknown}");
    }
    let (lexicon, all) = train::project()?;
    if has("--folds") {
        let trained: Vec<&Example> = all.iter().filter(|example| !example.is_held_back).collect();
        let mut measured: Vec<(&Example, Decision)> = Vec::new();
        for fold in 0..N_FOLDS {
            let (test, rest): (Vec<&Example>, Vec<&Example>) =
                trained.iter().partition(|example| example.fold(N_FOLDS) == fold);
            let blob = train::train(&rest, &lexicon)?;
            let model = Model::parse(&blob)?;
            measured.extend(test.into_iter().map(|example| (example, decide(&model, example, &example.prompt))));
        }
        print("five folds by conversation, own data", &measured);
        sources(&measured);
        if has("--errors") {
            errors(&measured);
        }
    }
    let blob = std::fs::read(train::root().join("data/router.bin"))?;
    let model = Model::parse(&blob)?;
    let held: Vec<(&Example, Decision)> = all
        .iter()
        .filter(|example| example.is_held_back)
        .map(|example| (example, decide(&model, example, &example.prompt)))
        .collect();
    print("held back, never trained on", &held);
    sources(&held);
    robustness(&model, &held.iter().map(|(example, _)| *example).collect::<Vec<_>>());
    let mut files: Vec<String> = arguments.iter().filter(|word| !word.starts_with("--")).cloned().collect();
    if let Some(folder) = crate::shared_folder() {
        files.insert(0, folder.join("routing/dev.jsonl").to_string_lossy().into_owned());
    }
    for file in files {
        let examples = examples::read_file(Path::new(&file))?;
        let measured: Vec<(&Example, Decision)> =
            examples.iter().map(|example| (example, decide(&model, example, &example.prompt))).collect();
        print(&file, &measured);
        robustness(&model, &examples.iter().collect::<Vec<_>>());
    }
    Ok(())
}

fn decide(model: &Model<'_>, example: &Example, request: &str) -> Decision {
    let turns = example.past_turns();
    route_with(model, None, &Input { request, material: example.stdin.as_deref(), turns: &turns })
}

fn figures(measured: &[(&Example, Decision)]) -> Figures {
    let outcomes: Vec<Outcome<'_>> = measured
        .iter()
        .map(|(example, decision)| Outcome {
            accept: &example.accept,
            chosen: decision.route,
            confidence: decision.confidence,
            lang: &example.lang,
            block: &example.block,
        })
        .collect();
    Figures::of(&outcomes)
}

fn line(name: &str, tally: Tally) -> String {
    let (low, high) = tally.interval();
    let percent = |share: f64| share * 100.0;
    format!(
        "  {name:<22} {:>5.1}  ({:.1} to {:.1})  {} of {}\n",
        percent(tally.accuracy()),
        percent(low),
        percent(high),
        tally.n_right,
        tally.n_total
    )
}

fn print(title: &str, measured: &[(&Example, Decision)]) {
    let figures = figures(measured);
    let mut text = format!("{title}\n");
    text += &line("all", figures.all);
    for (name, tally) in figures.by_lang.iter().chain(&figures.by_block) {
        text += &line(name, *tally);
    }
    let part = |wanted: fn(&Example) -> bool| {
        let kept: Vec<(&Example, Decision)> = measured.iter().filter(|(example, _)| wanted(example)).cloned().collect();
        self::figures(&kept).all
    };
    text += &line("with turns", part(|example| !example.turns.is_empty()));
    text += &line("piped", part(|example| example.stdin.is_some()));
    for route in Route::ALL {
        text += &line(&format!("recall {route}"), figures.by_route[route.index()]);
    }
    let _ = write!(
        text,
        "  macro-F1 {:.3}, calibration error {:.3}\n  confusion (label by row)",
        figures.macro_f1, figures.calibration_error
    );
    for route in Route::ALL {
        let _ = write!(text, "\n  {:<9}", route.as_str());
        for n in figures.confusion[route.index()] {
            let _ = write!(text, "{n:>6}");
        }
    }
    show(&text);
}

fn sources(measured: &[(&Example, Decision)]) {
    let mut names: Vec<&str> = measured.iter().map(|(example, _)| example.source.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut text = String::new();
    for name in names {
        let kept: Vec<(&Example, Decision)> =
            measured.iter().filter(|(example, _)| example.source == name).cloned().collect();
        let figures = figures(&kept);
        text += &line(name, figures.all);
    }
    let own: Vec<(&Example, Decision)> =
        measured.iter().filter(|(example, _)| !example.source.ends_with("templates")).cloned().collect();
    let figures = figures(&own);
    text += &line("without templates", figures.all);
    let _ = write!(text, "  calibration error without templates {:.3}", figures.calibration_error);
    show(&text);
}

fn errors(measured: &[(&Example, Decision)]) {
    for (example, decision) in measured.iter().filter(|(example, decision)| !example.accept.contains(&decision.route)) {
        let prompt: String = example.prompt.chars().take(110).collect();
        show(&format!(
            "{} {:>7} for {:<7} {:.2} {}{}",
            example.id,
            decision.route,
            example.label,
            decision.confidence,
            if example.turns.is_empty() { "" } else { "(follow-up) " },
            prompt.replace('\n', " / ")
        ));
    }
}

/// A name, whom it concerns, and what may become of the text.
type Change = (&'static str, fn(&Example) -> bool, fn(&str) -> Vec<String>);

/// What hurried typing costs.
fn robustness(model: &Model<'_>, examples: &[&Example]) {
    let mut text = String::from("  typed otherwise\n");
    let korean = |example: &Example| example.lang != "en";
    let any = |_: &Example| true;
    let english = |example: &Example| example.lang == "en";
    let changes: [Change; 7] = [
        ("ko as it is", korean, |text| vec![text.to_owned()]),
        ("ko without spaces", korean, |text| vec![variation::without_spaces(text)]),
        ("6% slips", any, |text| vec![variation::with_slips(text, 6, 77)]),
        ("6% slips, again", any, |text| vec![variation::with_slips(text, 6, 1_234)]),
        // One draw of a few hundred prompts is right or wrong by two points of luck.
        ("6% slips, 20 draws", any, |text| (100..120).map(|seed| variation::with_slips(text, 6, seed)).collect()),
        ("en as it is", english, |text| vec![text.to_owned()]),
        ("en in capitals", english, |text| vec![text.to_uppercase()]),
    ];
    for (name, wanted, change) in changes {
        let kept: Vec<(&Example, Decision)> = examples
            .iter()
            .filter(|example| wanted(example))
            .flat_map(|example| {
                change(&example.prompt).into_iter().map(move |typed| (*example, decide(model, example, &typed)))
            })
            .collect();
        text += &line(name, figures(&kept).all);
    }
    show(text.trim_end());
}

#[expect(clippy::print_stdout, reason = "a developer's task prints its figures")]
fn show(text: &str) {
    println!("{text}");
}
