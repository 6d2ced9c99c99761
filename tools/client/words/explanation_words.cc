#include "tools/client/words/explanation_words.h"

#include <cstddef>
#include <iterator>

namespace chiso {
namespace {

struct Words {
  const char* english;
  const char* vietnamese;
};

// In each table the words of a value stand at its number.
// clang-format off
constexpr Words kUnitBases[] = {
    {"nobody knows this unit", "không có đơn vị nào mang mã hoặc tên này"},
    {"by its code", "theo mã đơn vị"},
    {"by a name that the sender gives it", "theo tên gọi của bên gửi"},
    {"by a name that all give it", "theo tên gọi chung"},
};

constexpr Words kEndBases[] = {
    {"still open", "chưa kết thúc"},
    {"by the time of the end", "theo ngày kết thúc xử lý"},
    {"by a line of progress that says finished", "theo tiến trình: đã xử lý xong"},
    {"by the time at which the result was handed over", "theo ngày trả kết quả"},
    {"by a line of progress that says handed over", "theo tiến trình: đã trả kết quả"},
    {"by the time of the refusal", "theo ngày từ chối"},
    {"by a line of progress of its state", "theo tiến trình cùng trạng thái"},
    {"by the latest of its other times", "theo thời điểm muộn nhất trong hồ sơ"},
};

constexpr Words kDueBases[] = {
    {"none", "không có ngày hẹn trả"},
    {"its own", "ngày hẹn trả của hồ sơ"},
    {"a supplement's new one", "ngày hẹn trả mới sau khi bổ sung"},
    {"by the working days of its procedure", "theo số ngày làm việc của thủ tục"},
};

constexpr Words kLateBases[] = {
    {"", ""},
    {"the due time passed", "quá ngày hẹn trả"},
    {"papers were asked for a second time", "yêu cầu bổ sung lần thứ hai"},
};

constexpr Words kFindings[] = {
    {"", ""},
    {"No record of it is in force.", "Không có bản ghi nào của hồ sơ đang có hiệu lực."},
    {"It has not been received, so it does not count.", "Hồ sơ chưa được tiếp nhận nên chưa được tính."},
    {"Nobody knows its unit: it counts for nobody until the unit or a name for it arrives.",
     "Chưa xác định được đơn vị xử lý: hồ sơ chưa được tính cho đơn vị nào."},
    {"It has ended, and no record says when.", "Hồ sơ đã kết thúc nhưng không rõ ngày kết thúc."},
    {"Its authority has no procedure of this code.", "Cơ quan quản lý chưa có thủ tục mang mã này."},
    {"It has no due time, and its procedure no term: it never becomes late.",
     "Hồ sơ không có ngày hẹn trả, thủ tục không có thời hạn: không bao giờ tính trễ hạn."},
    {"It is open, and its office has ended.", "Hồ sơ chưa kết thúc nhưng đơn vị xử lý đã chấm dứt hoạt động."},
};

constexpr Words kPopulations[] = {
    {"", ""},
    {"received", "tiếp nhận"},
    {"in process", "đang xử lý"},
    {"finished", "đã kết thúc"},
    {"due", "đến hạn"},
    {"there at its end", "có đến cuối kỳ"},
};
// clang-format on

static_assert(std::size(kUnitBases) == scoring::v1::UnitBasis_ARRAYSIZE);
static_assert(std::size(kEndBases) == scoring::v1::EndBasis_ARRAYSIZE);
static_assert(std::size(kDueBases) == scoring::v1::DueBasis_ARRAYSIZE);
static_assert(std::size(kLateBases) == scoring::v1::LateBasis_ARRAYSIZE);
static_assert(std::size(kFindings) == scoring::v1::DossierFinding_ARRAYSIZE);
static_assert(std::size(kPopulations) == index::v1::Population_ARRAYSIZE);

template <size_t kSize>
absl::string_view At(const Words (&table)[kSize], Language language, int value) {
  if (value < 0 || value >= static_cast<int>(kSize)) return "";
  return language == Language::kVietnamese ? table[value].vietnamese : table[value].english;
}

}  // namespace

absl::string_view UnitBasisText(Language language, scoring::v1::UnitBasis basis) {
  return At(kUnitBases, language, basis);
}
absl::string_view EndBasisText(Language language, scoring::v1::EndBasis basis) {
  return At(kEndBases, language, basis);
}
absl::string_view DueBasisText(Language language, scoring::v1::DueBasis basis) {
  return At(kDueBases, language, basis);
}
absl::string_view LateBasisText(Language language, scoring::v1::LateBasis basis) {
  return At(kLateBases, language, basis);
}
absl::string_view FindingText(Language language, scoring::v1::DossierFinding finding) {
  return At(kFindings, language, finding);
}
absl::string_view PopulationText(Language language, index::v1::Population population) {
  return At(kPopulations, language, population);
}

}  // namespace chiso
