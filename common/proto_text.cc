#include "common/proto_text.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

// Lines and columns count from 1 for people, from 0 for the parser.
class FirstFault : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

absl::StatusOr<std::string> ReadTextProto(const std::string& path, google::protobuf::Message& message) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  google::protobuf::TextFormat::Parser parser;
  FirstFault fault;
  parser.RecordErrorsTo(&fault);
  if (parser.ParseFromString(text, &message)) return text;
  const std::string name = std::filesystem::path(path).filename().string();
  return absl::InvalidArgumentError(absl::StrCat(name, ": ", fault.text()));
}

}  // namespace chiso
