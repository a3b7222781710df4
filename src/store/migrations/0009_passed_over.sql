-- Who was passed over on the way to an answer, in that order. Whoever was asked in the end stands in `attempt`, too.

CREATE TABLE passed_over (
  turn   INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  model  TEXT    NOT NULL,
  why    TEXT    NOT NULL,
  PRIMARY KEY (turn, number)
) STRICT, WITHOUT ROWID;
