//! Wishes about an answer that a message has. How they are said, `grammar` knows.

use std::str::FromStr;

/// How the answer is wished to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hint {
    /// Thought through: `깊게 생각해줘`, `think harder`.
    Deeper,
    /// In few words: `짧게`, `tl;dr`.
    Shorter,
    /// At length: `자세히 설명해줘`, `in detail`.
    Longer,
    /// Soon: `빨리 답해줘`, `quick answer`.
    Quicker,
}

impl Hint {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Deeper, Self::Shorter, Self::Longer, Self::Quicker];

    /// The word used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deeper => "deeper",
            Self::Shorter => "shorter",
            Self::Longer => "longer",
            Self::Quicker => "quicker",
        }
    }

    /// What is wished for the second time, over what was wished first: each once, and of two that do not go together the
    /// later one.
    #[must_use]
    pub fn over(later: &[Self], first: &[Self]) -> Vec<Self> {
        let mut wished = later.to_vec();
        for hint in first {
            if !wished.contains(hint) && !later.contains(&hint.contrary()) {
                wished.push(*hint);
            }
        }
        wished
    }

    const fn contrary(self) -> Self {
        match self {
            Self::Deeper => Self::Quicker,
            Self::Shorter => Self::Longer,
            Self::Longer => Self::Shorter,
            Self::Quicker => Self::Deeper,
        }
    }
}

impl FromStr for Hint {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|hint| hint.as_str() == word).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::Hint::{self, Deeper, Longer, Quicker, Shorter};

    #[test]
    fn what_was_wished_first_holds_as_far_as_nothing_else_is_said() {
        assert_eq!(Hint::over(&[], &[Deeper, Shorter]), [Deeper, Shorter]);
        assert_eq!(Hint::over(&[Shorter], &[Deeper, Shorter]), [Shorter, Deeper]);
        assert_eq!(Hint::over(&[Longer], &[Deeper, Shorter]), [Longer, Deeper]);
        assert_eq!(Hint::over(&[Quicker], &[Deeper, Shorter]), [Quicker, Shorter]);
    }

    #[test]
    fn a_word_is_read_back() {
        for hint in Hint::ALL {
            assert_eq!(hint.as_str().parse(), Ok(hint));
        }
        assert_eq!("".parse::<Hint>(), Err(()));
    }
}
