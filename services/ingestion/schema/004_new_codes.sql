-- The transaction that put a code in, so that whoever asks again reads only what is new: all that was put in by a
-- transaction that a former snapshot could not see (pg_snapshot_xmin).
ALTER TABLE known_code ADD COLUMN added xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX known_code_added ON known_code (kind, added);
