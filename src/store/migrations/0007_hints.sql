-- What a message wishes of its answer (`domain::Hint`), in words with a space between them: whoever is asked the same
-- later is to know. NULL where it wishes nothing, and where it is not known.

ALTER TABLE turn ADD COLUMN hints TEXT;
