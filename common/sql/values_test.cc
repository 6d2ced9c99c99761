#include "common/sql/values.h"

#include <vector>

#include "common/period.h"
#include "common/testing/test_postgres.h"
#include "common/version.h"
#include "gtest/gtest.h"

namespace chiso {
namespace {

using sql::ArrayColumn;
using sql::BytesOf;

class SqlValuesTest : public ::testing::Test {
 protected:
  pqxx::connection connection_{testing::FreshDatabase()};
  pqxx::work work_{connection_};
};

TEST_F(SqlValuesTest, AColumnComesBackAsItWas) {
  const std::string text = R"(a "quoted", {braced} \ text)";
  const std::string bytes("\0\xff", 2);
  ArrayColumn texts, all_bytes, numbers, flags;
  texts.AddText(text);
  all_bytes.AddBytes(bytes);
  numbers.AddNumber(-7);
  flags.AddBool(true);
  for (ArrayColumn* column : {&texts, &all_bytes, &numbers, &flags}) column->AddNull();
  const pqxx::result rows =
      work_.exec_params("SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::boolean[])",
                        texts.Literal(), all_bytes.Literal(), numbers.Literal(), flags.Literal());
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows[0][0].as<std::string>(), text);
  EXPECT_EQ(BytesOf(rows[0][1]), bytes);
  EXPECT_EQ(rows[0][2].as<int64_t>(), -7);
  EXPECT_TRUE(rows[0][3].as<bool>());
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(rows[1][i].is_null()) << i;
}

TEST_F(SqlValuesTest, TimesTravelExactly) {
  const int64_t micros = 1'790'000'000'123'457;
  EXPECT_EQ(work_.exec_params1("SELECT " CHISO_MICROS(CHISO_TIME("$1")), micros)[0].as<int64_t>(), micros);
}

TEST_F(SqlValuesTest, ADayIsThatOfDayOf) {
  const absl::Time midnight = absl::FromCivil(absl::CivilDay(2026, 8, 1), HoChiMinh());
  for (const absl::Time time : {midnight - absl::Microseconds(1), midnight}) {
    const pqxx::row row =
        work_.exec_params1("SELECT " CHISO_DAY(CHISO_TIME("$1")) "::text", absl::ToUnixMicros(time));
    EXPECT_EQ(row[0].as<std::string>(), FormatDate(DayOf(time)));
  }
}

TEST_F(SqlValuesTest, NewerIsTheOrderOfVersions) {
  const std::vector<Version> versions = {{1, 0, "\x01"}, {1, 0, "\xff"}, {1, 7, "\x01"}, {2, 0, "\x01"}};
  for (const Version& a : versions) {
    for (const Version& b : versions) {
      const pqxx::row row = work_.exec_params1(
          "SELECT " CHISO_IS_NEWER("a", "b", "digest")
          " FROM (SELECT $1::bigint AS revision, $2::bigint AS revision_order, $3::bytea AS digest) a,"
          " (SELECT $4::bigint AS revision, $5::bigint AS revision_order, $6::bytea AS digest) b",
          a.revision, a.order, pqxx::binarystring(a.digest), b.revision, b.order,
          pqxx::binarystring(b.digest));
      EXPECT_EQ(row[0].as<bool>(), a > b);
    }
  }
}

}  // namespace
}  // namespace chiso
