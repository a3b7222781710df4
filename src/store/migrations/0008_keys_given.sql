-- Which key a command or a keyring gave when it was last asked. Both are marks (`domain::KeyMark`), never a key. What is kept
-- under `source` is that key's; of the keys before it, it is kept under their own marks.
CREATE TABLE key_given (
  source INTEGER PRIMARY KEY,
  key    INTEGER NOT NULL
) STRICT;
