//! Conversations, ledger and search in one SQLite file, shared by any number of processes.
//!
//! A turn is kept as it happens: the question at once, the answer piece by piece, and its end together with the
//! ledger's rows in one transaction. A process that is killed leaves an open answer with its pieces. Nobody
//! has to find out whether it lives: an answer that this [`Store`] is not itself writing is handed out as
//! [`Incomplete`](crate::domain::conversation::TurnState::Incomplete) with what there is of it, the pieces are
//! folded when the conversation goes on from it, and if its writer lives after all, its end still takes the
//! place of everything.
//!
//! The store refuses to know what time it is, who asks, or what a word to the user is; secrets never get here,
//! and text is kept as it was given.

mod circumstances;
mod conversations;
mod error;
mod examine;
mod health;
mod ledger;
mod materials;
mod memory;
mod open;
mod overrules;
mod permissions;
mod plan;
mod records;
mod rows;
mod search;
mod terms;
mod transfer;
mod turns;

#[cfg(test)]
mod tests;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use conversations::title_of;
pub use error::{BadLine, Error};
pub use examine::{Examined, Hindrance, examine, hindrance};
pub use records::{
    Allowance, Attempted, BegunRow, Belongs, Circumstances, Consent, Day, Exchange, Health, Hit, KeptLayer, KeyWas,
    LastExchange, LedgerRow, ListFilter, ListScope, NewConversation, NewExchange, NewSibling, Overruled, PinChange,
    Routing, Spent, Star, TokenEntry, TurnEnd, UsageBy, UsageRow,
};

use materials::Materials;
use open::LOCK_WAIT;

use crate::domain::TurnId;

/// One connection to the database. It may move between threads, and is used by one at a time.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    materials: Materials,
    /// Answers that were begun here and have not ended.
    writing: RefCell<HashSet<TurnId>>,
    /// Tells this connection's claims from those of others.
    token: i64,
    /// Another process was in the way of the last write.
    was_busy: Cell<bool>,
    /// Where conversations live, if not in the file.
    memory: OnceCell<Box<Store>>,
}

impl Store {
    /// Runs `work` on one state of the database.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let attempt = || {
            let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        attempt().map_err(|error: Error| error.at(&self.path))
    }

    /// Runs `work`, whose writes wait no longer than `wait` for another process: what can be done later, or not at all.
    pub fn within<T>(&self, wait: Duration, work: impl FnOnce(&Self) -> Result<T, Error>) -> Result<T, Error> {
        self.connection.busy_timeout(wait)?;
        let done = work(self);
        self.connection.busy_timeout(LOCK_WAIT)?;
        done
    }

    /// Whether another process was in the way of the last write.
    pub fn was_busy(&self) -> bool {
        self.was_busy.get()
    }

    /// Runs `work` as the only writer; keeps all that it wrote, or nothing where it fails. Taking the lock at
    /// the beginning makes others wait their turn instead of failing in the middle.
    fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let attempt = || {
            let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        let done = attempt().map_err(|error: Error| error.at(&self.path));
        self.was_busy.set(matches!(done, Err(Error::Busy)));
        done
    }
}
