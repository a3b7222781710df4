-- What the last receipt of a conversation told of, so that it can be undone as long as nothing was said since.

-- The number of turns at the time; NULL where there is nothing to undo.
ALTER TABLE conversation ADD COLUMN pin_changed_at INTEGER;
-- The pin before.
ALTER TABLE conversation ADD COLUMN pin_before TEXT;
