-- Where the person went against the router, and what was learnt from it.

-- One row a question: the words stay with the turn, and the row goes with it. Without a turn (nothing is kept) the
-- two routes are all there is.
CREATE TABLE overrule (
  id     INTEGER PRIMARY KEY,
  turn   INTEGER UNIQUE REFERENCES turn (id) ON DELETE CASCADE,
  how    TEXT    NOT NULL,
  routed TEXT    NOT NULL,
  wanted TEXT    NOT NULL,
  at     INTEGER NOT NULL
) STRICT;

-- The personal layer over the router's weights: one row or none, in the router's own form.
CREATE TABLE router_layer (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  bytes      BLOB    NOT NULL,
  n_examples INTEGER NOT NULL,
  at         INTEGER NOT NULL
) STRICT;
