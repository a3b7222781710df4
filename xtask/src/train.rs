//! Learns the router's weights from labelled prompts and writes `data/router.bin`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use baro::domain::Route;
use baro::router::Input;
use baro::router::features::{self, Feature, Part};
use baro::router::model::{MAGIC, Model, N_STORED};
use baro::router::personal::HeldBack;
use baro::router::table::{self, Table};
use baro::router::vocabulary::{CELL_BYTES, Vocabulary};

use crate::examples::{self, Example};
use crate::lexicon::{self, Compiled};
use crate::regression::{self, Rows};
use crate::variation;

/// Inverse of the penalty on large weights.
const STRENGTH: f64 = 20.0;
/// Steps of L-BFGS, at most.
const N_STEPS: usize = 250;
/// The share of a label that goes to its other acceptable routes together.
const SHARED: f64 = 0.1;
/// A hashed feature that fewer prompts have is not kept.
const LEAST_PROMPTS: u32 = 3;
const N_ROUTES: usize = Route::ALL.len();
/// So many prompts have a frequent word, which one that slipped may have been meant for. Chosen by the project's own folds.
const FREQUENT: u32 = 2;
/// A feature's labels are counted as if so many prompts more had it, labelled as all are.
const AS_USUAL: f64 = 3.0;
/// What a feature that tells nothing of the label may learn, against one.
const LEAST_FREEDOM: f64 = 0.3;
/// What a feature may learn at most.
const MOST_FREEDOM: f64 = 3.0;

/// How freely the weights of a part may grow, against those of words: what is too common for its words, as pairs of
/// groups are, learns less of each prompt. Chosen by the project's own folds.
const fn freedom(part: Part) -> f32 {
    match part {
        Part::Words => 1.4,
        Part::Neighbours => 1.3,
        Part::PartsOfWords | Part::Shape | Part::Conversation | Part::GroupsInConversation => 1.0,
        Part::Groups | Part::Others => 0.6,
        Part::GroupPairs => 0.3,
    }
}

/// The project's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Trains on the project's own data and on `files`; writes the weights, or compares them under `check`.
pub fn run(files: &[&str], check: Check) -> Result<()> {
    let (lexicon, mut all) = project()?;
    for file in files {
        all.append(&mut examples::read_file(Path::new(file))?);
    }
    let chosen: Vec<&Example> = all.iter().filter(|example| !example.is_held_back).collect();
    let blob = train(&chosen, &lexicon)?;
    let summary = held_back(&all, &blob)?;
    for (name, bytes) in [("data/router.bin", &blob), ("data/held_back.bin", &summary)] {
        let path = root().join(name);
        match check {
            Check::Write => std::fs::write(&path, bytes).with_context(|| format!("{}", path.display()))?,
            Check::Compare => {
                let committed = std::fs::read(&path).with_context(|| format!("{}", path.display()))?;
                if committed != *bytes {
                    bail!("{name} is not what `cargo xtask train` makes of data/routing and data/lexicon.toml");
                }
            }
        }
    }
    Ok(())
}

/// What `baro route learn` needs of the prompts that are held back, to see what a personal layer costs.
fn held_back(all: &[Example], blob: &[u8]) -> Result<Vec<u8>> {
    let model = Model::parse(blob)?;
    let mut summary = HeldBack::begin();
    for example in all.iter().filter(|example| example.is_held_back) {
        let turns = example.past_turns();
        let input = Input { request: &example.prompt, material: example.stdin.as_deref(), turns: &turns };
        HeldBack::write(&mut summary, &example.prompt, baro::router::score_with(&model, &input), &example.accept);
    }
    Ok(summary)
}

/// What to do with what was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Write it.
    Write,
    /// Fail where it differs from what is committed.
    Compare,
}

/// The compiled lexicon and all labelled prompts of the project.
pub fn project() -> Result<(Compiled, Vec<Example>)> {
    let path = root().join("data/lexicon.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
    let lexicon = lexicon::compile(&text).context("data/lexicon.toml")?;
    Ok((lexicon, examples::read_folder(&root().join("data/routing"))?))
}

/// Weights and lexicon, as one blob, learnt from `all`.
pub fn train(all: &[&Example], lexicon: &Compiled) -> Result<Vec<u8>> {
    let vocabulary = vocabulary(all);
    let blob = |fitted: &Fitted| blob(fitted, lexicon, &vocabulary);
    // The route of an earlier turn is the router's own guess, so there is a first router that knows only
    // messages that begin a conversation, and each next one is taught with the guesses of the one before.
    let first: Vec<&Example> = all.iter().copied().filter(|example| example.turns.is_empty()).collect();
    let nothing = Fitted::nothing();
    let of_first = fit(&first, &nothing, &blob(&nothing), Columns::All)?;
    let of_all = fit(all, &of_first, &blob(&of_first), Columns::All)?;
    // What has no place in the table is not learnt of either, so that the others carry what it told.
    Ok(blob(&fit(all, &of_all, &blob(&of_all), Columns::Useful)?))
}

/// Which features are learnt of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Columns {
    /// All that occur.
    All,
    /// Of the hashed ones those that were the most useful in the fit before.
    Useful,
}

/// What was learnt.
struct Fitted {
    /// Of each feature, the weights for each route.
    weights: Vec<f64>,
    /// Of each hashed feature, how often it is met and how much it says: the number of its prompts times its squared weights.
    usefulness: Vec<f64>,
}

impl Fitted {
    fn nothing() -> Self {
        Self { weights: vec![0.0; features::COUNT * N_ROUTES], usefulness: vec![0.0; features::HASHED] }
    }
}

/// The words of the prompts, as [`Vocabulary::new`] reads them.
fn vocabulary(all: &[&Example]) -> Vec<u8> {
    let mut n_prompts: BTreeMap<String, u32> = BTreeMap::new();
    for example in all.iter().filter(|example| !example.source.ends_with("templates")) {
        for word in baro::router::words(&example.prompt) {
            *n_prompts.entry(word).or_default() += 1;
        }
    }
    Vocabulary::compile(n_prompts.iter().map(|(word, n)| (word.as_str(), *n >= FREQUENT)))
}

fn fit(all: &[&Example], begin: &Fitted, guesser: &[u8], kept: Columns) -> Result<Fitted> {
    let model = Model::parse(guesser)?;
    let mut read: Vec<(Vec<Feature>, &Example, f64, bool)> = Vec::new();
    for example in all {
        let turns = example.past_turns();
        let context = baro::router::context(&model, &turns);
        let mut take = |request: &str, weight: f64, is_copy: bool| {
            let list = features::read(&model.language, request, example.stdin.as_deref(), &context).list;
            read.push((list, example, weight, is_copy));
        };
        take(&example.prompt, example.weight, false);
        for (varied, share) in variation::of(example) {
            take(&varied, example.weight * share, true);
        }
    }
    // Only what occurs has a column.
    let mut n_prompts = vec![0u32; features::COUNT];
    for (list, ..) in &read {
        for feature in list {
            n_prompts[feature.index as usize] += 1;
        }
    }
    let useful = (kept == Columns::Useful).then(|| Table::places(&begin.usefulness));
    let is_kept = |index: u32| useful.as_ref().is_none_or(|useful| useful.binary_search(&index).is_ok());
    let mut columns: BTreeMap<u32, u32> = BTreeMap::new();
    for (index, n) in (0u32..).zip(&n_prompts) {
        let is_learnt = if is_hashed(index) { *n >= LEAST_PROMPTS && is_kept(index) } else { *n >= 1 };
        if is_learnt {
            let next = u32::try_from(columns.len())?;
            columns.insert(index, next);
        }
    }
    let mut rows = Rows::default();
    for (list, example, weight, is_copy) in &read {
        let kept = list.iter().filter_map(|feature| {
            Some((*columns.get(&feature.index)?, feature.value * freedom(features::part(feature.index))))
        });
        rows.push(kept, target(example), *weight, *is_copy);
    }
    balance(&mut rows);
    let indices: Vec<u32> = columns.keys().copied().collect();
    let freedoms = freedoms(&mut rows, &indices);
    let freed = |column: usize| f64::from(freedom(features::part(indices[column]))) * freedoms[column];
    let mut compact = Vec::with_capacity(columns.len() * N_ROUTES);
    for (column, index) in indices.iter().enumerate() {
        let at = *index as usize * N_ROUTES;
        compact.extend(begin.weights[at..at + N_ROUTES].iter().map(|weight| weight / freed(column)));
    }
    let fitted = regression::fit(&rows, compact, STRENGTH, N_STEPS);
    let mut learnt = Fitted::nothing();
    for (column, index) in indices.iter().enumerate() {
        let (to, from) = (*index as usize * N_ROUTES, column * N_ROUTES);
        let row = &mut learnt.weights[to..to + N_ROUTES];
        for (weight, fitted) in row.iter_mut().zip(&fitted[from..from + N_ROUTES]) {
            *weight = fitted * freed(column);
        }
        if is_hashed(*index) {
            let squares: f64 = row.iter().map(|weight| weight * weight).sum();
            learnt.usefulness[*index as usize] = f64::from(n_prompts[*index as usize]) * squares;
        }
    }
    Ok(learnt)
}

/// How freely the weights of each column may grow: more where its labels are unlike those of all prompts, so that what tells
/// learns of few prompts and what does not stays near nothing (as naive Bayes weighs words: Wang and Manning, "Baselines and
/// Bigrams", 2012). The rows are scaled by it. Chosen by the project's own folds.
fn freedoms(rows: &mut Rows, indices: &[u32]) -> Vec<f64> {
    let (of_all, of_columns) = rows.labels(indices.len());
    let n_rows: f64 = of_all.iter().sum();
    let mut freedoms: Vec<f64> = of_columns
        .iter()
        .zip(indices)
        .map(|(labels, index)| {
            let n: f64 = labels.iter().sum();
            let divergence: f64 = labels
                .iter()
                .zip(of_all)
                .map(|(label, all)| {
                    let usual = all / n_rows;
                    let share = (label + AS_USUAL * usual) / (n + AS_USUAL);
                    share * libm::log(share / usual)
                })
                .sum();
            let gain = if is_hashed(*index) { 2.0 } else { 1.0 };
            (LEAST_FREEDOM + gain * divergence.max(0.0).sqrt()).min(MOST_FREEDOM)
        })
        .collect();
    // Words together weigh what they did, so that the penalty means the same.
    let hashed = |column: usize| is_hashed(indices[column]);
    let before = rows.energy(hashed, |_| 1.0);
    let after = rows.energy(hashed, |column| freedoms[column]);
    for (freedom, index) in freedoms.iter_mut().zip(indices) {
        if is_hashed(*index) {
            *freedom *= (before / after).sqrt();
        }
    }
    rows.scale(&freedoms);
    freedoms
}

fn is_hashed(index: u32) -> bool {
    (index as usize) < features::HASHED
}

/// The label, and a share for the other routes that would do.
fn target(example: &Example) -> [f64; N_ROUTES] {
    let mut target = [0.0; N_ROUTES];
    let others = &example.accept[1..];
    target[example.label.index()] = if others.is_empty() { 1.0 } else { 1.0 - SHARED };
    for route in others {
        #[expect(clippy::cast_precision_loss, reason = "two or three")]
        let share = SHARED / others.len() as f64;
        target[route.index()] += share;
    }
    target
}

/// Gives every route the same weight in all.
fn balance(rows: &mut Rows) {
    let mut sums = [0.0; N_ROUTES];
    let targets: Vec<[f64; N_ROUTES]> = rows.targets().to_vec();
    for (weight, target) in rows.weights_mut().iter().zip(&targets) {
        for route in 0..N_ROUTES {
            sums[route] += weight * target[route];
        }
    }
    let total: f64 = sums.iter().sum();
    for (weight, target) in rows.weights_mut().iter_mut().zip(&targets) {
        let factor: f64 = (0..N_ROUTES).map(|route| target[route] * total / (6.0 * f64::max(sums[route], 1e-9))).sum();
        *weight *= factor;
    }
}

/// The blob that [`Model::parse`] reads.
fn blob(fitted: &Fitted, lexicon: &Compiled, vocabulary: &[u8]) -> Vec<u8> {
    let (hashed, named) = fitted.weights.split_at(features::HASHED * N_ROUTES);
    let places = Table::places(&fitted.usefulness);
    let row_of =
        |part: &[f64], at: usize| -> [f64; N_ROUTES] { std::array::from_fn(|route| part[at * N_ROUTES + route]) };
    let hashed: Vec<[f64; N_ROUTES]> = places.iter().map(|bucket| row_of(hashed, *bucket as usize)).collect();
    let named: Vec<[f64; N_ROUTES]> = (0..named.len() / N_ROUTES).map(|at| row_of(named, at)).collect();
    let (hashed, scales_of_hashed) = in_steps(&hashed);
    let (named, scales_of_named) = in_steps(&named);
    let mut blob = Vec::new();
    blob.extend(MAGIC);
    blob.extend(features::VERSION.to_le_bytes());
    let n_nodes = lexicon.nodes.len() / baro::router::lexicon::NODE_BYTES;
    let n_cells = vocabulary.len() / CELL_BYTES;
    for size in [table::BYTES, named.len() * N_STORED, n_nodes, lexicon.sets.len() / 8, n_cells] {
        blob.extend(u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
    }
    for scale in scales_of_hashed.into_iter().chain(scales_of_named) {
        blob.extend(scale.to_le_bytes());
    }
    blob.extend(Table::compile(places.into_iter().zip(hashed)));
    blob.extend(named.as_flattened().iter().map(|step| step.cast_unsigned()));
    blob.extend(&lexicon.nodes);
    blob.extend(&lexicon.sets);
    blob.extend(vocabulary);
    blob
}

/// Weights in steps of a signed byte, with what a step of each route is worth.
fn in_steps(rows: &[[f64; N_ROUTES]]) -> (Vec<[i8; N_STORED]>, [f32; N_STORED]) {
    let scales = std::array::from_fn(|route| {
        let largest = rows.iter().fold(0.0f64, |largest, row| largest.max(row[route].abs()));
        #[expect(clippy::cast_possible_truncation, reason = "a scale needs no more than an f32 has")]
        let scale = (largest / 127.0) as f32;
        if scale > 0.0 { scale } else { 1.0 }
    });
    // A row sums to 0, as descent from nothing leaves it: the last route's weight is what the others lack.
    let steps = rows.iter().map(|row| {
        std::array::from_fn(|route| {
            #[expect(clippy::cast_possible_truncation, reason = "at most 127 by the choice of the scale")]
            let step = (row[route] / f64::from(scales[route])).round().clamp(-127.0, 127.0) as i8;
            step
        })
    });
    (steps.collect(), scales)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_of_the_label_is_freer_and_a_copy_tells_nothing() {
        let named = u32::try_from(features::HASHED).expect("small");
        let indices = [0, 1, 2, named, named + 1];
        let mut rows = Rows::default();
        for n in 0..60u32 {
            let mut target = [0.0; N_ROUTES];
            target[n as usize % N_ROUTES] = 1.0;
            let is_first = (n as usize).is_multiple_of(N_ROUTES);
            // 0 and 3 stand with the first route alone, 1 and 4 with all; 2 stands with the first in copies alone.
            let columns = if is_first { vec![0, 1, 3, 4] } else { vec![1, 4] };
            rows.push(columns.into_iter().map(|column| (column, 1.0)), target, 1.0, false);
            let copied = if is_first { vec![0, 1, 2] } else { vec![1] };
            rows.push(copied.into_iter().map(|column| (column, 1.0)), target, 0.5, true);
        }
        let energy = |rows: &Rows| rows.energy(|column| column < 3, |_| 1.0);
        let before = energy(&rows);
        let freed = freedoms(&mut rows, &indices);
        assert!(freed[0] > 3.0 * freed[1] && freed[3] > 3.0 * freed[4], "{freed:?}");
        assert!((freed[1] - freed[2]).abs() < 1e-9, "{freed:?}");
        assert!((freed[4] - LEAST_FREEDOM).abs() < 1e-9 && freed[3] <= MOST_FREEDOM, "{freed:?}");
        assert!((energy(&rows) / before - 1.0).abs() < 1e-5, "{before}");
    }
}
