//! Leaves a model alone after it failed again and again, in all processes at once.
//!
//! Five failures without a success between, each within an hour of the one before, put it to rest for 30
//! seconds, and each failed probe for twice as long, up to ten minutes. After a rest one caller among all
//! processes may try it; the others wait for what comes of that. Whether a failure counts as the model's is
//! the engine's to say.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::{ModelRef, UnixMillis};

use super::rows::{integer, natural};
use super::{Error, Health, Store};

/// Failures that put a model to rest (Envoy's `consecutive_5xx`).
const N_FAILURES: u64 = 5;
/// The first rest (Envoy's `base_ejection_time`).
const REST_MS: i64 = 30_000;
/// The longest rest.
const REST_MAX_MS: i64 = 600_000;
/// A failure that comes so long after the one before begins a new count.
const FORGET_AFTER_MS: i64 = 3_600_000;
/// How long a probe may take before another caller may try: the usual limit of a first token, and some more.
const PROBE_MS: i64 = 150_000;

/// The length of a rest after `n_rests` others.
fn rest_ms(n_rests: u64) -> i64 {
    // Five doublings pass the longest rest.
    REST_MAX_MS.min(REST_MS << n_rests.min(5))
}

struct Record {
    health: Health,
    n_rests: u64,
    prober: Option<i64>,
    probing_until: Option<UnixMillis>,
}

fn record(connection: &Connection, model: &str) -> Result<Option<Record>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT n_failures, failed_at, n_rests, resting_until, prober, probing_until FROM health WHERE model = ?1",
        )?
        .query_row([model], |row| {
            Ok(Record {
                health: Health {
                    n_failures: natural(row.get(0)?),
                    failed_at: UnixMillis(row.get(1)?),
                    resting_until: row.get::<_, Option<i64>>(3)?.map(UnixMillis),
                },
                n_rests: natural(row.get(2)?),
                prober: row.get(4)?,
                probing_until: row.get::<_, Option<i64>>(5)?.map(UnixMillis),
            })
        })
        .optional()?)
}

impl Record {
    /// Until when `caller` must wait.
    fn closed_to(&self, caller: i64, now: UnixMillis) -> Option<UnixMillis> {
        let rest = self.health.resting_until?;
        // A clock that was set back must not stretch a rest.
        if rest > now && rest.since_ms(now) <= REST_MAX_MS {
            return Some(rest);
        }
        let probe = self.probing_until?;
        (self.prober != Some(caller) && probe > now && probe.since_ms(now) <= PROBE_MS).then_some(probe)
    }

    /// True while `caller` is the one that probes.
    fn is_probed_by(&self, caller: i64, now: UnixMillis) -> bool {
        self.prober == Some(caller) && self.probing_until.is_some_and(|until| until > now)
    }
}

impl Store {
    /// Counts a failure of the model's.
    pub fn record_failure(&self, model: &ModelRef, at: UnixMillis) -> Result<(), Error> {
        let model = model.to_string();
        self.write(|connection| {
            let before =
                record(connection, &model)?.filter(|before| at.since_ms(before.health.failed_at) <= FORGET_AFTER_MS);
            let (mut n_rests, mut resting_until, n_failures) = match &before {
                None => (0, None, 1),
                Some(before) => (before.n_rests, before.health.resting_until, before.health.n_failures + 1),
            };
            // Failures of requests that were under way when the rest began do not stretch it.
            if n_failures >= N_FAILURES && resting_until.is_none_or(|rest| rest <= at) {
                resting_until = Some(at.plus_ms(rest_ms(n_rests)));
                n_rests += 1;
            }
            connection
                .prepare_cached(
                    "INSERT INTO health (model, n_failures, failed_at, n_rests, resting_until) \
                     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (model) DO UPDATE SET \
                     n_failures = excluded.n_failures, failed_at = excluded.failed_at, n_rests = excluded.n_rests, \
                     resting_until = excluded.resting_until, prober = NULL, probing_until = NULL",
                )?
                .execute(params![
                    model,
                    integer(n_failures),
                    at.0,
                    integer(n_rests),
                    resting_until.map(|rest| rest.0)
                ])?;
            Ok(())
        })
    }

    /// Forgets all failures of the model. Costs a look where there are none.
    pub fn record_success(&self, model: &ModelRef) -> Result<(), Error> {
        let model = model.to_string();
        if self.read(|connection| record(connection, &model))?.is_none() {
            return Ok(());
        }
        self.write(|connection| {
            connection.prepare_cached("DELETE FROM health WHERE model = ?1")?.execute([&model])?;
            Ok(())
        })
    }

    /// Asks whether a request may be sent to the model: until when it must be left alone, or `None` to go ahead.
    ///
    /// After a rest, `None` is also this store's claim to be the one that probes it: to ask is to be about to
    /// send. The claim ends with [`Store::record_failure`], [`Store::record_success`], [`Store::release_probe`], or after 150 seconds.
    /// For a look without a claim there is [`Store::rests_until`].
    pub fn resting_until(&self, model: &ModelRef, now: UnixMillis) -> Result<Option<UnixMillis>, Error> {
        let model = model.to_string();
        match self.read(|connection| record(connection, &model))? {
            Some(record) if record.health.resting_until.is_some() => {
                if let Some(wait) = record.closed_to(self.token, now) {
                    return Ok(Some(wait));
                }
                if record.is_probed_by(self.token, now) {
                    return Ok(None);
                }
            }
            _ => return Ok(None),
        }
        self.write(|connection| {
            let Some(record) = record(connection, &model)? else { return Ok(None) };
            if let Some(wait) = record.closed_to(self.token, now) {
                return Ok(Some(wait));
            }
            connection
                .prepare_cached("UPDATE health SET prober = ?2, probing_until = ?3 WHERE model = ?1")?
                .execute(params![model, self.token, now.plus_ms(PROBE_MS).0])?;
            Ok(None)
        })
    }

    /// Gives up this store's claim to probe the model, without a word on its health.
    pub fn release_probe(&self, model: &ModelRef) -> Result<(), Error> {
        let model = model.to_string();
        if self.read(|connection| record(connection, &model))?.is_none_or(|record| record.prober != Some(self.token)) {
            return Ok(());
        }
        self.write(|connection| {
            connection
                .prepare_cached(
                    "UPDATE health SET prober = NULL, probing_until = NULL WHERE model = ?1 AND prober = ?2",
                )?
                .execute(params![model, self.token])?;
            Ok(())
        })
    }

    /// Until when `model` is left alone by this store, without a claim.
    pub fn rests_until(&self, model: &ModelRef, now: UnixMillis) -> Result<Option<UnixMillis>, Error> {
        let model = model.to_string();
        let record = self.read(|connection| record(connection, &model))?;
        Ok(record.and_then(|record| record.closed_to(self.token, now)))
    }

    /// What is known of a model's failures; `None` where it has none.
    pub fn health(&self, model: &ModelRef) -> Result<Option<Health>, Error> {
        let model = model.to_string();
        Ok(self.read(|connection| record(connection, &model))?.map(|record| record.health))
    }
}
