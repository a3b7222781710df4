//! Every message in both languages.
