//! Compiles `data/lexicon.toml` into the trie that the router reads where it lies.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use baro::domain::hangul;
use baro::router::lexicon::{AT_END, AT_START, MAX_GROUPS};
use serde::Deserialize;

/// A group of words, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[expect(dead_code, reason = "for readers of the file")]
    about: String,
    words: String,
}

/// The bytes of a compiled lexicon.
#[derive(Debug)]
pub struct Compiled {
    /// See [`baro::router::lexicon::NODE_BYTES`].
    pub nodes: Vec<u8>,
    /// Group bits, eight bytes each.
    pub sets: Vec<u8>,
}

#[derive(Default)]
struct Node {
    children: BTreeMap<u16, Node>,
    bits: u64,
}

/// Compiles the text of a lexicon. Groups are numbered in the order of their names.
pub fn compile(text: &str) -> Result<Compiled> {
    let groups: BTreeMap<String, Group> = toml::from_str(text)?;
    if groups.len() > MAX_GROUPS {
        bail!("{} groups, and {MAX_GROUPS} fit", groups.len());
    }
    let mut entries: BTreeMap<String, u64> = BTreeMap::new();
    for (number, (name, group)) in groups.iter().enumerate() {
        for word in group.words.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty()) {
            for (form, flags) in forms(word) {
                if form.is_empty() {
                    bail!("an empty word in {name}");
                }
                *entries.entry(form).or_default() |= 1 << number | flags;
            }
        }
    }
    let mut root = Node::default();
    for (word, bits) in &entries {
        let mut node = &mut root;
        for letter in word.chars() {
            let Ok(letter) = u16::try_from(u32::from(letter)) else { bail!("`{word}` has a letter outside the BMP") };
            node = node.children.entry(letter).or_default();
        }
        node.bits = *bits;
    }
    lay_out(&root)
}

/// The forms under which a word is entered, with what is asked of its surroundings.
fn forms(word: &str) -> Vec<(String, u64)> {
    let (word, start) = word.strip_prefix('^').map_or((word, 0), |word| (word, AT_START));
    let (word, end) = word.strip_suffix('$').map_or((word, 0), |word| (word, AT_END));
    let word: String = word.to_lowercase().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    // A run of digits is one symbol.
    let mut word = word;
    while word.contains("00") {
        word = word.replace("00", "0");
    }
    let flags = start | end;
    let is_hangul = word.chars().any(hangul::is_syllable);
    let mut forms = vec![(word.clone(), flags)];
    if is_hangul && word.contains(' ') {
        // Korean is often typed without its spaces.
        forms.push((word.replace(' ', ""), flags));
    }
    let is_word = word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_word && !word.ends_with('s') {
        forms.push((format!("{word}s"), flags));
    }
    forms
}

/// Nodes in the order of their depth, so that the children of one lie together.
fn lay_out(root: &Node) -> Result<Compiled> {
    let mut order: Vec<(u16, &Node)> = vec![(0, root)];
    let mut first_child = Vec::new();
    let mut at = 0;
    while at < order.len() {
        let node = order[at].1;
        first_child.push(order.len());
        for (letter, child) in &node.children {
            order.push((*letter, child));
        }
        at += 1;
    }
    // One more node ends the children of the last.
    if order.len() + 1 > usize::from(u16::MAX) {
        bail!("{} nodes, and 65534 fit", order.len());
    }
    let mut set_numbers: BTreeMap<u64, u16> = BTreeMap::new();
    let mut compiled = Compiled { nodes: Vec::new(), sets: Vec::new() };
    for ((letter, node), first) in order.iter().zip(&first_child) {
        let set = if node.bits == 0 {
            0
        } else {
            let next = u16::try_from(set_numbers.len() + 1)?;
            *set_numbers.entry(node.bits).or_insert_with(|| {
                compiled.sets.extend(node.bits.to_le_bytes());
                next
            })
        };
        for field in [*letter, u16::try_from(*first)?, set] {
            compiled.nodes.extend(field.to_le_bytes());
        }
    }
    for field in [0, u16::try_from(order.len())?, 0] {
        compiled.nodes.extend(field.to_le_bytes());
    }
    Ok(compiled)
}
