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

/// A request, and the text beside it.
pub(super) struct Beside {
    /// The text's shape.
    pub text: Shape,
    /// Bytes of the text.
    pub n_bytes: usize,
    /// Words of the request.
    pub n_words: usize,
    /// The request ends as a question does.
    pub asks: bool,
}

impl Beside {
    /// The pairs that are there, and what each is called among the reasons, where the text itself is `called` so.
    pub fn places(&self, called: Fact) -> impl Iterator<Item = (usize, Fact)> + use<> {
        let kind = self.text.kind();
        let (at, fact) = (kind as usize, kind.fact().unwrap_or(called));
        let brevity = band(self.n_words, &[0, 2, 4, 8, 14]);
        let size = band(self.n_bytes, &[300, 2_000, 6_000]);
        let always = [
            (BREVITY_OF_KIND + at * N_BREVITIES + brevity, fact),
            (BREVITY_OF_SIZE + size * N_BREVITIES + brevity, called),
            (SIZE_OF_KIND + at * N_SIZES + size, fact),
        ];
        let of_question = [(QUESTION_OF_KIND + at, fact), (QUESTION_OF_SIZE + size, called)];
        always.into_iter().chain(of_question.into_iter().filter({
            let asks = self.asks;
            move |_| asks
        }))
    }
}
