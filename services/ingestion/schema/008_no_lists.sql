-- Dossiers are listed by scoring, from the log.
DROP TABLE dossier_progress;
DROP TABLE dossier;
