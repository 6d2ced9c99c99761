#include "common/sql/copy_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

using Rows = CopyRows<bool, int16_t, int32_t, int64_t, absl::Time, absl::string_view>;

std::string Hex(absl::string_view bytes) { return absl::BytesToHexString(bytes); }

// As PostgreSQL's manual says, "COPY", "Binary Format".
TEST(CopyFormat, RowsAreAsTheManualSays) {
  Rows rows;
  rows.Add(true, -2, 3, 0x0102030405060708, absl::FromUnixMicros(946684800000001), "é");
  EXPECT_EQ(Hex(rows.bytes()),
            "0006"
            "0000000101"
            "00000002fffe"
            "0000000400000003"
            "000000080102030405060708"
            "000000080000000000000001"
            "00000002c3a9");
  EXPECT_EQ(Hex(CopyHeader()),
            "5047434f50590aff0d0a00"
            "00000000"
            "00000000");
  EXPECT_EQ(Hex(CopyTrailer()), "ffff");
}

TEST(CopyFormat, MessageIsStoredSerialised) {
  struct {
    size_t ByteSizeLong() const { return 3; }
    uint8_t* SerializeWithCachedSizesToArray(uint8_t* to) const { return std::fill_n(to, 3, 0x7f); }
  } message;
  CopyRows<decltype(message), int16_t> rows;
  rows.Add(message, 1);
  EXPECT_EQ(Hex(rows.bytes()),
            "0002"
            "000000037f7f7f"
            "000000020001");
}

TEST(CopyFormat, SetChangesOneValueOfOneRow) {
  Rows rows, wanted;
  for (const int64_t number : {1, 2, 3}) rows.Add(false, 1, 2, 7, absl::UnixEpoch(), absl::StrCat(number));
  rows.Set<1>(1, -5);
  rows.Set<3>(1, 40);
  wanted.Add(false, 1, 2, 7, absl::UnixEpoch(), "1");
  wanted.Add(false, -5, 2, 40, absl::UnixEpoch(), "2");
  wanted.Add(false, 1, 2, 7, absl::UnixEpoch(), "3");
  EXPECT_EQ(rows.bytes(), wanted.bytes());
  EXPECT_EQ(rows.Get<5>(1), "2");
  EXPECT_EQ(rows.row_count(), 3);
}

TEST(CopyFormat, ReaderTakesAWholeStreamOrWholeRowsOfOne) {
  CopyRows<int64_t, absl::string_view> rows;
  rows.Add(-9, "a");
  rows.Add(10, "");
  const std::string whole = absl::StrCat(CopyHeader(), rows.bytes(), CopyTrailer());
  for (const absl::string_view bytes : {absl::string_view(whole), rows.bytes()}) {
    CopyReader reader(bytes);
    ASSERT_TRUE(reader.NextRow());
    EXPECT_EQ(reader.Int64(), -9);
    EXPECT_EQ(reader.Bytes(), "a");
    ASSERT_TRUE(reader.NextRow());
    EXPECT_EQ(reader.Int64(), 10);
    EXPECT_EQ(reader.Bytes(), "");
    EXPECT_FALSE(reader.NextRow());
  }
}

TEST(CopyFormat, ReaderDoesNotReadPastTheEnd) {
  CopyRows<absl::string_view> rows;
  rows.Add("abc");
  CopyReader reader(rows.bytes().substr(0, rows.bytes().size() - 1));
  ASSERT_TRUE(reader.NextRow());
  EXPECT_THROW(reader.Bytes(), std::runtime_error);
  EXPECT_THROW(CopyReader("\1").NextRow(), std::runtime_error);
}

TEST(CopyFormat, ParameterHasNoLengthAndAValueOfAnArrayHas) {
  std::string parameter, array;
  AppendValue(parameter, int16_t{258});
  AppendField(array, int16_t{258});
  AppendField(array, absl::string_view("x"));
  EXPECT_EQ(Hex(parameter), "0102");
  EXPECT_EQ(Hex(array),
            "000000020102"
            "0000000178");
}

}  // namespace
}  // namespace chiso
