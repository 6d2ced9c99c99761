-- The memory of results. No column holds a floating-point number: points are inside payloads as integer hundredths,
-- official values are the digits that were read. Dates are text `YYYY-MM-DD`, which orders like the dates; empty means
-- "since ever" as a first day and "no end known" as a last one, as in chiso.record.v1.Unit.

-- The last epoch that was granted to a writer. One row for all logs, so that epochs are never given twice; grants are
-- rare and may wait for one another.
CREATE TABLE writer_epoch (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch bigint NOT NULL
);
INSERT INTO writer_epoch (epoch) VALUES (0);

-- How far the scores of a log have come, and which writer may move it on. The row is what a writer locks: two writers of
-- one log cannot interleave.
CREATE TABLE log_progress (
  log text COLLATE "C" PRIMARY KEY,
  -- The epoch of the writer that may write.
  epoch bigint NOT NULL,
  sequence bigint NOT NULL DEFAULT 0,
  digest bytea NOT NULL DEFAULT '',
  -- The time as of which the scores up to `sequence` hold; null: none were recorded.
  as_of_time timestamptz,
  -- The same of the last update, whether it moved `sequence` or not: what must not go back.
  last_as_of_time timestamptz
);

-- The definitions that scores were recorded under. Never changed: one id stands for one content, for ever.
CREATE TABLE definition (
  id text COLLATE "C" PRIMARY KEY,
  sha256 bytea NOT NULL,
  -- A serialised chiso.index.v1.IndexDefinition.
  payload bytea NOT NULL
);

-- The units as scoring knows them now. In columns, because rankings choose by them.
CREATE TABLE unit (
  code text COLLATE "C" NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C" NOT NULL,
  level smallint NOT NULL,
  name text NOT NULL,
  parent_code text COLLATE "C" NOT NULL,
  PRIMARY KEY (code, valid_from)
);
CREATE INDEX unit_parent ON unit (parent_code);

-- The current scores. The payload is the score as scoring sent it; only the key is in columns, because a ranking by any
-- indicator reads the scores of one period, and a history those of one unit.
CREATE TABLE score (
  period text COLLATE "C" NOT NULL,
  scope smallint NOT NULL,
  unit_code text COLLATE "C" NOT NULL,
  unit_valid_from text COLLATE "C" NOT NULL,
  -- A serialised chiso.index.v1.Score.
  payload bytea NOT NULL,
  PRIMARY KEY (period, scope, unit_code, unit_valid_from)
);
CREATE INDEX score_unit ON score (unit_code);

-- The last value of each score on each day (Asia/Ho_Chi_Minh) on which it became known: how figures of one period moved
-- from day to day. Grows by what changed on a day, not by days.
CREATE TABLE score_of_day (
  period text COLLATE "C" NOT NULL,
  scope smallint NOT NULL,
  unit_code text COLLATE "C" NOT NULL,
  unit_valid_from text COLLATE "C" NOT NULL,
  day date NOT NULL,
  payload bytea NOT NULL,
  PRIMARY KEY (period, scope, unit_code, unit_valid_from, day)
);

-- Published figures as they were read, one row for a reading. Of two records with one key the greater
-- (revision, SHA-256 of the value) is in force, so that any order and repetition gives the same table. The unit need not
-- be known, hence no foreign key.
CREATE TABLE official_figure (
  unit_code text COLLATE "C" NOT NULL,
  period text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  read_time timestamptz NOT NULL,
  revision bigint NOT NULL,
  -- The digits as read; empty where the figure was taken back.
  value text COLLATE "C" NOT NULL,
  value_sha256 bytea NOT NULL,
  retracted boolean NOT NULL,
  PRIMARY KEY (unit_code, period, code, read_time)
);
-- For the ranking of a period, which takes all units.
CREATE INDEX official_figure_period ON official_figure (period, code);

-- What was published. Rows are inserted and never changed; the key is what lets a period be published once.
CREATE TABLE bulletin (
  unit_code text COLLATE "C" NOT NULL,
  period text COLLATE "C" NOT NULL,
  revision_number integer NOT NULL,
  publish_time timestamptz NOT NULL,
  -- A serialised chiso.reporting.v1.Bulletin.
  payload bytea NOT NULL,
  PRIMARY KEY (unit_code, period, revision_number)
);

-- The documents of a bulletin, stored as bytes: what was issued reads the same for ever, whatever becomes of templates.
CREATE TABLE rendition (
  unit_code text COLLATE "C" NOT NULL,
  period text COLLATE "C" NOT NULL,
  revision_number integer NOT NULL,
  -- Numbers of chiso.reporting.v1.RenditionFormat and Language.
  format smallint NOT NULL,
  language smallint NOT NULL,
  media_type text NOT NULL,
  content bytea NOT NULL,
  sha256 bytea NOT NULL,
  PRIMARY KEY (unit_code, period, revision_number, format, language),
  FOREIGN KEY (unit_code, period, revision_number) REFERENCES bulletin
);
