-- What orders equal revisions: Record.revision_order. What was taken before has none, which is 0.
ALTER TABLE feed ADD COLUMN revision_order bigint NOT NULL DEFAULT 0;
ALTER TABLE dossier ADD COLUMN revision_order bigint NOT NULL DEFAULT 0;
