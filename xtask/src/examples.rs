//! Labelled prompts: reading them, and dividing them into what is trained on and what never is.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use baro::domain::{Role, Route};
use baro::router::PastTurn;
use serde::Deserialize;

/// A labelled prompt, as one line of a file.
#[derive(Debug, Clone, Deserialize)]
pub struct Example {
    /// Unique in its file.
    pub id: String,
    /// `ko`, `en` or `mix`.
    #[serde(default)]
    pub lang: String,
    /// What the user says.
    pub prompt: String,
    /// What was said before.
    #[serde(default)]
    pub turns: Vec<Turn>,
    /// What was piped.
    pub stdin: Option<String>,
    /// The best route.
    pub label: Route,
    /// All routes that a fair person would call right, the best first.
    #[serde(default)]
    pub accept: Vec<Route>,
    /// Which part of a test set it belongs to.
    #[serde(default)]
    pub block: String,
    /// The file it came from, without its ending.
    #[serde(skip)]
    pub source: String,
    /// What it counts.
    #[serde(skip)]
    pub weight: f64,
    /// It is never trained on.
    #[serde(skip)]
    pub is_held_back: bool,
}

/// One earlier message.
#[derive(Debug, Clone, Deserialize)]
pub struct Turn {
    /// Who spoke.
    pub role: Role,
    /// What was said.
    pub content: String,
}

/// An entry of `sources.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[expect(dead_code, reason = "for readers of the file")]
    about: String,
    weight: f64,
    held_back_percent: u64,
}

impl Example {
    /// The turns, as the router takes them.
    #[must_use]
    pub fn past_turns(&self) -> Vec<PastTurn<'_>> {
        self.turns.iter().map(|turn| PastTurn { role: turn.role, content: &turn.content, route: None }).collect()
    }

    /// What decides where the whole conversation goes: its first words, or the text that several wishes share.
    #[must_use]
    pub fn conversation(&self) -> u64 {
        let first =
            self.turns.first().map_or_else(|| self.stdin.as_ref().unwrap_or(&self.prompt), |turn| &turn.content);
        first
            .trim()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
            >> 7
    }

    /// One of `n_folds` parts; a conversation is never divided.
    #[must_use]
    pub fn fold(&self, n_folds: u64) -> u64 {
        self.conversation() / 100 % n_folds
    }
}

/// All examples of a folder that has a `sources.toml`, in the order of the files' names.
pub fn read_folder(folder: &Path) -> Result<Vec<Example>> {
    let sources = folder.join("sources.toml");
    let text = std::fs::read_to_string(&sources).with_context(|| format!("{}", sources.display()))?;
    let sources: std::collections::BTreeMap<String, Source> = toml::from_str(&text)?;
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".jsonl") {
            names.push(stem.to_owned());
        }
    }
    names.sort();
    if let Some(missing) = names.iter().find(|name| !sources.contains_key(*name)) {
        bail!("{missing}.jsonl has no entry in sources.toml");
    }
    let mut all = Vec::new();
    for name in names {
        let source = &sources[&name];
        let mut examples = read_file(&folder.join(format!("{name}.jsonl")))?;
        for example in &mut examples {
            example.weight = source.weight;
            example.is_held_back = example.conversation() % 100 < source.held_back_percent;
        }
        all.append(&mut examples);
    }
    Ok(all)
}

/// The examples of one file, each of weight 1, none held back.
pub fn read_file(path: &Path) -> Result<Vec<Example>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    let source = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut examples = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut example: Example =
            serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), number + 1))?;
        if example.accept.is_empty() {
            example.accept.push(example.label);
        }
        if example.accept.first() != Some(&example.label) {
            bail!("{}:{}: the label comes first in `accept`", path.display(), number + 1);
        }
        example.source.clone_from(&source);
        example.weight = 1.0;
        examples.push(example);
    }
    Ok(examples)
}
