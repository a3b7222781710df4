-- Material of a certain size is kept in a file of its own (`materials.rs`): the size in bytes of what the file holds.
-- `material` is NULL then.
ALTER TABLE turn ADD COLUMN material_bytes INTEGER;
CREATE INDEX turn_by_material_file ON turn (id) WHERE material_bytes IS NOT NULL;
