//! Conversations, ledger and search in one SQLite file.
