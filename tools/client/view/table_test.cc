#include "tools/client/view/table.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

TEST(Table, AlignsByWhatIsSeenNotByBytes) {
  Table table({{"Tên đơn vị"}, {"Điểm", Table::Align::kRight}, {"Ghi chú"}});
  table.Add({"Phường Việt Trì", "9,50", "a"});
  table.Add({"Xã A", "18,45", ""});
  table.AddGap();
  // The same name with combining marks, as some systems write it.
  table.Add({"Phươ\u0300ng Viê\u0323t Tri\u0300", "0,00", "b"});
  EXPECT_EQ(table.ToString(),
            "Tên đơn vị        Điểm  Ghi chú\n"
            "---------------  -----  -------\n"
            "Phường Việt Trì   9,50  a\n"
            "Xã A             18,45\n"
            "\n"
            "Phươ\u0300ng Viê\u0323t Tri\u0300   0,00  b\n");
}

TEST(Table, AColumnThatIsEmptyInEveryRowIsLeftOut) {
  Table table({{"A"}, {"B"}, {"C"}});
  table.Add({"1", "", "3"});
  table.Add({"1"});
  EXPECT_EQ(table.ToString(), "A  C\n-  -\n1  3\n1\n");
}

}  // namespace
}  // namespace chiso
