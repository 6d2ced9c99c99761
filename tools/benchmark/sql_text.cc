#include "tools/benchmark/sql_text.h"

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/period.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {

SqlText::SqlText(std::string folder, int months, int64_t as_of) : folder_(std::move(folder)) {
  // A dossier may end in the month after the last one; nothing is compared with one later than that.
  std::vector<int64_t> starts;
  for (int month = 0; month <= months + 1; ++month) {
    const absl::CivilMonth first = absl::CivilMonth(2026, 1) + month;
    starts.push_back(absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(first), HoChiMinh())));
  }
  common_ = {{"as_of", absl::StrCat(as_of)},
             {"last", absl::StrCat(months - 1)},
             {"months", absl::StrJoin(starts, ", ")}};
}

std::string SqlText::Get(const std::string& name, Values values) const {
  const std::string path = absl::StrCat(folder_, "/", name, ".sql");
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (text.empty()) Fail(absl::StrCat("cannot read ", path));
  values.insert(common_.begin(), common_.end());
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [key, value] : values) pairs.emplace_back(absl::StrCat("{", key, "}"), value);
  return absl::StrReplaceAll(text, pairs);
}

std::string SqlText::Recompute(const std::string& create) const {
  return Get("recompute", {{"create", create},
                           {"course", CourseOf("dossier")},
                           {"flow", Get("flow")},
                           {"figures", Get("figures")}});
}

}  // namespace chiso::bench
