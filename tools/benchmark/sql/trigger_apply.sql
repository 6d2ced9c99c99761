-- Takes the versions of that range in: of each dossier the newest, where it is newer than what is held.
INSERT INTO dossier
SELECT DISTINCT ON (code) code, revision, unit, procedure, status, receive, due, ended, pause_from, pause_to, flags
FROM version WHERE sequence BETWEEN {first} AND {last} ORDER BY code, revision DESC
ON CONFLICT (code) DO UPDATE SET
  revision = excluded.revision, unit = excluded.unit, procedure = excluded.procedure, status = excluded.status,
  receive = excluded.receive, due = excluded.due, ended = excluded.ended, pause_from = excluded.pause_from,
  pause_to = excluded.pause_to, flags = excluded.flags
WHERE dossier.revision < excluded.revision
