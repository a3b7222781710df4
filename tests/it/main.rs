//! The one integration binary: the real program from outside, and the rules of the repository itself.

mod layers;
mod support;
