#include "tools/client/words/ingestion_words.h"

#include <cstddef>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace chiso {
namespace {

using ingestion::v1::Oddity;
using ingestion::v1::Reason;
using record::v1::Channel;
using record::v1::DossierStatus;
using record::v1::RecordKind;

struct Words {
  const char* english;
  const char* vietnamese;
};

// In each table the words of a value stand at its number.
// clang-format off
constexpr Words kDossierStatuses[] = {
    {"", ""},
    {"registered, not received yet", "Mới đăng ký"},
    {"received", "Được tiếp nhận"},
    {"refused", "Không được tiếp nhận"},
    {"in process", "Đang xử lý"},
    {"a supplement is awaited", "Yêu cầu bổ sung giấy tờ"},
    {"a payment is awaited", "Yêu cầu thực hiện nghĩa vụ tài chính"},
    {"withdrawn", "Công dân yêu cầu rút hồ sơ"},
    {"stopped", "Dừng xử lý"},
    {"finished", "Đã xử lý xong"},
    {"result handed over", "Đã trả kết quả"},
    {"between two systems", "Đang liên thông"},
};

constexpr Words kChannels[] = {
    {"", ""},
    {"at the counter", "trực tiếp"},
    {"online", "trực tuyến"},
    {"by the public postal service", "bưu chính công ích"},
};

constexpr Words kKinds[] = {
    {"", ""},
    {"units", "đơn vị"},
    {"returns", "số liệu báo cáo"},
    {"dossiers", "hồ sơ"},
    {"progress", "tiến trình xử lý"},
    {"petitions", "phản ánh, kiến nghị"},
    {"satisfaction", "đánh giá hài lòng"},
    {"procedures", "thủ tục hành chính"},
    {"national totals", "tổng số hồ sơ quốc gia"},
    {"certified copies", "bản sao chứng thực điện tử"},
    {"calendar", "lịch làm việc"},
    {"changes of units", "thay đổi đơn vị"},
    {"names of units", "tên gọi đơn vị"},
    {"feeds", "khai báo nguồn"},
    {"publications", "kết quả đã công bố"},
};

constexpr Words kReasons[] = {
    {"", ""},
    {"The record says nothing, or is of a kind that is not known.", "Bản ghi không có nội dung hoặc thuộc loại không xác định."},
    {"A required field is empty.", "Thiếu trường bắt buộc."},
    {"A code has a character or a length that codes do not have.", "Mã có ký tự hoặc độ dài không đúng quy định."},
    {"A date is not of the form YYYY-MM-DD, or a time lies outside 2000 to 2199.",
     "Ngày không đúng dạng YYYY-MM-DD hoặc thời điểm ngoài các năm 2000 đến 2199."},
    {"An end lies before its beginning.", "Thời điểm kết thúc trước thời điểm bắt đầu."},
    {"A period is not in its canonical form.", "Kỳ báo cáo không đúng dạng quy định."},
    {"A number lies outside its bounds, or a list is too long.", "Số ngoài giới hạn hoặc danh sách quá dài."},
    {"A text is too long, not valid UTF-8, or not in Unicode NFC.", "Văn bản quá dài, không phải UTF-8 hoặc không phải Unicode dựng sẵn (NFC)."},
    {"A value is not one that is known.", "Giá trị không thuộc danh mục."},
    {"The revision lies more than a day in the future.", "Thời điểm cập nhật ở tương lai quá một ngày."},
    {"The unit has not been recorded yet.", "Chưa có đơn vị này trong danh mục."},
    {"The numerator exceeds the denominator.", "Tử số lớn hơn mẫu số."},
    {"A unit names itself where another must stand.", "Đơn vị tự tham chiếu đến chính mình."},
    {"What has happened lies more than a day in the future.", "Việc đã xảy ra lại có thời điểm ở tương lai quá một ngày."},
    {"A name holds what looks like a person's number or an e-mail address.",
     "Tên có nội dung giống số định danh cá nhân hoặc địa chỉ thư điện tử."},
    {"The dossier's code is not of the form that is prescribed.", "Mã hồ sơ không đúng cấu trúc quy định."},
    {"The procedure has not been recorded yet.", "Chưa có thủ tục này trong danh mục."},
    {"The result was handed over on a day before processing ended.", "Ngày trả kết quả trước ngày kết thúc xử lý."},
    {"The result of the unit has been published for this period.", "Kết quả của đơn vị trong kỳ này đã công bố."},
    {"No unit bears this code at that time.", "Tại thời điểm đó không có đơn vị nào mang mã này."},
    {"The period begins more than 31 days from now.", "Kỳ báo cáo bắt đầu sau hơn 31 ngày kể từ hôm nay."},
    {"A name begins as a formula of a spreadsheet does.", "Tên bắt đầu bằng ký tự mà bảng tính coi là công thức."},
    {"Nothing has come from this sender yet.", "Chưa nhận được dữ liệu nào từ nguồn gửi này."},
};

constexpr Words kOddities[] = {
    {"", ""},
    {"Finished or returned without the time at which processing ended.",
     "Đã xử lý xong hoặc đã trả kết quả nhưng không có ngày kết thúc xử lý."},
    {"The result is a file that the applicant handed in.", "Tệp kết quả chính là tệp do người nộp hồ sơ gửi."},
    {"Handed in at the counter and paid online.", "Nộp trực tiếp nhưng được ghi là thanh toán trực tuyến."},
    {"Paid online although every fee is 0.", "Được ghi là thanh toán trực tuyến nhưng mọi khoản phí, lệ phí đều bằng 0."},
    {"The applicant's number is a placeholder.", "Số giấy tờ của chủ hồ sơ chỉ là số điền thay."},
    {"The unit is named instead of given by its code.", "Đơn vị xử lý được ghi bằng tên thay cho mã định danh."},
    {"The dossier's code is not of the prescribed form.", "Mã hồ sơ không đúng cấu trúc quy định."},
    {"Every dossier was handed in at the very time at which it was received.",
     "Mọi hồ sơ đều có thời điểm nộp trùng thời điểm tiếp nhận."},
    {"Every dossier has a digitised component.", "Mọi hồ sơ đều được ghi là có thành phần số hóa."},
    {"Every component of every dossier is digitised.", "Mọi thành phần của mọi hồ sơ đều được ghi là đã số hóa."},
    {"Every dossier with a fee was paid online.", "Mọi hồ sơ có phí, lệ phí đều được ghi là thanh toán trực tuyến."},
    {"Every dossier asked the same databases.", "Mọi hồ sơ đều khai thác cùng một nhóm cơ sở dữ liệu."},
    {"No dossier lists components.", "Không hồ sơ nào có danh sách thành phần hồ sơ."},
    {"No dossier lists fees.", "Không hồ sơ nào có danh sách phí, lệ phí."},
    {"No ended dossier lists results.", "Không hồ sơ nào đã kết thúc có danh sách giấy tờ kết quả."},
    {"No dossier is ever paused: supplements, payments awaited and stops do not occur.",
     "Không hồ sơ nào từng tạm dừng: không có yêu cầu bổ sung, chờ thanh toán hay dừng xử lý."},
};
// clang-format on

static_assert(std::size(kDossierStatuses) == record::v1::DossierStatus_ARRAYSIZE);
static_assert(std::size(kChannels) == record::v1::Channel_ARRAYSIZE);
static_assert(std::size(kKinds) == record::v1::RecordKind_ARRAYSIZE);
static_assert(std::size(kReasons) == ingestion::v1::Reason_ARRAYSIZE);
static_assert(std::size(kOddities) == ingestion::v1::Oddity_ARRAYSIZE);

template <size_t kSize>
absl::string_view At(const Words (&table)[kSize], Language language, int value) {
  if (value < 0 || value >= static_cast<int>(kSize)) return "";
  return language == Language::kVietnamese ? table[value].vietnamese : table[value].english;
}

}  // namespace

absl::string_view DossierStatusText(Language language, DossierStatus status) {
  return At(kDossierStatuses, language, status);
}
absl::string_view ChannelText(Language language, Channel channel) { return At(kChannels, language, channel); }
absl::string_view KindText(Language language, RecordKind kind) { return At(kKinds, language, kind); }
absl::string_view ReasonText(Language language, Reason reason) { return At(kReasons, language, reason); }
absl::string_view OddityText(Language language, Oddity oddity) { return At(kOddities, language, oddity); }

std::string DossierStatusName(DossierStatus status) {
  return std::string(absl::StripPrefix(record::v1::DossierStatus_Name(status), "DOSSIER_STATUS_"));
}
std::vector<std::string> DossierStatusNames() {
  std::vector<std::string> names;
  for (int value = 1; value < record::v1::DossierStatus_ARRAYSIZE; ++value) {
    names.push_back(DossierStatusName(static_cast<DossierStatus>(value)));
  }
  return names;
}
DossierStatus ParseDossierStatus(absl::string_view name) {
  DossierStatus status = record::v1::DOSSIER_STATUS_UNSPECIFIED;
  record::v1::DossierStatus_Parse(absl::StrCat("DOSSIER_STATUS_", name), &status);
  return status;
}
std::string KindName(RecordKind kind) {
  return std::string(absl::StripPrefix(record::v1::RecordKind_Name(kind), "RECORD_KIND_"));
}
std::string ReasonName(Reason reason) {
  return std::string(absl::StripPrefix(ingestion::v1::Reason_Name(reason), "REASON_"));
}
std::string OddityName(Oddity oddity) {
  return std::string(absl::StripPrefix(ingestion::v1::Oddity_Name(oddity), "ODDITY_"));
}

std::vector<std::string> ReasonNames() {
  std::vector<std::string> names;
  for (int value = 1; value < ingestion::v1::Reason_ARRAYSIZE; ++value) {
    names.push_back(ReasonName(static_cast<Reason>(value)));
  }
  return names;
}

Reason ParseReason(absl::string_view name) {
  Reason reason = ingestion::v1::REASON_UNSPECIFIED;
  ingestion::v1::Reason_Parse(absl::StrCat("REASON_", name), &reason);
  return reason;
}

}  // namespace chiso
