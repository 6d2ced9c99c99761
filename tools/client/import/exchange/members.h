// The members of an object of the exchange, read by name.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_MEMBERS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_MEMBERS_H_

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tools/client/import/chunk/finding.h"

namespace chiso {

// The findings about an element: the fault that keeps it from becoming a record, and warnings.
struct ElementFindings {
  std::optional<Finding> fault;
  std::vector<Finding> warnings;
};

// The members of an object as ElementReader keeps it. Null and empty texts count as absent, and what nobody
// sees at the ends of a text is no part of it. `findings` keeps the first fault and every warning. Not
// thread-safe.
class Members {
 public:
  // `path` stands before the names in findings, e.g. `TaiLieuNop[2].`. Object and findings must outlive this.
  Members(const nlohmann::json& object, std::string path, ElementFindings& findings)
      : object_(object), path_(std::move(path)), findings_(findings) {}

  // TYPE_MISMATCH: it is no text; a number is none.
  std::optional<std::string> Text(absl::string_view name) const;
  // A text that is a code. CODE_MALFORMED: it holds a character that nobody sees.
  std::optional<std::string> Code(absl::string_view name) const;
  // A text or a whole number that tells rows of a table apart.
  std::optional<std::string> Id(absl::string_view name) const;
  // DATE_MALFORMED: ParseExchangeTime refuses it, or it lies before 2000: no one-stop system is older, and
  // systems write such times where they have none.
  std::optional<absl::Time> Time(absl::string_view name) const;
  // A whole number, as such or as a text; VALUE_UNKNOWN: it is not within `least` and `greatest`.
  std::optional<int> Number(absl::string_view name, int least, int greatest) const;
  // The same for a value that no figure depends on: VALUE_UNKNOWN is a warning, and the value counts as
  // absent.
  std::optional<int> NumberIfKnown(absl::string_view name, int least, int greatest) const;
  // 0 or 1, false or true, as such or as a text; VALUE_UNKNOWN: it is something else.
  std::optional<bool> Flag(absl::string_view name) const;
  // An amount of money; NUMBER_MALFORMED: it is not a whole number. `50000`, `50000.00` and `50.000` are.
  std::optional<int64_t> Amount(absl::string_view name) const;
  // Visits the entries of a list (ReadList), each with its own path. False: absent. TYPE_MISMATCH, with the
  // place: it is no list, or an entry is none; then none is visited.
  bool ForEach(absl::string_view name, const std::function<void(const Members&)>& visit) const;

  void Fault(absl::string_view name, absl::string_view reason, absl::string_view message) const;

 private:
  const nlohmann::json* Find(absl::string_view name) const;
  // A text or a number as text. TYPE_MISMATCH: it is a list or an object, or a number with a fraction; a
  // boolean becomes `true` or `false`.
  std::optional<std::string> Scalar(absl::string_view name) const;
  // A fault, whose message names the character in the value that nobody sees, where there is one.
  void Malformed(absl::string_view name, const std::string& value, absl::string_view reason,
                 absl::string_view message) const;

  const nlohmann::json& object_;
  const std::string path_;
  ElementFindings& findings_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_MEMBERS_H_
