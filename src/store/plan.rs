//! What all processes must know of a plan: the limits that headers told, the tokens that were sent, and whether
//! the user agreed to pay. Decides nothing about who serves.
//!
//! Limits belong to a key: the first word on another one is its provider's, also where it counts the keys of one account
//! together, which no header tells. What was kept before keys were told apart, under no mark, holds for any.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::limits::{Quota, Told};
use crate::domain::{KeyMark, ModelRef, RateLimits, UnixMillis};

use super::rows::{integer, natural};
use super::{Allowance, Consent, Error, Store, TokenEntry};

/// Sent tokens are forgotten after a day and an hour: no plan counts over a longer time.
const FORGET_AFTER_MS: i64 = 25 * 3_600_000;

/// What was sent or told later than this after now was so before the clock was set back. Two processes may look at the clock
/// a little apart.
const AHEAD_MS: i64 = 60_000;

fn insert_tokens(
    connection: &Connection,
    model: &ModelRef,
    key: KeyMark,
    n_tokens: u64,
    at: UnixMillis,
) -> Result<TokenEntry, Error> {
    let model = model.to_string();
    connection
        .prepare_cached("DELETE FROM sent_tokens WHERE model = ?1 AND at < ?2")?
        .execute(params![model, at.plus_ms(-FORGET_AFTER_MS).0])?;
    connection
        .prepare_cached("INSERT INTO sent_tokens (model, key, n_tokens, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![model, key.number(), integer(n_tokens), at.0])?;
    Ok(TokenEntry(connection.last_insert_rowid()))
}

fn sum_tokens(
    connection: &Connection,
    model: &ModelRef,
    key: KeyMark,
    since: UnixMillis,
    now: UnixMillis,
) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT n_tokens FROM sent_tokens WHERE model = ?1 AND at >= ?2 AND at <= ?3 AND key IN (0, ?4)",
    )?;
    let mut found = statement.query(params![model.to_string(), since.0, now.plus_ms(AHEAD_MS).0, key.number()])?;
    let mut n_tokens = 0_u64;
    while let Some(row) = found.next()? {
        n_tokens = n_tokens.saturating_add(natural(row.get(0)?));
    }
    Ok(n_tokens)
}

/// Each table in which something is kept for a key.
const KEPT_BY_KEY: [&str; 4] = ["attempt", "sent_tokens", "plan_limits", "key_look"];

impl Store {
    /// A command or a keyring, which `source` tells from others, gave this key. Where it gave another one before, what is
    /// kept under `source` was that one's, and what is known of this one holds from now on.
    pub fn record_given_key(&self, source: KeyMark, key: KeyMark) -> Result<(), Error> {
        let before = self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT key FROM key_given WHERE source = ?1")?;
            Ok(statement.query_row([source.number()], |row| row.get::<_, u32>(0)).optional()?)
        })?;
        if before == Some(key.number()) {
            return Ok(());
        }
        self.write(|connection| {
            for table in KEPT_BY_KEY {
                let rename = format!("UPDATE OR REPLACE {table} SET key = ?2 WHERE key = ?1");
                if let Some(before) = before {
                    connection.prepare_cached(&rename)?.execute([source.number(), before])?;
                }
                connection.prepare_cached(&rename)?.execute([key.number(), source.number()])?;
            }
            connection
                .prepare_cached("INSERT OR REPLACE INTO key_given (source, key) VALUES (?1, ?2)")?
                .execute([source.number(), key.number()])?;
            Ok(())
        })
    }

    /// Keeps what a response's headers told. What was observed earlier never takes the place of what was
    /// observed later, unless that was before the clock was set back; a quota of which the headers are silent stays as it was.
    pub fn record_limits(
        &self,
        model: &ModelRef,
        key: KeyMark,
        limits: &RateLimits,
        observed_at: UnixMillis,
    ) -> Result<(), Error> {
        if limits.is_empty() {
            return Ok(());
        }
        let model = model.to_string();
        self.write(|connection| {
            // What was kept under no mark was this key's, as far as anybody knows, unless it has been told its own.
            connection
                .prepare_cached(
                    "UPDATE plan_limits SET key = ?2 WHERE model = ?1 AND key = 0 \
                     AND NOT EXISTS (SELECT 1 FROM plan_limits WHERE model = ?1 AND key = ?2)",
                )?
                .execute(params![model, key.number()])?;
            connection
                .prepare_cached("INSERT OR IGNORE INTO plan_limits (model, key, observed_at) VALUES (?1, ?2, ?3)")?
                .execute(params![model, key.number(), observed_at.0])?;
            for (quota, sql) in [
                (
                    limits.requests,
                    "UPDATE plan_limits SET requests_limit = ?2, requests_remaining = ?3, requests_resets_at = ?4, \
                     requests_observed_at = ?5, observed_at = max(observed_at, ?5) \
                     WHERE model = ?1 AND key = ?7 \
                     AND (coalesce(requests_observed_at, ?5) <= ?5 OR requests_observed_at > ?6)",
                ),
                (
                    limits.tokens,
                    "UPDATE plan_limits SET tokens_limit = ?2, tokens_remaining = ?3, tokens_resets_at = ?4, \
                     tokens_observed_at = ?5, observed_at = max(observed_at, ?5) \
                     WHERE model = ?1 AND key = ?7 \
                     AND (coalesce(tokens_observed_at, ?5) <= ?5 OR tokens_observed_at > ?6)",
                ),
            ] {
                if quota == Quota::default() {
                    continue;
                }
                connection.prepare_cached(sql)?.execute(params![
                    model,
                    quota.limit.map(integer),
                    quota.remaining.map(integer),
                    quota.resets_at.map(|at| at.0),
                    observed_at.0,
                    observed_at.plus_ms(AHEAD_MS).0,
                    key.number()
                ])?;
            }
            Ok(())
        })
    }

    /// What was observed last of each quota of a key, and when.
    pub fn limits(&self, model: &ModelRef, key: KeyMark) -> Result<Told, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT requests_limit, requests_remaining, requests_resets_at, requests_observed_at, tokens_limit, \
                 tokens_remaining, tokens_resets_at, tokens_observed_at FROM plan_limits \
                 WHERE model = ?1 AND key IN (0, ?2) ORDER BY key DESC LIMIT 1",
            )?;
            let found = statement.query_row(params![model.to_string(), key.number()], |row| {
                let quota = |first: usize| -> rusqlite::Result<Option<(Quota, UnixMillis)>> {
                    let quota = Quota {
                        limit: row.get::<_, Option<i64>>(first)?.map(natural),
                        remaining: row.get::<_, Option<i64>>(first + 1)?.map(natural),
                        resets_at: row.get::<_, Option<i64>>(first + 2)?.map(UnixMillis),
                    };
                    Ok(row.get::<_, Option<i64>>(first + 3)?.map(|at| (quota, UnixMillis(at))))
                };
                Ok(Told { requests: quota(0)?, tokens: quota(4)? })
            });
            Ok(found.optional()?.unwrap_or_default())
        })
    }

    /// Enters `n_tokens` (the prompt's and the answer's upper bound) as sent, whatever was sent before.
    pub fn record_tokens(
        &self,
        model: &ModelRef,
        key: KeyMark,
        n_tokens: u64,
        at: UnixMillis,
    ) -> Result<TokenEntry, Error> {
        self.write(|connection| insert_tokens(connection, model, key, n_tokens, at))
    }

    /// Enters `n_tokens` as sent if the allowance still has room for them; looking and entering are one step
    /// among all processes. `None` where it has not.
    pub fn reserve_tokens(
        &self,
        model: &ModelRef,
        key: KeyMark,
        n_tokens: u64,
        allowance: &Allowance,
        at: UnixMillis,
    ) -> Result<Option<TokenEntry>, Error> {
        self.write(|connection| {
            let n_sent = sum_tokens(connection, model, key, allowance.since, at)?;
            if n_sent.saturating_add(n_tokens) > allowance.n_tokens {
                return Ok(None);
            }
            insert_tokens(connection, model, key, n_tokens, at).map(Some)
        })
    }

    /// Corrects an entry to what the request took in the end; 0 where nothing was sent.
    pub fn correct_tokens(&self, entry: TokenEntry, n_tokens: u64) -> Result<(), Error> {
        self.write(|connection| {
            connection
                .prepare_cached("UPDATE sent_tokens SET n_tokens = ?2 WHERE id = ?1")?
                .execute([entry.0, integer(n_tokens)])?;
            Ok(())
        })
    }

    /// The requests of all processes to a model after `at`, oldest first: when each was sent, and its tokens. What was
    /// sent before a clock that was set back is not among them.
    pub fn sent_after(
        &self,
        model: &ModelRef,
        key: KeyMark,
        at: UnixMillis,
        now: UnixMillis,
    ) -> Result<Vec<(UnixMillis, u64)>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at, n_tokens FROM sent_tokens WHERE model = ?1 AND at > ?2 AND at <= ?3 \
                 AND key IN (0, ?4) ORDER BY at, id",
            )?;
            let asked = params![model.to_string(), at.0, now.plus_ms(AHEAD_MS).0, key.number()];
            let sent = statement.query_map(asked, |row| Ok((UnixMillis(row.get(0)?), natural(row.get(1)?))))?;
            Ok(sent.collect::<Result<_, _>>()?)
        })
    }

    /// The user's answer to paying `provider`, if he was asked.
    pub fn consent(&self, provider: &str) -> Result<Option<Consent>, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT answer = 'yes' FROM consent WHERE provider = ?1")?
                .query_row([provider], |row| Ok(if row.get(0)? { Consent::Yes } else { Consent::No }))
                .optional()?)
        })
    }

    /// Keeps the user's answer to paying `provider`; `None` forgets it, so that he is asked again.
    pub fn set_consent(&self, provider: &str, consent: Option<Consent>, at: UnixMillis) -> Result<(), Error> {
        self.write(|connection| {
            match consent {
                None => connection.execute("DELETE FROM consent WHERE provider = ?1", [provider])?,
                Some(consent) => connection.execute(
                    "INSERT INTO consent (provider, answer, at) VALUES (?1, ?2, ?3) \
                     ON CONFLICT (provider) DO UPDATE SET answer = excluded.answer, at = excluded.at",
                    params![provider, if consent == Consent::Yes { "yes" } else { "no" }, at.0],
                )?,
            };
            Ok(())
        })
    }
}
