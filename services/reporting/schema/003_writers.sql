-- Who writes, and whether they live.

-- How many logs were granted together with this one, itself included. Where fewer rows than that bear the row's epoch,
-- another writer took some of them, and nobody can write the scores of this log.
ALTER TABLE log_progress ADD COLUMN granted_logs integer NOT NULL DEFAULT 1;
UPDATE log_progress p SET granted_logs = (SELECT count(*) FROM log_progress q WHERE q.epoch = p.epoch);
-- When the writer was granted or its last update was recorded; null: before this column was there.
ALTER TABLE log_progress ADD COLUMN heartbeat_time timestamptz;
-- Whether scores were recorded that rest on records after `sequence`.
ALTER TABLE log_progress ADD COLUMN ahead boolean NOT NULL DEFAULT false;
