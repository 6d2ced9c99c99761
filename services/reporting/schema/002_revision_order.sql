-- What orders equal revisions: OfficialFigure.revision_order. Of two records with one key the greater
-- (revision, revision_order, SHA-256 of the value) is in force. What was taken before has no order, which is 0.
ALTER TABLE official_figure ADD COLUMN revision_order bigint NOT NULL DEFAULT 0;
