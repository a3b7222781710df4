-- Limits belong to a key, and another key of the same provider has its own. `key` is a mark that tells keys apart
-- (`domain::KeyMark`), never a key; 0: there is none, or it was not kept which.

ALTER TABLE attempt ADD COLUMN key INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sent_tokens ADD COLUMN key INTEGER NOT NULL DEFAULT 0;

ALTER TABLE plan_limits RENAME TO plan_limits_before;
CREATE TABLE plan_limits (
  model                TEXT    NOT NULL,
  key                  INTEGER NOT NULL,
  requests_limit       INTEGER,
  requests_remaining   INTEGER,
  requests_resets_at   INTEGER,
  tokens_limit         INTEGER,
  tokens_remaining     INTEGER,
  tokens_resets_at     INTEGER,
  observed_at          INTEGER NOT NULL,
  requests_observed_at INTEGER,
  tokens_observed_at   INTEGER,
  PRIMARY KEY (model, key)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_limits
  SELECT model, 0, requests_limit, requests_remaining, requests_resets_at, tokens_limit, tokens_remaining,
         tokens_resets_at, observed_at, requests_observed_at, tokens_observed_at
  FROM plan_limits_before;
DROP TABLE plan_limits_before;

-- A key that a provider refused when it was asked for its list of models: no try of a model tells of it.
CREATE TABLE refused_key (
  provider TEXT PRIMARY KEY,
  key      INTEGER NOT NULL,
  at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
