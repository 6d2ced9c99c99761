-- Whether the newest revision has outdone another content of the same revision and order, by its digest alone.
ALTER TABLE dossier ADD COLUMN contested boolean NOT NULL DEFAULT false;
