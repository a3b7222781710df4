-- What the settings had to do with an answer: the setting that chose it and who wrote it (`domain::Preset`), and the project's
-- file that held, with the keys that it sets, in words with a space between them. No row where neither was.

CREATE TABLE settings_then (
  turn         INTEGER PRIMARY KEY REFERENCES turn (id) ON DELETE CASCADE,
  preset       TEXT,
  preset_by    TEXT,
  project      TEXT,
  project_sets TEXT
) STRICT;
