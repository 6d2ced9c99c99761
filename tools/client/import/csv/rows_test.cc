#include "tools/client/import/csv/rows.h"

#include <gtest/gtest.h>

#include <limits>

#include "tools/client/words/times.h"

namespace chiso {
namespace {

constexpr int64_t kRevision = 1'788'220'800'000'000;
const Defaults kDefaults{kRevision, absl::FromUnixSeconds(1'678'060'800), 42};

// A return with one value changed; gives the column at fault, empty where there is none.
std::string ReturnFault(const std::string& column, const std::string& value,
                        record::v1::Record* out = nullptr) {
  const std::vector<std::string> header = {"unit_code",   "period", "indicator", "numerator",
                                           "denominator", "scope",  "revision"};
  std::vector<std::string> values = {"H44", "2026-08", "ON_TIME", "3", "4", "", ""};
  for (size_t i = 0; i < header.size(); ++i) {
    if (header[i] == column) values[i] = value;
  }
  record::v1::Record record;
  const auto finding =
      ToRecord(FileKind::kReturns, Fields(header, values), kDefaults, out == nullptr ? record : *out);
  return finding ? finding->column : "";
}

TEST(CsvRows, AReturnTakesScopeAndRevisionFromTheDefaults) {
  record::v1::Record record;
  EXPECT_EQ(ReturnFault("", "", &record), "");
  EXPECT_EQ(record.revision(), kRevision);
  EXPECT_EQ(record.unit_return().scope(), record::v1::SCOPE_SUBTREE);
  EXPECT_EQ(record.unit_return().numerator(), 3);
}

TEST(CsvRows, TheColumnRevisionGoesBeforeTheDefault) {
  record::v1::Record record;
  EXPECT_EQ(ReturnFault("revision", "42", &record), "");
  EXPECT_EQ(record.revision(), 42);
  EXPECT_EQ(ReturnFault("revision", "2026-10-10T14:30+07:00", &record), "");
  EXPECT_EQ(record.revision(), 1'791'617'400'000'000);
  EXPECT_EQ(ReturnFault("revision", "yesterday"), "revision");
  EXPECT_EQ(ReturnFault("revision", "0"), "revision");
}

TEST(CsvRows, EveryRowHasTheOrderOfTheFile) {
  record::v1::Record record;
  for (const char* const revision : {"", "7"}) {
    record.Clear();
    EXPECT_EQ(ReturnFault("revision", revision, &record), "");
    EXPECT_EQ(record.revision_order(), 42);
  }
  record.Clear();
  EXPECT_FALSE(
      ToRecord(FileKind::kUnits, Fields({"unit_code", "level"}, {"H44", "province"}), kDefaults, record));
  EXPECT_EQ(record.revision_order(), 42);
  reporting::v1::OfficialFigure figure;
  EXPECT_FALSE(ToFigure(Fields({"unit_code", "code", "value"}, {"H44", "TOTAL", "1"}), kDefaults, figure));
  EXPECT_EQ(figure.revision_order(), 42);
}

TEST(CsvRows, EmptyNumbersAreAbsentAndNotZero) {
  record::v1::Record record;
  EXPECT_EQ(ReturnFault("numerator", "", &record), "");
  EXPECT_FALSE(record.unit_return().has_numerator());
  EXPECT_TRUE(record.unit_return().has_denominator());
}

TEST(CsvRows, NumbersThatTwoReadersTakeDifferentlyAreRefused) {
  for (const char* text : {"12.000", "12,000", "1e3", " 1", "0x1", "-", "+1", "-1", "-0", "1.0", "\uFF15",
                           "1 000", "1\u00A0000"}) {
    EXPECT_EQ(ReturnFault("numerator", text), "numerator") << text;
    EXPECT_EQ(ReturnFault("denominator", text), "denominator") << text;
  }
}

TEST(CsvRows, ACharacterThatNobodySeesIsNamed) {
  const std::vector<std::string> header = {"unit_code", "period", "indicator", "numerator", "denominator"};
  record::v1::Record record;
  const auto finding =
      ToRecord(FileKind::kReturns, Fields(header, {"H44", "2026-08", "ON_TIME", "1\u202F000", "4"}),
               kDefaults, record);
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->message,
            "must be a whole number of digits alone, or empty; it holds U+202F behind character 1");
}

TEST(CsvRows, TheNameOfAUnitIsTakenAsItReads) {
  record::v1::Record record;
  const std::vector<std::string> header = {"unit_code", "name", "level"};
  EXPECT_FALSE(ToRecord(FileKind::kUnits, Fields(header, {"H44", "UBND\u00A0xã\u200B Một", "commune"}),
                        kDefaults, record));
  EXPECT_EQ(record.unit().name(), "UBND xã Một");
}

TEST(CsvRows, ThatACountIsTooGreatIsForTheServiceToSay) {
  record::v1::Record record;
  EXPECT_EQ(ReturnFault("numerator", "9999999999999999999999", &record), "");
  EXPECT_EQ(record.unit_return().numerator(), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(ReturnFault("numerator", "007", &record), "");
  EXPECT_EQ(record.unit_return().numerator(), 7);
}

TEST(CsvRows, UnknownWordsAreRefusedByColumn) {
  EXPECT_EQ(ReturnFault("scope", "everything"), "scope");
  EXPECT_EQ(ReturnFault("scope", "own"), "");
  record::v1::Record record;
  const std::vector<std::string> header = {"unit_code", "name", "level"};
  EXPECT_EQ(
      ToRecord(FileKind::kUnits, Fields(header, {"H44", "Tỉnh Phú Thọ", "tỉnh"}), kDefaults, record)->column,
      "level");
  EXPECT_FALSE(
      ToRecord(FileKind::kUnits, Fields(header, {"H44", "Tỉnh Phú Thọ", "Province"}), kDefaults, record));
}

TEST(CsvRows, OfficialValuesKeepTheirDigits) {
  const std::vector<std::string> header = {"unit_code", "period", "code", "value", "read_at"};
  reporting::v1::OfficialFigure figure;
  EXPECT_FALSE(ToFigure(Fields(header, {"H44", "2026", "TOTAL", "74,60", "2026-10-10"}), kDefaults, figure));
  EXPECT_EQ(figure.value(), "74.60");
  EXPECT_EQ(FormatTimestamp(figure.read_time()), "2026-10-10");
  for (const auto& [typed, value] : std::map<std::string, std::string>{
           {"+ 1,70", "1.70"}, {"- 1,15", "-1.15"}, {"\u22121,15", "-1.15"}, {"-8.54", "-8.54"}}) {
    EXPECT_FALSE(ToFigure(Fields(header, {"H44", "2026", "DELTA", typed, ""}), kDefaults, figure)) << typed;
    EXPECT_EQ(figure.value(), value);
  }
  EXPECT_FALSE(ToFigure(Fields(header, {"H44", "2026", "DELTA", "+1.7", ""}), kDefaults, figure));
  EXPECT_EQ(figure.value(), "1.7");
  EXPECT_EQ(figure.read_time().seconds(), 1'678'060'800);
  // What the service has to refuse reaches it as it was typed.
  for (const char* const typed : {"+5", "- 5", "\u22125", "+ 5"}) {
    EXPECT_FALSE(ToFigure(Fields(header, {"H44", "2026", "RECEIVED", typed, ""}), kDefaults, figure));
    EXPECT_EQ(figure.value(), typed);
  }
  EXPECT_FALSE(ToFigure(Fields(header, {"H44", "2026", "TOTAL", "1", "9/10/2026"}), kDefaults, figure));
  EXPECT_EQ(FormatTimestamp(figure.read_time()), "2026-10-09");
  EXPECT_EQ(ToFigure(Fields(header, {"H44", "2026", "TOTAL", "1", "10/13/2026"}), kDefaults, figure)->column,
            "read_at");
}

}  // namespace
}  // namespace chiso
