//! The ledger: one row a try. It is begun when the request is sent, with what is known then, grows with the answer, and is
//! taken the place of at its end; a process that is killed leaves it as an incomplete try with what was counted. After that
//! it is never changed but for losing its conversation. Sums are taken when somebody asks; a price that is not known is counted apart and never taken for 0.

use std::collections::HashMap;
use std::ops::Range;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::domain::{AttemptOutcome, FailureKind, KeyMark, MicroUsd, ModelRef, Route, TurnId, UnixMillis, Usage};

use super::rows::{self, integer, natural};
use super::{Attempted, BegunRow, Error, KeyWas, LedgerRow, Spent, Store, UsageBy, UsageRow};

pub(super) fn insert(connection: &Connection, row: &LedgerRow<'_>) -> Result<(), Error> {
    let usage = row.usage;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO attempt (at, model, route, surface, outcome, failure, input, output, reasoning, cached, \
             cache_written, estimated, cost, free, ttft_ms, total_ms, conversation, turn, request_id, id, key) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, \
             (SELECT id FROM conversation WHERE public_id = ?17), (SELECT id FROM turn WHERE id = ?18), ?19, ?20, ?21)",
        )?
        .execute(params![
            row.at.0,
            row.model.to_string(),
            row.route.map(Route::as_str),
            row.surface.as_str(),
            row.outcome.as_str(),
            row.failure.map(FailureKind::as_str),
            integer(usage.input),
            integer(usage.output),
            integer(usage.reasoning),
            integer(usage.cached),
            integer(usage.cache_written),
            usage.estimated,
            row.cost.map(|cost| cost.0),
            row.free,
            row.ttft_ms.map(integer),
            integer(row.total_ms),
            row.conversation.map(crate::domain::ConversationId::as_str),
            row.turn.map(|turn| turn.0),
            row.request_id,
            row.begun.map(|begun| begun.0),
            row.key.number(),
        ])?;
    Ok(())
}

const USAGE: &str = "input, output, reasoning, cached, cache_written, estimated";

/// Reads the columns of [`USAGE`] from `first` on.
fn usage(row: &Row<'_>, first: usize) -> rusqlite::Result<Usage> {
    Ok(Usage {
        input: natural(row.get(first)?),
        output: natural(row.get(first + 1)?),
        reasoning: natural(row.get(first + 2)?),
        cached: natural(row.get(first + 3)?),
        cache_written: natural(row.get(first + 4)?),
        estimated: row.get(first + 5)?,
    })
}

pub(super) fn of_turn(connection: &Connection, turn: TurnId) -> Result<Vec<Attempted>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT model, outcome, failure, cost, free, ttft_ms, total_ms, at, request_id, {USAGE} \
         FROM attempt WHERE turn = ?1 ORDER BY id"
    ))?;
    let attempts = statement.query_map([turn.0], |row| {
        Ok(Attempted {
            model: rows::model(row, 0)?,
            outcome: rows::word(row, 1)?,
            failure: rows::optional_word(row, 2)?,
            cost: row.get::<_, Option<i64>>(3)?.map(MicroUsd),
            free: row.get(4)?,
            ttft_ms: row.get::<_, Option<i64>>(5)?.map(natural),
            total_ms: natural(row.get(6)?),
            at: UnixMillis(row.get(7)?),
            request_id: row.get(8)?,
            usage: usage(row, 9)?,
        })
    })?;
    Ok(attempts.collect::<Result<_, _>>()?)
}

/// What is gathered under one key.
#[derive(Default)]
struct Gathered {
    sums: UsageRow,
    ttfts: Vec<u64>,
    totals: Vec<u64>,
}

impl Gathered {
    /// Adds a row of the query in [`Store::usage`].
    fn add(&mut self, row: &Row<'_>) -> Result<(), Error> {
        let outcome: AttemptOutcome = rows::word(row, 3)?;
        let cost: Option<i64> = row.get(4)?;
        let free: bool = row.get(5)?;
        let sums = &mut self.sums;
        sums.n_requests += 1;
        sums.n_errors += u64::from(!matches!(outcome, AttemptOutcome::Answered | AttemptOutcome::Cancelled));
        sums.usage = sums.usage.plus(usage(row, 8)?);
        match cost {
            Some(cost) => sums.cost_known = sums.cost_known + MicroUsd(cost),
            None => sums.n_unknown_cost += u64::from(!free),
        }
        self.ttfts.extend(row.get::<_, Option<i64>>(6)?.map(natural));
        if outcome == AttemptOutcome::Answered {
            self.totals.push(natural(row.get(7)?));
        }
        Ok(())
    }

    fn into_row(mut self, key: Option<String>) -> UsageRow {
        self.ttfts.sort_unstable();
        self.totals.sort_unstable();
        UsageRow {
            key,
            ttft_p50_ms: percentile(&self.ttfts, 50),
            ttft_p95_ms: percentile(&self.ttfts, 95),
            total_p50_ms: percentile(&self.totals, 50),
            total_p95_ms: percentile(&self.totals, 95),
            ..self.sums
        }
    }
}

/// The nearest rank: the smallest value that at least `percent` of all do not exceed.
fn percentile(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

impl Store {
    /// Keeps tries that belong to no turn of which the end is to be kept.
    pub fn record_attempts(&self, attempts: &[LedgerRow<'_>]) -> Result<(), Error> {
        self.write(|connection| attempts.iter().try_for_each(|attempt| insert(connection, attempt)))
    }

    /// Keeps a try that is about to be sent: whatever becomes of this process, it is counted.
    pub fn begin_attempt(&self, attempt: &LedgerRow<'_>) -> Result<BegunRow, Error> {
        self.write(|connection| {
            insert(connection, attempt)?;
            Ok(BegunRow(connection.last_insert_rowid()))
        })
    }

    /// Counts what has come of a try so far.
    pub fn count_attempt(
        &self,
        begun: BegunRow,
        usage: Usage,
        cost: Option<MicroUsd>,
        total_ms: u64,
    ) -> Result<(), Error> {
        self.write(|connection| {
            connection
                .prepare_cached(
                    "UPDATE attempt SET input = ?2, output = ?3, reasoning = ?4, cost = ?5, total_ms = ?6 WHERE id = ?1",
                )?
                .execute(params![
                    begun.0,
                    integer(usage.input),
                    integer(usage.output),
                    integer(usage.reasoning),
                    cost.map(|cost| cost.0),
                    integer(total_ms),
                ])?;
            Ok(())
        })
    }

    /// Sums of the tries that were sent in `range`, by key. Days come in the order given, those without a try
    /// included; all else by the number of requests, most first.
    pub fn usage(&self, by: UsageBy<'_>, range: Range<UnixMillis>) -> Result<Vec<UsageRow>, Error> {
        let (key, join) = match by {
            UsageBy::Model | UsageBy::ModelIn(_) => ("attempt.model", ""),
            UsageBy::Route => ("attempt.route", ""),
            UsageBy::Surface => ("attempt.surface", ""),
            UsageBy::Day(_) => ("NULL", ""),
            UsageBy::Conversation => (
                "conversation.public_id, coalesce(conversation.name, conversation.title)",
                "LEFT JOIN conversation ON conversation.id = attempt.conversation",
            ),
        };
        // Without a label of its own, every key is asked for with an empty one.
        let key = if join.is_empty() { format!("{key}, NULL") } else { key.to_owned() };
        let within = match by {
            UsageBy::ModelIn(conversation) => Some(conversation.as_str()),
            _ => None,
        };
        let mut in_memory = match (self.memory.get(), by) {
            (Some(memory), UsageBy::Conversation | UsageBy::ModelIn(_)) => memory.usage(by, range.clone())?,
            _ => Vec::new(),
        };
        let mut sums = self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {key}, at, outcome, cost, free, ttft_ms, total_ms, {USAGE} FROM attempt {join} \
                 WHERE at >= ?1 AND at < ?2 \
                 AND (?3 IS NULL OR attempt.conversation = (SELECT id FROM conversation WHERE public_id = ?3))"
            ))?;
            let mut found = statement.query(params![range.start.0, range.end.0, within])?;
            let mut gathered: HashMap<Option<String>, Gathered> = HashMap::new();
            if let UsageBy::Day(days) = by {
                gathered.extend(days.iter().map(|day| (Some(day.name.clone()), Gathered::default())));
            }
            while let Some(row) = found.next()? {
                let key = match by {
                    UsageBy::Day(days) => {
                        let at = UnixMillis(row.get(2)?);
                        match days.iter().find(|day| day.start <= at && at < day.end) {
                            Some(day) => Some(day.name.clone()),
                            None => continue,
                        }
                    }
                    _ => row.get(0)?,
                };
                let entry = gathered.entry(key).or_default();
                if entry.sums.label.is_none() {
                    entry.sums.label = row.get(1)?;
                }
                entry.add(row)?;
            }
            if let UsageBy::Day(days) = by {
                return Ok(days
                    .iter()
                    .filter_map(|day| gathered.remove_entry(&Some(day.name.clone())))
                    .map(|(key, sums)| sums.into_row(key))
                    .collect());
            }
            let mut sums: Vec<_> = gathered.into_iter().map(|(key, sums)| sums.into_row(key)).collect();
            sums.sort_by(|a, b| b.n_requests.cmp(&a.n_requests).then_with(|| a.key.cmp(&b.key)));
            Ok(sums)
        })?;
        // What is a copy has its numbers in the file.
        in_memory.retain(|row| sums.iter().all(|sum| sum.key != row.key));
        sums.append(&mut in_memory);
        Ok(sums)
    }

    /// The tries of a turn, in order.
    pub fn attempts_of(&self, turn: TurnId) -> Result<Vec<Attempted>, Error> {
        self.home_of(turn).read(|connection| of_turn(connection, turn))
    }

    /// Whether a key of a provider was refused when it was last asked with it, be it by a question or by a look at the key.
    /// Before keys were told apart, what was tried under no route may have been another key, and only its success told of
    /// this one.
    pub fn key_was_refused(&self, provider: &str, key: KeyMark) -> Result<bool, Error> {
        self.read(|connection| {
            let last: Option<(Option<String>, i64)> = connection
                .prepare_cached(
                    "SELECT failure, at FROM attempt WHERE substr(model, 1, length(?1)) = ?1 AND key IN (0, ?3) \
                     AND (outcome IN ('answered', 'incomplete') OR (failure = ?2 AND (route IS NOT NULL OR key <> 0))) \
                     ORDER BY id DESC LIMIT 1",
                )?
                .query_row(params![format!("{provider}:"), FailureKind::KeyRefused.as_str(), key.number()], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?;
            let look: Option<(bool, i64)> = connection
                .prepare_cached("SELECT taken, at FROM key_look WHERE provider = ?1 AND key = ?2")?
                .query_row(params![provider, key.number()], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let by_question =
                last.map(|(failure, at)| (failure.as_deref() == Some(FailureKind::KeyRefused.as_str()), at));
            let by_look = look.map(|(taken, at)| (!taken, at));
            // Of two at once the look came later: it is kept at its end, a question with the time at which it was sent.
            let newest = [by_question, by_look].into_iter().flatten().max_by_key(|(_, at)| *at);
            Ok(newest.is_some_and(|(is_refused, _)| is_refused))
        })
    }

    /// Keeps whether a provider took a key when it was asked for its list of models.
    pub fn record_key(&self, provider: &str, key: KeyMark, was: KeyWas, at: UnixMillis) -> Result<(), Error> {
        self.write(|connection| {
            connection
                .prepare_cached("INSERT OR REPLACE INTO key_look (provider, key, taken, at) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![provider, key.number(), was == KeyWas::Taken, at.0])?;
            Ok(())
        })
    }

    /// Keeps that a provider took a key for which it refused its list of models when it was asked for that last.
    pub fn end_refused_look(&self, provider: &str, key: KeyMark, at: UnixMillis) -> Result<(), Error> {
        self.write(|connection| {
            connection
                .prepare_cached(
                    "UPDATE key_look SET taken = 1, at = ?3 WHERE provider = ?1 AND key = ?2 AND taken = 0",
                )?
                .execute(params![provider, key.number(), at.0])?;
            Ok(())
        })
    }

    /// Money of all tries sent from `at` on.
    pub fn spent_since(&self, at: UnixMillis) -> Result<Spent, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT cost, free FROM attempt WHERE at >= ?1")?;
            let mut found = statement.query([at.0])?;
            let mut spent = Spent::default();
            // Summed here, because SQLite's own sum fails where it overflows.
            while let Some(row) = found.next()? {
                match row.get::<_, Option<i64>>(0)? {
                    Some(cost) => spent.known = spent.known + MicroUsd(cost),
                    None => spent.n_unknown += u64::from(!row.get::<_, bool>(1)?),
                }
            }
            Ok(spent)
        })
    }

    /// Tries of a model that were sent with a key from `at` on.
    pub fn requests_since(&self, model: &ModelRef, key: KeyMark, at: UnixMillis) -> Result<u64, Error> {
        self.read(|connection| {
            Ok(natural(
                connection
                    .prepare_cached("SELECT count(*) FROM attempt WHERE at >= ?1 AND model = ?2 AND key IN (0, ?3)")?
                    .query_row(params![at.0, model.to_string(), key.number()], |row| row.get(0))?,
            ))
        })
    }
}
