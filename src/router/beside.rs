//! What is said together with a text, taken with what that text is: `이거 뭐야?` of one word is small talk, of ten pages of
//! minutes it wants them read, and of a source file explained.

use super::bands::band;
use super::shape::{Shape, TextKind};
use crate::domain::Fact;

/// Bands of how many words are said.
const N_BREVITIES: usize = 6;
/// Bands of how long the text is.
const N_SIZES: usize = 4;
// Places of the pairs.
const BREVITY_OF_KIND: usize = 0;
const BREVITY_OF_SIZE: usize = BREVITY_OF_KIND + TextKind::N * N_BREVITIES;
const SIZE_OF_KIND: usize = BREVITY_OF_SIZE + N_SIZES * N_BREVITIES;
const QUESTION_OF_KIND: usize = SIZE_OF_KIND + TextKind::N * N_SIZES;
const QUESTION_OF_SIZE: usize = QUESTION_OF_KIND + TextKind::N;
/// Places of all of them.
pub(super) const N_PLACES: usize = QUESTION_OF_SIZE + N_SIZES;

/// A text that something is said of.
pub(super) struct Beside {
    /// Its shape.
    pub shape: Shape,
    /// Its length.
    pub n_bytes: usize,
    /// What it is called among the reasons, where its shape has no name.
    pub called: Fact,
}

impl Beside {
    /// The pairs that are there where so many words are said of it, and whether they ask, each with its name among the reasons.
    pub fn places(&self, n_words: usize, asks: bool) -> impl Iterator<Item = (usize, Fact)> + use<> {
        let kind = self.shape.kind();
        let (at, fact) = (kind as usize, kind.fact().unwrap_or(self.called));
        let brevity = band(n_words, &[0, 2, 4, 8, 14]);
        let size = band(self.n_bytes, &[300, 2_000, 6_000]);
        let always = [
            (BREVITY_OF_KIND + at * N_BREVITIES + brevity, fact),
            (BREVITY_OF_SIZE + size * N_BREVITIES + brevity, self.called),
            (SIZE_OF_KIND + at * N_SIZES + size, fact),
        ];
        let of_question = [(QUESTION_OF_KIND + at, fact), (QUESTION_OF_SIZE + size, self.called)];
        always.into_iter().chain(of_question.into_iter().filter(move |_| asks))
    }
}
