-- Scores in columns. What they share with all others, positions and time, stands once in log_progress and
-- progress_of_day; codes and the most points stand in their definition.

-- The scores in their former form, each a serialised chiso.index.v1.Score. A process that starts brings them into their new
-- form, some at a time, before it serves; then these tables are empty, and nothing is written to them any more.
ALTER TABLE score RENAME TO score_payload;
ALTER INDEX score_pkey RENAME TO score_payload_pkey;
DROP INDEX score_unit;
ALTER TABLE score_of_day RENAME TO score_of_day_payload;
ALTER INDEX score_of_day_pkey RENAME TO score_of_day_payload_pkey;

-- What counts the changes of scores, units and definitions, so that whoever keeps some of them in memory knows whether
-- they are still right. One row, which a writer locks from its first change to the end of its transaction: of two changes
-- the one that is seen later has the greater number.
CREATE TABLE generation (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- That of the last change.
  last bigint NOT NULL,
  -- That of the last change of a unit, and of the last definition that became known.
  reference bigint NOT NULL
);
INSERT INTO generation (last, reference) VALUES (0, 0);

-- The current scores. A score is replaced in place as a rule, for which there is room on its page: no index holds what
-- changes, because rankings are made in memory from all scores of a period.
CREATE TABLE score (
  period text COLLATE "C" NOT NULL,
  scope smallint NOT NULL,
  unit_code text COLLATE "C" NOT NULL,
  unit_valid_from text COLLATE "C" NOT NULL,
  definition_id text COLLATE "C" NOT NULL,
  -- What totals are ranked by: the number of their chiso.index.v1.Status, and hundredths of a point; null: none.
  total_status smallint NOT NULL,
  total_points integer,
  -- A serialised chiso.reporting.v1.ScoreValues, in its one form.
  packed bytea NOT NULL,
  -- The day (Asia/Ho_Chi_Minh) on which this value became known.
  known_from date NOT NULL,
  -- That of its last change.
  generation bigint NOT NULL,
  PRIMARY KEY (period, scope, unit_code, unit_valid_from)
) WITH (fillfactor = 80);
CREATE INDEX score_unit ON score (unit_code, scope);

-- What scores were before, one row for a value that was the last one of some day, from the day on which it became known
-- until the next row's, or until the current one's. No two neighbours are equal.
CREATE TABLE former_score (
  unit_code text COLLATE "C" NOT NULL,
  scope smallint NOT NULL,
  period text COLLATE "C" NOT NULL,
  unit_valid_from text COLLATE "C" NOT NULL,
  known_from date NOT NULL,
  -- Null, both: from this day on there was no score.
  definition_id text COLLATE "C",
  packed bytea,
  PRIMARY KEY (unit_code, scope, period, unit_valid_from, known_from)
);

-- The generations in which scores of a period and scope last changed, and in which some were last removed.
CREATE TABLE score_change (
  period text COLLATE "C" NOT NULL,
  scope smallint NOT NULL,
  changed bigint NOT NULL,
  removed bigint NOT NULL,
  PRIMARY KEY (period, scope)
);

-- How far the scores of each log had come at the end of a day, where they moved on it: what former scores rest on.
CREATE TABLE progress_of_day (
  day date NOT NULL,
  log text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  digest bytea NOT NULL,
  as_of_time timestamptz NOT NULL,
  PRIMARY KEY (log, day)
);
