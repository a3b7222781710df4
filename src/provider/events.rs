//! Gathers what one piece of the network's bytes decodes to, so that a surface draws once for it.
//!
//! Consecutive text becomes one event; usage is told once, the last; a sign of life only where there was
//! nothing else. It knows nothing of any wire.

use crate::domain::{MicroUsd, ProviderEvent, Usage};

/// What has been decoded since it was last drained.
#[derive(Debug, Default)]
pub struct Gathered {
    content: Vec<ProviderEvent>,
    usage: Option<(Usage, Option<MicroUsd>)>,
    is_alive: bool,
}

impl Gathered {
    /// Some of the answer. Empty text is a sign of life.
    pub fn text(&mut self, text: &str) {
        self.is_alive = true;
        match self.content.last_mut() {
            _ if text.is_empty() => {}
            Some(ProviderEvent::Text(last)) => last.push_str(text),
            _ => self.content.push(ProviderEvent::Text(text.to_owned())),
        }
    }

    /// Some of the reasoning. Empty text is a sign of life.
    pub fn reasoning(&mut self, text: &str) {
        self.is_alive = true;
        match self.content.last_mut() {
            _ if text.is_empty() => {}
            Some(ProviderEvent::Reasoning(last)) => last.push_str(text),
            _ => self.content.push(ProviderEvent::Reasoning(text.to_owned())),
        }
    }

    /// Tokens so far, in place of those told before.
    pub fn usage(&mut self, usage: Usage, cost: Option<MicroUsd>) {
        self.usage = Some((usage, cost));
    }

    /// A sign of life.
    pub fn alive(&mut self) {
        self.is_alive = true;
    }

    /// True where some of the answer or of the reasoning is held.
    pub fn has_content(&self) -> bool {
        !self.content.is_empty()
    }

    /// All that is held, in order.
    pub fn drain(&mut self) -> impl Iterator<Item = ProviderEvent> {
        let content = std::mem::take(&mut self.content);
        let usage = self.usage.take().map(|(usage, cost)| ProviderEvent::Usage { usage, cost });
        let is_alive = std::mem::take(&mut self.is_alive);
        let alive = (is_alive && content.is_empty() && usage.is_none()).then_some(ProviderEvent::Alive);
        content.into_iter().chain(usage).chain(alive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_piece_of_bytes_gives_one_text_and_the_last_usage() {
        let mut gathered = Gathered::default();
        gathered.alive();
        gathered.text("a");
        gathered.usage(Usage { input: 1, ..Usage::default() }, None);
        gathered.alive();
        gathered.text("b");
        gathered.usage(Usage { input: 2, ..Usage::default() }, None);
        let usage = ProviderEvent::Usage { usage: Usage { input: 2, ..Usage::default() }, cost: None };
        assert_eq!(gathered.drain().collect::<Vec<_>>(), [ProviderEvent::Text("ab".into()), usage]);
        assert_eq!(gathered.drain().count(), 0);
        gathered.text("");
        assert_eq!(gathered.drain().collect::<Vec<_>>(), [ProviderEvent::Alive]);
    }
}
