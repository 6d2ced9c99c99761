// A list of labels with values.

#ifndef CHISO_TOOLS_CLIENT_VIEW_LABELS_H_
#define CHISO_TOOLS_CLIENT_VIEW_LABELS_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/text.h"
#include "tools/client/words/local_numbers.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Labels without a value are left out.
class Labels {
 public:
  explicit Labels(Language language) : language_(language) {}

  void Add(Text label, absl::string_view value) {
    if (!value.empty()) lines_.emplace_back(Say(language_, label), value);
  }
  void AddTime(Text label, bool given, const google::protobuf::Timestamp& time) {
    if (given) Add(label, LocalMoment(language_, time));
  }
  // A line each, with the values below one another.
  std::string ToString() const {
    int width = 0;
    for (const auto& [label, value] : lines_) width = std::max(width, DisplayWidth(label));
    std::string text;
    for (const auto& [label, value] : lines_) {
      absl::StrAppend(&text, label, ":", std::string(width - DisplayWidth(label) + 1, ' '), value, "\n");
    }
    return text;
  }

 private:
  const Language language_;
  std::vector<std::pair<std::string, std::string>> lines_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_LABELS_H_
