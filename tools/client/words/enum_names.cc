#include "tools/client/words/enum_names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/text.h"

namespace chiso {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

// What officials write for a value, in upper case. Levels have none: what is called of a province's level
// (cấp tỉnh) is handled by its departments.
struct OfficialWord {
  const char* value;
  const char* word;
};
constexpr OfficialWord kOfficialWords[] = {
    {"ONLINE_LEVEL_INFORMATION", "2"},
    {"ONLINE_LEVEL_INFORMATION", "CUNG CẤP THÔNG TIN"},
    {"ONLINE_LEVEL_INFORMATION", "DỊCH VỤ CUNG CẤP THÔNG TIN"},
    {"ONLINE_LEVEL_PARTIAL", "3"},
    {"ONLINE_LEVEL_PARTIAL", "MỘT PHẦN"},
    {"ONLINE_LEVEL_FULL", "4"},
    {"ONLINE_LEVEL_FULL", "TOÀN TRÌNH"},
    {"DAY_KIND_OFF", "NGHỈ"},
    {"DAY_KIND_OFF", "NGHỈ LỄ"},
    {"DAY_KIND_OFF", "NGHỈ TẾT"},
    {"DAY_KIND_OFF", "NGHỈ BÙ"},
    {"DAY_KIND_WORKING", "LÀM BÙ"},
    {"DAY_KIND_WORKING", "LÀM VIỆC"},
    {"UNIT_CHANGE_KIND_MERGE", "NHẬP"},
    {"UNIT_CHANGE_KIND_MERGE", "SÁP NHẬP"},
    {"UNIT_CHANGE_KIND_SPLIT", "CHIA"},
    {"UNIT_CHANGE_KIND_SPLIT", "TÁCH"},
    {"UNIT_CHANGE_KIND_MOVE", "CHUYỂN"},
    {"UNIT_CHANGE_KIND_RENAME", "ĐỔI TÊN"},
    {"UNIT_CHANGE_KIND_RECODE", "ĐỔI MÃ"},
    {"PETITION_OUTCOME_ANSWERED", "ĐÃ TRẢ LỜI"},
    {"PETITION_OUTCOME_REFUSED", "TỪ CHỐI"},
    {"PETITION_OUTCOME_TRANSFERRED", "CHUYỂN XỬ LÝ"},
    {"PETITION_OUTCOME_SUPPLEMENT_ASKED", "YÊU CẦU BỔ SUNG"},
    {"SATISFACTION_VERY_SATISFIED", "RẤT HÀI LÒNG"},
    {"SATISFACTION_SATISFIED", "HÀI LÒNG"},
    {"SATISFACTION_NEUTRAL", "BÌNH THƯỜNG"},
    {"SATISFACTION_DISSATISFIED", "KHÔNG HÀI LÒNG"},
    {"SCOPE_OWN_OFFICES", "OWN"},
};

// What all names of the enum begin with: that of 0 is PREFIX_UNSPECIFIED.
absl::string_view PrefixOf(const EnumDescriptor& type) {
  return absl::StripSuffix(type.FindValueByNumber(0)->name(), "UNSPECIFIED");
}

}  // namespace

int ParseEnum(const EnumDescriptor& type, absl::string_view word) {
  const std::string upper = ToUpper(word);
  for (const std::string& name : {upper, absl::StrCat(PrefixOf(type), upper)}) {
    if (const EnumValueDescriptor* const value = type.FindValueByName(name)) return value->number();
  }
  for (const OfficialWord& official : kOfficialWords) {
    if (upper != official.word) continue;
    if (const EnumValueDescriptor* const value = type.FindValueByName(official.value)) return value->number();
  }
  return 0;
}

std::string EnumWords(const EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    words.push_back(absl::AsciiStrToLower(absl::StripPrefix(type.value(i)->name(), PrefixOf(type))));
  }
  const std::string last = words.back();
  words.pop_back();
  return absl::StrCat(absl::StrJoin(words, ", "), words.empty() ? "" : " or ", last);
}

record::v1::Level ParseLevel(absl::string_view word) {
  return static_cast<record::v1::Level>(ParseEnum(*record::v1::Level_descriptor(), word));
}

record::v1::Scope ParseScope(absl::string_view word) {
  return static_cast<record::v1::Scope>(ParseEnum(*record::v1::Scope_descriptor(), word));
}

std::string StatusName(index::v1::Status status) {
  return std::string(absl::StripPrefix(index::v1::Status_Name(status), "STATUS_"));
}

}  // namespace chiso
