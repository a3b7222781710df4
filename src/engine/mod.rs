//! What every surface calls: one turn, from text to a kept answer.
