-- The version of each dossier that counts: the newest.
{create} dossier AS
SELECT DISTINCT ON (code) code, revision, unit, procedure, status, receive, due, ended, pause_from, pause_to, flags
FROM version ORDER BY code, revision DESC;
