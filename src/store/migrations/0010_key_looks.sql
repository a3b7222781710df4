-- Whether a provider took a key when it was last asked for its list of models, each key for itself: no try of a model tells
-- of that. Until now a refusal alone was kept, and of one key.
CREATE TABLE key_look (
  provider TEXT    NOT NULL,
  key      INTEGER NOT NULL,
  taken    INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (provider, key)
) STRICT, WITHOUT ROWID;
INSERT INTO key_look (provider, key, taken, at) SELECT provider, key, 0, at FROM refused_key;
DROP TABLE refused_key;
