-- Counters kept by triggers: as soon as a dossier changes, what it added to the flows of its office, and to the uses of its
-- procedure there, is taken out and what it adds now put in. The tables are unlogged, since the ledger is not durable
-- either. What becomes late while nothing changes is left out: {as_of} stands still.
CREATE SCHEMA held;
SET search_path = held, public;
CREATE UNLOGGED TABLE dossier AS
SELECT DISTINCT ON (code) code, revision, unit, procedure, status, receive, due, ended, pause_from, pause_to, flags
FROM version WHERE sequence <= {cut} ORDER BY code, revision DESC;
ALTER TABLE dossier ADD PRIMARY KEY (code);
CREATE UNLOGGED TABLE flow AS
WITH changed AS (SELECT 1 AS sign, course.* FROM ({course of dossier}) course),
{together}
{flow};
ALTER TABLE flow ADD PRIMARY KEY (unit, month), SET (fillfactor = 50);
CREATE UNLOGGED TABLE use_count AS
WITH changed AS (SELECT 1 AS sign, course.* FROM ({course of dossier}) course)
{uses};
ALTER TABLE use_count ADD PRIMARY KEY (unit, procedure, month), SET (fillfactor = 80);

CREATE FUNCTION count_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {counting inserted}
  RETURN NULL;
END $$;
CREATE FUNCTION count_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {counting updated}
  RETURN NULL;
END $$;
CREATE TRIGGER inserted AFTER INSERT ON dossier REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_inserted();
CREATE TRIGGER updated AFTER UPDATE ON dossier REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_updated();
