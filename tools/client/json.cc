#include "tools/client/json.h"

#include <google/protobuf/util/json_util.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/text.h"

namespace chiso {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

absl::Status Fault(const std::string& path, absl::string_view message) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", message));
}

// The library says `(field): what` on the first line, and shows the place on the following ones.
std::string FirstLine(absl::string_view message) {
  return std::string(absl::StripSuffix(message.substr(0, message.find('\n')), "."));
}

std::string Print(const google::protobuf::Message& message, bool whitespace) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = whitespace;
  std::string text;
  // Fails only for Any, which the contracts have only in errors.
  (void)google::protobuf::util::MessageToJsonString(message, &text, options);
  return text;
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message) { return Print(message, true); }

std::string ToJsonLine(const google::protobuf::Message& message) { return Print(message, false); }

absl::Status ReadJson(const std::string& path, google::protobuf::Message& message) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (!file || !(content << file.rdbuf())) {
    return Fault(path, errno != 0 ? std::strerror(errno) : "cannot be read, or is empty");
  }
  const std::string bytes = content.str();
  const std::optional<std::string> text = ToNfc(absl::StripPrefix(bytes, kByteOrderMark));
  if (!text) return Fault(path, "is not valid UTF-8; save the file as UTF-8");
  const auto status = google::protobuf::util::JsonStringToMessage(*text, &message);
  if (!status.ok()) {
    return Fault(path, FirstLine(absl::string_view(status.message().data(), status.message().size())));
  }
  return absl::OkStatus();
}

}  // namespace chiso
