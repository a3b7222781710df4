-- Who was to give an answer before the one that did and was not asked, in that order. Who was asked stands in `attempt`.

CREATE TABLE passed_over (
  turn   INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  model  TEXT    NOT NULL,
  why    TEXT    NOT NULL,
  PRIMARY KEY (turn, number)
) STRICT, WITHOUT ROWID;
