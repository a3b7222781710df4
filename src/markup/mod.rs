//! Pure text work for terminals: the sanitiser of control characters.
