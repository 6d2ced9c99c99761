#include "common/csv.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

TEST(Csv, QuotesStandOnlyWhereTheyAreNeeded) {
  EXPECT_EQ(CsvLine({"H44", "Tỉnh Phú Thọ", ""}), "H44,Tỉnh Phú Thọ,\n");
  EXPECT_EQ(CsvLine({"a,b", "a\"b", "a\nb"}), "\"a,b\",\"a\"\"b\",\"a\nb\"\n");
}

TEST(Csv, ATextThatLooksLikeAFormulaGetsAnApostrophe) {
  EXPECT_EQ(CsvLine({"=1+1", "+UBND", "-1.15", "@a", "\ta", "\ra"}),
            "'=1+1,'+UBND,'-1.15,'@a,'\ta,\"'\ra\"\n");
  EXPECT_EQ(CsvLine({"=HYPERLINK(\"https://example.vn\",\"x\")"}),
            "\"'=HYPERLINK(\"\"https://example.vn\"\",\"\"x\"\")\"\n");
  EXPECT_EQ(CsvLine({"a=b", "A-B", "1+1", "x@y", "", " =1"}), "a=b,A-B,1+1,x@y,, =1\n");
}

TEST(Csv, NumbersStayNumbers) {
  EXPECT_EQ(CsvLine({CsvCell::Number("-1.15"), CsvCell::Number("58.58"), CsvCell::Number("")}),
            "-1.15,58.58,\n");
}

}  // namespace
}  // namespace chiso
