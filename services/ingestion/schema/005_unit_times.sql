-- When units bear their codes, by the newest record of each: what warns of a code that no unit bears in the time of a
-- record. Kept by appending, and filled from the log at the start of a process where records of units are older than
-- this table.
CREATE TABLE unit_time (
  code text COLLATE "C" NOT NULL,
  -- Dates `YYYY-MM-DD`, as in chiso.record.v1.Unit: empty means since ever, and no end known.
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C" NOT NULL,
  retracted boolean NOT NULL,
  revision bigint NOT NULL,
  revision_order bigint NOT NULL,
  -- SHA-256 of the record without its revision and order.
  digest bytea NOT NULL,
  -- The record's place in the log `reference`: whoever knows all up to one asks for what lies behind it.
  sequence bigint NOT NULL,
  PRIMARY KEY (code, valid_from)
);
CREATE INDEX unit_time_sequence ON unit_time (sequence);
