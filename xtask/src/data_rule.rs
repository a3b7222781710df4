//! What no prompt of `data/routing` may have in common with the test set: a run of six words, or nearly all of a
//! prompt. The test set stays in its own folder, which `BARO_SHARED` names.

use std::collections::{HashMap, HashSet};

use crate::examples::Example;

/// Words in a row that may not be shared.
const RUN: usize = 6;
/// A follow-up of fewer characters is compared with its turns.
const BRIEF_CHARS: usize = 12;
/// Prompts closer than this share of the longer one are the same.
const LEAST_DISTANCE_PERCENT: usize = 30;

/// The offences of `own` against `test`, one line each.
#[must_use]
pub fn offences(own: &[Example], test: &[Example]) -> Vec<String> {
    let mut test_runs: HashSet<String> = HashSet::new();
    for example in test {
        for text in texts(example) {
            test_runs.extend(runs(text));
        }
    }
    let test_prompts: Vec<Prompt> = test.iter().map(Prompt::of).collect();
    let mut found = Vec::new();
    for example in own {
        if let Some(run) = texts(example).into_iter().flat_map(runs).find(|run| test_runs.contains(run)) {
            found.push(format!("{} of {} shares `{run}`", example.id, example.source));
        }
        let prompt = Prompt::of(example);
        if let Some((near, _)) = test.iter().zip(&test_prompts).find(|(_, other)| prompt.is_near(other)) {
            found.push(format!("{} of {} is nearly {}", example.id, example.source, near.id));
        }
    }
    found
}

fn texts(example: &Example) -> Vec<&str> {
    let turns = example.turns.iter().map(|turn| turn.content.as_str());
    std::iter::once(example.prompt.as_str()).chain(example.stdin.as_deref()).chain(turns).collect()
}

fn runs(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    words.windows(RUN).map(|run| run.join(" ")).collect()
}

/// What is compared of a prompt.
struct Prompt {
    letters: Vec<char>,
    counts: HashMap<char, usize>,
}

impl Prompt {
    fn of(example: &Example) -> Self {
        let prompt = example.prompt.trim().to_lowercase();
        let mut text = String::new();
        if prompt.chars().count() < BRIEF_CHARS {
            for turn in &example.turns {
                text.push_str(&turn.content.to_lowercase());
                text.push('\n');
            }
        }
        text.push_str(&prompt);
        let letters: Vec<char> = text.chars().collect();
        let mut counts = HashMap::new();
        for letter in &letters {
            *counts.entry(*letter).or_default() += 1;
        }
        Self { letters, counts }
    }

    fn is_near(&self, other: &Self) -> bool {
        let longer = self.letters.len().max(other.letters.len());
        let most = longer * LEAST_DISTANCE_PERCENT / 100;
        if self.letters.len().abs_diff(other.letters.len()) > most {
            return false;
        }
        // Letters that have no fellow each cost an edit: nearly all pairs end here.
        let missing = |one: &Self, of: &Self| -> usize {
            one.counts.iter().map(|(letter, n)| n.saturating_sub(of.counts.get(letter).copied().unwrap_or(0))).sum()
        };
        missing(self, other).max(missing(other, self)) <= most
            && distance_is_within(&self.letters, &other.letters, most)
    }
}

/// True where at most `most` edits lead from one to the other.
fn distance_is_within(one: &[char], other: &[char], most: usize) -> bool {
    let beyond = most + 1;
    let mut previous: Vec<usize> = (0..=other.len()).map(|n| n.min(beyond)).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![beyond; other.len() + 1];
        current[0] = (row + 1).min(beyond);
        let (low, high) = ((row + 1).saturating_sub(most).max(1), other.len().min(row + 1 + most));
        for column in low..=high {
            let replaced = previous[column - 1] + usize::from(*letter != other[column - 1]);
            current[column] = replaced.min(previous[column] + 1).min(current[column - 1] + 1).min(beyond);
        }
        if current.iter().all(|cost| *cost >= beyond) {
            return false;
        }
        previous = current;
    }
    previous[other.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{examples, shared_folder, train};

    fn example(prompt: &str, turns: &str) -> Example {
        let line = format!(r#"{{"id":"x","prompt":{prompt:?},"label":"fast","turns":[{turns}]}}"#);
        serde_json::from_str(&line).expect("an example")
    }

    #[test]
    fn the_rule_sees_what_is_too_alike() {
        let one = |text: &str| vec![example(text, "")];
        assert_eq!(
            offences(
                &one("say one two three four five six now"),
                &one("an altogether different story, told at length: one, two three FOUR five six")
            )
            .len(),
            1
        );
        assert_eq!(offences(&one("capital of hungary?"), &one("capital of hungary")).len(), 1);
        assert_eq!(offences(&one("capital of hungary?"), &one("derivative of the sine")).len(), 0);
        let turn = |text: &str| format!(r#"{{"role":"user","content":{text:?}}}"#);
        let follow = |before: &str| vec![example("why?", &turn(before))];
        assert_eq!(offences(&follow("is the earth flat"), &follow("translate the poem of a child")).len(), 0);
        assert_eq!(offences(&follow("is the earth flat"), &follow("is the earth flat")).len(), 1);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a developer's test has no settings")]
    fn no_prompt_is_taken_from_the_test_set() {
        let Some(folder) = shared_folder() else {
            assert!(
                std::env::var_os("CI").is_none_or(|ci| ci != "true"),
                "BARO_SHARED must name the test set's folder in CI"
            );
            return;
        };
        let test = examples::read_file(&folder.join("routing/dev.jsonl")).expect("the test set");
        let (_, own) = train::project().expect("the project's data");
        let found = offences(&own, &test);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
