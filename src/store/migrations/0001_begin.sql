-- Conversations, their turns, the ledger, and what processes must know of each other's requests.
-- Times are milliseconds since 1970-01-01 UTC, money is millionths of a US dollar, words are those of
-- `domain`'s `as_str`. This file is never changed once it was released; later ones add to it.

CREATE TABLE conversation (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  public_id   TEXT    NOT NULL UNIQUE,
  name        TEXT    UNIQUE,
  title       TEXT    NOT NULL,
  starred     INTEGER NOT NULL DEFAULT 0,
  surface     TEXT    NOT NULL,
  folder      TEXT,
  pin         TEXT,
  -- The last turn of the branch that is gone on from.
  head        INTEGER,
  n_turns     INTEGER NOT NULL DEFAULT 0,
  -- Turns of the person: one alone, from a surface of single questions, is a one-shot.
  n_questions INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  system      TEXT
) STRICT;
CREATE INDEX conversation_by_update ON conversation (updated_at);

-- Numbers are never given twice: a process may still hold that of a turn which another one removed.
-- `parent` is no foreign key, because a cascade ends at a depth of 1,000.
CREATE TABLE turn (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation INTEGER NOT NULL REFERENCES conversation (id),
  parent       INTEGER,
  role         TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  route        TEXT,
  source       TEXT,
  confidence   REAL,
  model        TEXT,
  effort       TEXT,
  finish       TEXT,
  created_at   INTEGER NOT NULL,
  text         TEXT    NOT NULL,
  material     TEXT
) STRICT;
CREATE INDEX turn_by_conversation ON turn (conversation);
CREATE INDEX turn_by_parent ON turn (parent) WHERE parent IS NOT NULL;

-- Pieces of answers that are being written, or whose process died: they follow `turn.text`.
CREATE TABLE part (
  turn   INTEGER NOT NULL REFERENCES turn (id),
  number INTEGER NOT NULL,
  text   TEXT    NOT NULL,
  PRIMARY KEY (turn, number)
) STRICT, WITHOUT ROWID;

-- The ledger: a row a try. It outlives the conversation.
CREATE TABLE attempt (
  id            INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  model         TEXT    NOT NULL,
  route         TEXT,
  surface       TEXT    NOT NULL,
  outcome       TEXT    NOT NULL,
  failure       TEXT,
  input         INTEGER NOT NULL,
  output        INTEGER NOT NULL,
  reasoning     INTEGER NOT NULL,
  cached        INTEGER NOT NULL,
  cache_written INTEGER NOT NULL,
  estimated     INTEGER NOT NULL,
  -- NULL where the price is not known, which is not 0.
  cost          INTEGER,
  free          INTEGER NOT NULL,
  ttft_ms       INTEGER,
  total_ms      INTEGER NOT NULL,
  conversation  INTEGER REFERENCES conversation (id),
  turn          INTEGER REFERENCES turn (id),
  request_id    TEXT
) STRICT;
CREATE INDEX attempt_by_time ON attempt (at);
CREATE INDEX attempt_by_turn ON attempt (turn) WHERE turn IS NOT NULL;
CREATE INDEX attempt_by_conversation ON attempt (conversation) WHERE conversation IS NOT NULL;

-- What a provider's headers told last, by model.
CREATE TABLE plan_limits (
  model              TEXT PRIMARY KEY,
  requests_limit     INTEGER,
  requests_remaining INTEGER,
  requests_resets_at INTEGER,
  tokens_limit       INTEGER,
  tokens_remaining   INTEGER,
  tokens_resets_at   INTEGER,
  observed_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens that were sent or are about to be, for a sliding window over all processes.
CREATE TABLE sent_tokens (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  model    TEXT    NOT NULL,
  n_tokens INTEGER NOT NULL,
  at       INTEGER NOT NULL
) STRICT;
CREATE INDEX sent_tokens_by_model ON sent_tokens (model, at);

-- Models that failed of late. A row goes with the first success.
CREATE TABLE health (
  model         TEXT PRIMARY KEY,
  n_failures    INTEGER NOT NULL,
  failed_at     INTEGER NOT NULL,
  -- How often it was put to rest without a success between.
  n_rests       INTEGER NOT NULL DEFAULT 0,
  resting_until INTEGER,
  -- The one process that may try it after a rest, and how long its claim holds.
  prober        INTEGER,
  probing_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE consent (
  provider TEXT PRIMARY KEY,
  answer   TEXT    NOT NULL,
  at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The search index holds terms alone (`terms.rs`), and is brought up to date when somebody searches, so that
-- no answer waits for it. `unindexed` is what it lacks.
CREATE VIRTUAL TABLE search USING fts5 (
  terms, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
CREATE TABLE unindexed (turn INTEGER PRIMARY KEY) STRICT;
