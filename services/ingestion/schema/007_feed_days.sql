-- For which days a sender declares to give what it declares: dates `YYYY-MM-DD`, as in chiso.record.v1.FeedDeclaration;
-- empty means since ever, and no end known.
ALTER TABLE feed
  ADD COLUMN valid_from text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN valid_to text COLLATE "C" NOT NULL DEFAULT '';
