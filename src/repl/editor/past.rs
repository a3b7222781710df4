//! The lines before, as rustyline walks and searches them. What was folded in one is so again.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use rustyline::Result;
use rustyline::history::{History as Walked, SearchDirection, SearchResult};

use super::super::draft::Written;
use super::super::history::{History, MOST_ENTRIES};
use super::{Desk, KnownKeys};
use crate::domain::Lang;
use crate::markup::sanitise;

pub(super) struct Past {
    history: History,
    desk: Arc<Desk>,
    lang: Lang,
    keys: KnownKeys,
}

impl Past {
    pub(super) fn new(history: History, desk: Arc<Desk>, lang: Lang, keys: KnownKeys) -> Self {
        Self { history, desk, lang, keys }
    }

    /// Keeps a line.
    pub(super) fn keep(&mut self, line: Written) {
        self.history.add(line, &(self.keys)());
    }

    fn shown(&self, at: usize, caret: usize) -> Option<SearchResult<'_>> {
        // The file may be of an older baro, or of anybody's.
        let entry = self.history.entries().get(at)?;
        let line = match sanitise::text(&entry.text) {
            Cow::Borrowed(_) => self.desk.lock().draft.recall(entry, self.lang),
            Cow::Owned(text) => self.desk.lock().draft.recall(&Written { text, pasted: Vec::new() }, self.lang),
        };
        let pos = if line == entry.text { line.floor_char_boundary(caret) } else { line.len() };
        Some(SearchResult { pos, entry: Cow::Owned(line), idx: at })
    }
}

impl Walked for Past {
    fn get(&self, index: usize, _: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        Ok(self.shown(index, 0))
    }

    fn add(&mut self, line: &str) -> Result<bool> {
        self.keep(Written { text: line.to_owned(), pasted: Vec::new() });
        Ok(true)
    }

    fn add_owned(&mut self, line: String) -> Result<bool> {
        self.add(&line)
    }

    fn len(&self) -> usize {
        self.history.entries().len()
    }

    fn is_empty(&self) -> bool {
        self.history.entries().is_empty()
    }

    fn set_max_len(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    fn ignore_dups(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn ignore_space(&mut self, _: bool) {}

    fn save(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn append(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn load(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        Ok(())
    }

    fn search(&self, term: &str, start: usize, dir: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        if term.is_empty() {
            return Ok(None);
        }
        let found = match dir {
            SearchDirection::Reverse => self.history.search_back(term, start.saturating_add(1).min(MOST_ENTRIES)),
            SearchDirection::Forward => self.history.search_on(term, start),
        };
        Ok(found.and_then(|(at, caret)| self.shown(at, caret)))
    }

    fn starts_with(&self, term: &str, start: usize, dir: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        let begins = |at: &usize| self.history.entries().get(*at).is_some_and(|entry| entry.text.starts_with(term));
        let found = match dir {
            SearchDirection::Reverse => (0..=start.min(MOST_ENTRIES)).rev().find(begins),
            SearchDirection::Forward => (start..self.history.entries().len()).find(begins),
        };
        Ok(found.and_then(|at| self.shown(at, term.len())))
    }
}
