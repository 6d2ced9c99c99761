#include "services/ingestion/log/summariser.h"

#include <atomic>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/ingestion/testing/log_test_base.h"

namespace chiso {
namespace {

using record::v1::Record;
using testing::DossierOf;

// Whether all block ranges of the partition but the last have a summary, and the last has none, in both
// indexes.
constexpr char kAllButTheLast[] =
    "SELECT bool_and(pg_relation_size('record_2_202608') / 8192 / 32 = (SELECT count(*) FROM"
    " brin_revmap_data(get_raw_page('record_2_202608_' || name || '_idx', 1)) AS range (place)"
    " WHERE place <> '(0,0)')) FROM unnest(ARRAY['sequence', 'subject']) AS name";

// Of the index that finds a subject: how many block ranges have a summary.
std::string Summarised(const std::string& partition) {
  return absl::StrCat("SELECT count(*) FROM brin_revmap_data(get_raw_page('", partition,
                      "_subject_idx', 1)) AS range (place) WHERE place <> '(0,0)'");
}

class SummariserTest : public testing::LogTest {
 protected:
  SummariserTest() { Query("CREATE EXTENSION pageinspect"); }

  // Two and a part of one.
  void AppendRanges(absl::Time now = testing::At(8, 20)) {
    Append("a", std::vector<Record>(5000, DossierOf("H44.1-260803-0001", 1)), now);
    // The server's own cleaning would summarise too.
    Query(
        "DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT inhrelid FROM pg_inherits WHERE inhparent ="
        " 'record'::regclass LOOP EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', p); END "
        "LOOP;"
        " END $$");
  }
};

TEST_F(SummariserTest, FullRangesAreSummarisedAndTheLastIsNot) {
  AppendRanges();
  Summariser summariser(postgres_, [] { return false; });
  Await(kAllButTheLast);
  // What comes later too.
  AppendRanges();
  Await(kAllButTheLast);
}

TEST_F(SummariserTest, WhatAnotherProcessAppendsIsSummarised) {
  Postgres other_postgres({conninfo_});
  Summariser summariser(other_postgres, [] { return false; });
  AppendRanges();
  Await(kAllButTheLast);
}

TEST_F(SummariserTest, QueueThatIsNeverEmptyIsAskedAboutBeforeEachPieceAndDoesNotStopIt) {
  AppendRanges();
  AppendRanges();
  std::atomic<int> asked = 0;
  Summariser summariser(postgres_, [&] {
    ++asked;
    return true;
  });
  Await(kAllButTheLast);
  EXPECT_GT(asked, 1);
}

TEST_F(SummariserTest, SealedPartitionIsLeftAlone) {
  Append("a", {DossierOf("H44.1-260803-0001", 1)});
  Query("CREATE INDEX record_2_202608_subject ON record_2_202608 (subject)");
  AppendRanges();
  AppendRanges(testing::At(9, 1));
  Summariser summariser(postgres_, [] { return false; });
  Await(absl::StrCat("SELECT (", Summarised("record_2_202609"), ") > 1"));
  // An empty partition begins with a summary.
  EXPECT_EQ(Query(Summarised("record_2_202608")), "1");
}

TEST_F(SummariserTest, WhatFailedIsDoneLaterAndStopsNoOtherPartition) {
  // A summary of September fails as long as the table `broken` is there.
  AppendRanges(testing::At(9, 1));
  Query(
      "CREATE FUNCTION may_fail(bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN"
      " IF to_regclass('public.broken') IS NOT NULL THEN RAISE 'broken'; END IF; RETURN $1; END $$");
  Query(
      "CREATE INDEX may_fail ON record_2_202609 USING brin (may_fail(sequence)) WITH (pages_per_range = 32)");
  AppendRanges(testing::At(9, 1));
  Query("CREATE TABLE broken ()");
  AppendRanges();
  Summariser summariser(postgres_, [] { return false; });
  Await(kAllButTheLast);
  // What was broken off leaves a summary that fits all, which the server takes for done.
  const std::string september =
      "SELECT count(DISTINCT blknum) = pg_relation_size('record_2_202609') / 8192 / 32"
      " AND NOT bool_or(placeholder) FROM brin_page_items(get_raw_page('may_fail', 2), 'may_fail')";
  EXPECT_EQ(Query(september), "f");
  Query("DROP TABLE broken");
  Await(september);
}

}  // namespace
}  // namespace chiso
