-- What a record is about: of dossiers, their progress and answers about them the dossier's code; of all others the key.
ALTER TABLE record RENAME COLUMN key TO subject;
-- Finds the few block ranges of a leaf that may hold a subject. It is brought up to date about every second, full
-- ranges only; what is not in it yet is read whole. A range holds about 900 records. For 10 million records it takes
-- 15 MB, and a subject is found in 20 to 40 ms, half of that in ranges that are looked at in vain; ranges of 128 pages
-- gain nothing. Appending takes as long as without it and 5 to 8 % more processor time; with a B-tree storing the rows
-- took three times as much. A leaf of a month that is over also gets a B-tree (record_log_sealer).
CREATE INDEX record_subject ON record
  USING brin (subject text_bloom_ops (n_distinct_per_range = 1000, false_positive_rate = 0.003))
  WITH (pages_per_range = 32);

-- The codes that records may name: 1 units, 2 procedures, 3 aliases of units (sender '/' alias), and 4 what has been
-- published (unit '/' period). Never removed.
CREATE TABLE known_code (
  kind smallint NOT NULL,
  code text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, code)
);
INSERT INTO known_code SELECT 1, code FROM known_unit;
DROP TABLE known_unit;

-- When the newest of its dossiers was received.
ALTER TABLE sender ADD COLUMN newest_receive_time timestamptz;

-- The newest declaration for each key.
CREATE TABLE feed (
  sender text COLLATE "C" NOT NULL,
  kind smallint NOT NULL,
  unit_code text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  -- SHA-256 of the record without its revision.
  digest bytea NOT NULL,
  retracted boolean NOT NULL,
  precedence integer,
  PRIMARY KEY (sender, kind, unit_code)
);

-- How many of a sender's dossier records show an oddity, and of how many that could. What is odd only where all
-- records show it is counted too.
CREATE TABLE sender_finding (
  sender_id integer NOT NULL REFERENCES sender,
  oddity smallint NOT NULL,
  count bigint NOT NULL,
  of_count bigint NOT NULL,
  -- At most five.
  examples text[] NOT NULL,
  PRIMARY KEY (sender_id, oddity)
);

-- What is kept of a refused record: a serialised chiso.record.v1.Record.
ALTER TABLE quarantine ADD COLUMN record bytea NOT NULL DEFAULT '';
CREATE INDEX quarantine_arrival ON quarantine (arrival_time DESC, sender_id, batch_id, index);
CREATE INDEX quarantine_sender ON quarantine (sender_id, arrival_time DESC, batch_id, index);

CREATE UNIQUE INDEX batch_number ON batch (sender_id, number);

-- The newest revision of each dossier from each sender, taken from the logs behind their heads: for lists. It can be
-- emptied at any time and fills again.
CREATE TABLE dossier (
  log_id smallint NOT NULL,
  code text COLLATE "C" NOT NULL,
  sender_id integer NOT NULL,
  revision bigint NOT NULL,
  -- SHA-256 of the record without its revision.
  digest bytea NOT NULL,
  retracted boolean NOT NULL,
  -- Empty where the unit is named by a name alone, or the dossier is retracted.
  unit_code text COLLATE "C" NOT NULL,
  procedure_code text COLLATE "C" NOT NULL,
  status smallint NOT NULL,
  receive_time timestamptz,
  due_time timestamptz,
  -- When processing ended, by the first of the times that say so; null: not yet, or not said.
  end_time timestamptz,
  has_result_file boolean NOT NULL,
  PRIMARY KEY (log_id, code, sender_id)
-- A dossier changes a few times: most changes find room beside the row, and then touch no index.
) WITH (fillfactor = 80);
CREATE INDEX dossier_unit ON dossier (unit_code, code);

-- How far each log has been taken into `dossier`.
CREATE TABLE dossier_progress (
  log_id smallint PRIMARY KEY REFERENCES log,
  sequence bigint NOT NULL
);
INSERT INTO dossier_progress SELECT id, 0 FROM log;
