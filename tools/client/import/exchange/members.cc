#include "tools/client/import/exchange/members.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/period.h"
#include "common/unseen.h"
#include "tools/client/import/exchange/lists.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using nlohmann::json;

// Whole numbers up to here are exact as floating point.
constexpr double kMaxExact = 9e15;
// Far above any fee, and far below what could make a sum of fees overflow.
constexpr size_t kMaxAmountDigits = 15;

// The earliest time of a dossier.
absl::Time FirstTime() { return absl::FromCivil(absl::CivilDay(2000, 1, 1), HoChiMinh()); }

// `50.000` and `1,250,000`: groups of three digits behind the first.
bool IsGrouped(absl::string_view text, char separator) {
  const std::vector<absl::string_view> groups = absl::StrSplit(text, separator);
  if (groups.front().empty() || groups.front().size() > 3) return false;
  return std::all_of(groups.begin() + 1, groups.end(), [](absl::string_view g) { return g.size() == 3; });
}

// The digits of an amount; nothing where it is none. Fees in đồng have no fractions, so a point or a comma
// before three digits parts thousands, and before one or two zeros it ends the number.
std::optional<std::string> AmountDigits(absl::string_view text) {
  const auto is_part = [](char c) { return absl::ascii_isdigit(c) || c == '.' || c == ','; };
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_part)) return std::nullopt;
  const size_t mark = text.find_last_of(".,");
  if (mark != absl::string_view::npos && text.size() - mark <= 3) {
    if (text.substr(mark + 1).find_first_not_of('0') != absl::string_view::npos) return std::nullopt;
    if (mark + 1 == text.size()) return std::nullopt;
    text = text.substr(0, mark);
  }
  const size_t separator = text.find_first_of(".,");
  if (text.empty() || (separator != absl::string_view::npos && !IsGrouped(text, text[separator]))) {
    return std::nullopt;
  }
  std::string digits(text);
  digits.erase(std::remove_if(digits.begin(), digits.end(), [](char c) { return !absl::ascii_isdigit(c); }),
               digits.end());
  return digits;
}

std::optional<int> NumberWithin(absl::string_view text, int least, int greatest) {
  int number = 0;
  const bool digits = text.size() <= 4 && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(text, &number) || number < least || number > greatest) return std::nullopt;
  return number;
}

}  // namespace

const json* Members::Find(absl::string_view name) const {
  const auto found = object_.find(std::string(name));
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> Members::Text(absl::string_view name) const {
  const json* const value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    Fault(name, "TYPE_MISMATCH", "must be a text");
    return std::nullopt;
  }
  std::string text(TrimUnseen(value->get_ref<const std::string&>()));
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<std::string> Members::Code(absl::string_view name) const {
  std::optional<std::string> text = Text(name);
  if (!text) return std::nullopt;
  if (const auto unseen = FindUnseen(*text)) {
    Fault(name, "CODE_MALFORMED", absl::StrCat("holds ", *unseen));
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> Members::Id(absl::string_view name) const {
  const json* const value = Find(name);
  return value != nullptr && value->is_number() ? Scalar(name) : Text(name);
}

std::optional<std::string> Members::Scalar(absl::string_view name) const {
  const json* const value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>() ? "true" : "false";
  if (value->is_number_unsigned()) return absl::StrCat(value->get<uint64_t>());
  if (value->is_number_integer()) return absl::StrCat(value->get<int64_t>());
  if (!value->is_number()) return Text(name);
  const double number = value->get<double>();
  if (std::abs(number) < kMaxExact && std::trunc(number) == number) {
    return absl::StrCat(static_cast<int64_t>(number));
  }
  Fault(name, "TYPE_MISMATCH", "must be a whole number");
  return std::nullopt;
}

std::optional<absl::Time> Members::Time(absl::string_view name) const {
  const std::optional<std::string> text = Scalar(name);
  if (!text) return std::nullopt;
  const std::optional<absl::Time> time = ParseExchangeTime(*text);
  if (!time) {
    Malformed(name, *text, "DATE_MALFORMED", "must be a time like 20260810143000 or a date like 20260810");
  } else if (*time < FirstTime()) {
    Fault(name, "DATE_MALFORMED",
          "must be a time of the years 2000 to 2199; where there is none, the key must be left out");
    return std::nullopt;
  }
  return time;
}

std::optional<int> Members::Number(absl::string_view name, int least, int greatest) const {
  const std::optional<std::string> text = Scalar(name);
  if (!text) return std::nullopt;
  const std::optional<int> number = NumberWithin(*text, least, greatest);
  if (!number) Malformed(name, *text, "VALUE_UNKNOWN", absl::StrCat("must be ", least, " to ", greatest));
  return number;
}

std::optional<int> Members::NumberIfKnown(absl::string_view name, int least, int greatest) const {
  const std::optional<std::string> text = Scalar(name);
  if (!text) return std::nullopt;
  const std::optional<int> number = NumberWithin(*text, least, greatest);
  if (!number) {
    findings_.warnings.push_back({0, absl::StrCat(path_, name),
                                  absl::StrCat("is none of ", least, " to ", greatest, "; it is left out"),
                                  false, "VALUE_UNKNOWN"});
  }
  return number;
}

std::optional<bool> Members::Flag(absl::string_view name) const {
  const std::optional<std::string> text = Scalar(name);
  if (!text) return std::nullopt;
  const std::string word = absl::AsciiStrToLower(*text);
  if (word == "1" || word == "true") return true;
  if (word == "0" || word == "false") return false;
  Malformed(name, *text, "VALUE_UNKNOWN", "must be 0 or 1");
  return std::nullopt;
}

std::optional<int64_t> Members::Amount(absl::string_view name) const {
  const std::optional<std::string> text = Scalar(name);
  if (!text) return std::nullopt;
  const std::optional<std::string> digits = AmountDigits(*text);
  int64_t amount = 0;
  if (!digits || digits->size() > kMaxAmountDigits || !absl::SimpleAtoi(*digits, &amount)) {
    Malformed(name, *text, "NUMBER_MALFORMED", "must be a whole number of at most 15 digits");
    return std::nullopt;
  }
  return amount;
}

bool Members::ForEach(absl::string_view name, const std::function<void(const Members&)>& visit) const {
  const auto found = object_.find(std::string(name));
  if (found == object_.end()) return false;
  const ListEntries read = ReadList(name, *found);
  if (read.fault) {
    Fault(absl::StrCat(name, *read.fault), "TYPE_MISMATCH",
          read.fault->empty() ? "must be a list of objects with keys of the exchange"
                              : "must be an object with keys that the exchange has in this list");
    return false;
  }
  for (const ListEntry& entry : read.entries) {
    visit(Members(*entry.value, absl::StrCat(path_, name, entry.path), findings_));
  }
  return true;
}

void Members::Malformed(absl::string_view name, const std::string& value, absl::string_view reason,
                        absl::string_view message) const {
  const std::optional<std::string> unseen = FindUnseen(value);
  Fault(name, reason, unseen ? absl::StrCat("holds ", *unseen) : std::string(message));
}

void Members::Fault(absl::string_view name, absl::string_view reason, absl::string_view message) const {
  if (findings_.fault) return;
  findings_.fault = Finding{0, absl::StrCat(path_, name), std::string(message), true, std::string(reason)};
}

}  // namespace chiso
