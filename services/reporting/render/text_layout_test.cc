#include "services/reporting/render/text_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_split.h"
#include "common/text.h"

namespace chiso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

TextColumn Column(const std::string& heading, std::vector<std::string> cells) {
  TextColumn column;
  column.heading = heading;
  column.cells = std::move(cells);
  return column;
}

TEST(WrapText, BreaksAtWhiteSpaceWithinTheWidth) {
  EXPECT_THAT(WrapText("một hai ba bốn", 8), ElementsAre("một hai", "ba bốn"));
  EXPECT_THAT(WrapText("  một\n hai ", 80), ElementsAre("một hai"));
  EXPECT_THAT(WrapText(" ", 8), IsEmpty());
}

TEST(WrapText, KeepsANumberWithTheWordsBesideIt) {
  EXPECT_THAT(WrapText("đã tăng 1,70 điểm so", 14), ElementsAre("đã", "tăng 1,70 điểm", "so"));
}

TEST(WrapText, BreaksAChainOfNumbersThatIsTooLongForALine) {
  EXPECT_THAT(WrapText("ngày 06 tháng 3 năm 2023", 12), ElementsAre("ngày 06", "tháng 3 năm", "2023"));
}

TEST(Paragraph, IndentsItsFirstLine) {
  EXPECT_EQ(Paragraph("aa bb cc dd", 8, "  ", ""), "  aa bb\ncc dd\n");
  EXPECT_EQ(Paragraph("aa bb cc dd", 8, "- ", "  "), "- aa bb\n  cc dd\n");
}

TEST(Beside, LaysTwoBlocksSideBySide) {
  EXPECT_EQ(Beside("a\nb", 4, /*left_centred=*/false, "xx", 4), "a    xx\nb\n");
  EXPECT_EQ(Beside("aa", 4, /*left_centred=*/true, "x\ny", 3), " aa  x\n     y\n");
}

TEST(TextTable, HasLinesOfOneWidthWithVietnameseText) {
  TextColumn name = Column("Tên đơn vị", {"UBND xã Tân Bình", "Phường IV"});
  name.right = false;
  TextColumn first = Column("Tỷ lệ hồ sơ cấp kết quả điện tử (%)", {"84,62", "44"});
  TextColumn second = Column("Số lượng", {"166", ""});
  first.joint_heading = second.joint_heading = "Kết quả số hóa hồ sơ";
  const std::string table = TextTable({name, first, second}, 1, 60);
  std::set<int> widths;
  for (const std::string& line : Lines(table)) widths.insert(DisplayWidth(line));
  EXPECT_EQ(widths.size(), 1u) << table;
  EXPECT_THAT(table, HasSubstr("Kết quả số hóa hồ sơ"));
}

TEST(TextTable, StaysWithinItsWidthByContinuingBelow) {
  std::vector<TextColumn> columns = {Column("No.", {"1"})};
  for (int i = 0; i < 20; ++i) columns.push_back(Column("heading", {std::to_string(1000 + i)}));
  const std::string table = TextTable(columns, 1, 60);
  for (const std::string& line : Lines(table)) EXPECT_LE(DisplayWidth(line), 60) << line;
  for (int i = 0; i < 20; ++i) EXPECT_THAT(table, HasSubstr(std::to_string(1000 + i)));
}

TEST(TextTable, NeverBreaksANumber) {
  const std::string table = TextTable({Column("a", {"+ 1,70"})}, 0, 10);
  EXPECT_THAT(table, HasSubstr("+ 1,70"));
}

}  // namespace
}  // namespace chiso
