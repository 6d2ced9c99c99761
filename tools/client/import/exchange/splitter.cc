#include "tools/client/import/exchange/splitter.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

constexpr size_t kReadBytes = 64 << 10;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Byte order marks of UTF-16; these bytes never occur in UTF-8.
constexpr absl::string_view kByteOrderMarks16 = "\xFE\xFF";

}  // namespace

bool ExchangeSplitter::Fill() {
  if (ended_) return false;
  const size_t done = held_ ? start_ : pos_;
  buffer_.erase(0, done);
  pos_ -= done;
  start_ = 0;
  const size_t size = buffer_.size();
  buffer_.resize(size + kReadBytes);
  const size_t count = read_(&buffer_[size], kReadBytes);
  buffer_.resize(size + count);
  ended_ = count == 0;
  return !ended_;
}

char ExchangeSplitter::Take() {
  const char c = buffer_[pos_++];
  if (c == '\n') ++line_;
  return c;
}

std::optional<ExchangeElement> ExchangeSplitter::Next() {
  while (true) {
    if (seeking_ && !Seek()) return std::nullopt;
    if (!Peek() && place_ != Place::kBody) return End();
    if (std::optional<ExchangeElement> element = place_ == Place::kBody ? Scan() : StepBetween()) {
      return element;
    }
  }
}

// Takes one character between two objects.
std::optional<ExchangeElement> ExchangeSplitter::StepBetween() {
  const char c = buffer_[pos_];
  if (c == '{') return BeginObject();
  const bool top = place_ == Place::kTop;
  // Concatenated files have byte order marks in the middle.
  const bool passed = absl::ascii_isspace(c) || (top ? absl::StrContains(kByteOrderMark, c) : c == ',');
  if (!passed && top && c == '[') {
    place_ = Place::kList;
  } else if (!passed && !top && c == ']') {
    if (place_ == Place::kData) {
      GoOnWithBody(c);
    } else {
      place_ = Place::kTop;
    }
  } else if (!passed) {
    return Fault(absl::StrContains(kByteOrderMarks16, c) ? "the file is not UTF-8"
                                                         : "here an object must stand");
  }
  Take();
  return std::nullopt;
}

std::optional<ExchangeElement> ExchangeSplitter::End() {
  if (place_ == Place::kTop) return std::nullopt;
  ExchangeElement element = Fault("the file ends inside a list");
  place_ = Place::kTop;
  return element;
}

std::optional<ExchangeElement> ExchangeSplitter::BeginObject() {
  held_ = true;
  start_ = pos_;
  start_line_ = line_;
  depth_ = 0;
  braces_ = 0;
  last_ = 0;
  first_key_.clear();
  if (place_ != Place::kData) service_.clear();
  return Scan();
}

// Reads on in the object or body. Returns nothing where `data` begins or the body ends. Invariant: `depth_`
// counts the open brackets since the object began, `braces_` has their kinds, and every byte of a held object
// is in the buffer.
std::optional<ExchangeElement> ExchangeSplitter::Scan() {
  while (true) {
    if (!Peek()) return Fault("the file ends inside an object");
    if (held_ && pos_ - start_ >= kMaxElementBytes) return Fault("is longer than 1 MiB");
    const char c = buffer_[pos_];
    if (in_string_) {
      if (c == '\n') return Fault("a line ends inside a text");
      TakeInString(c);
      continue;
    }
    if (c == '{' || c == '[' || c == '}' || c == ']') {
      const Place before = place_;
      std::optional<ExchangeElement> element = ScanBracket(c);
      if (element || depth_ == 0 || place_ != before) return element;
      continue;
    }
    if (c == '"') BeginString();
    if (c == ':' && last_ == '"' && depth_ == 1 && first_key_.empty()) first_key_ = key_;
    if (!absl::ascii_isspace(c)) last_ = c;
    Take();
  }
}

std::optional<ExchangeElement> ExchangeSplitter::ScanBracket(char c) {
  const bool in_braces = (braces_ & 1) != 0;
  if (c == '}' || c == ']') {
    if (depth_ == 0 || in_braces != (c == '}')) return Fault("the brackets do not match");
    Take();
    last_ = c;
    braces_ >>= 1;
    return --depth_ > 0 ? std::nullopt : Close();
  }
  // A bracket where none is allowed shows that an earlier one is missing, long before the end of the file
  // does.
  const bool expected = depth_ == 0 || (in_braces ? last_ == ':' : last_ == '[' || last_ == ',');
  if (!expected) return Fault("the brackets do not match");
  if (depth_ == kMaxElementDepth) return Fault("is nested more than 32 deep");
  if (depth_ == 1 && place_ != Place::kData && key_ == "data") {
    if (place_ != Place::kBody) {
      Mark() = first_key_;
      body_place_ = place_;
    }
    held_ = false;
    place_ = Place::kData;
    data_is_element_ = c == '{';
    if (!data_is_element_) Take();
    return std::nullopt;
  }
  Take();
  braces_ = (braces_ << 1) | (c == '{');
  ++depth_;
  last_ = c;
  return std::nullopt;
}

// Continues the body behind `data`, which ended with the bracket.
void ExchangeSplitter::GoOnWithBody(char bracket) {
  place_ = Place::kBody;
  last_ = bracket;
  depth_ = 1;
  braces_ = 1;
}

void ExchangeSplitter::BeginString() {
  in_string_ = true;
  escaped_ = false;
  kept_ = nullptr;
  if (depth_ != 1) return;
  if (last_ == ':') {
    if (key_ == "service" && place_ != Place::kData) kept_ = &service_;
  } else {
    kept_ = &key_;
  }
  if (kept_ != nullptr) kept_->clear();
}

void ExchangeSplitter::TakeInString(char c) {
  Take();
  if (!escaped_ && c == '"') {
    in_string_ = false;
    last_ = '"';
    return;
  }
  escaped_ = !escaped_ && c == '\\';
  if (kept_ != nullptr && kept_->size() <= kMaxKeyBytes) kept_->push_back(c);
}

std::optional<ExchangeElement> ExchangeSplitter::Close() {
  if (place_ == Place::kBody) {
    place_ = body_place_;
    return std::nullopt;
  }
  const size_t size = pos_ - start_;
  // Where an element lacks two brackets, those of the list and of the body close it, and the file ends: then
  // the element holds its neighbours.
  if (place_ != Place::kTop) SkipSpace();
  if (!Peek() && place_ != Place::kTop && HoldsMark()) return Fault("the brackets do not match");
  held_ = false;
  Mark() = first_key_;
  ExchangeElement element{start_line_, buffer_.substr(start_, size), service_, ""};
  if (place_ == Place::kData && data_is_element_) GoOnWithBody('}');
  return element;
}

// Whether the element holds an object that begins with the mark.
bool ExchangeSplitter::HoldsMark() {
  const std::string key = absl::StrCat("\"", Mark(), "\"");
  for (size_t i = buffer_.find(key, start_ + 1); i != std::string::npos; i = buffer_.find(key, i + 1)) {
    size_t before = i - 1;
    while (absl::ascii_isspace(buffer_[before])) --before;
    if (buffer_[before] == '{' && before > start_) return true;
  }
  return false;
}

ExchangeElement ExchangeSplitter::Fault(absl::string_view message) {
  ExchangeElement element{line_, "", service_, std::string(message)};
  if (held_) {
    element.line = start_line_;
    element.text = buffer_.substr(start_, pos_ - start_);
    // A bracket may have been left open, so the next element may lie within what was read: the search begins
    // right behind the faulty object's first bracket.
    pos_ = start_ + 1;
    line_ = start_line_;
    if (Mark().empty()) Mark() = first_key_;
  }
  if (place_ == Place::kBody) place_ = Place::kData;
  held_ = false;
  in_string_ = false;
  seeking_ = true;
  return element;
}

// Goes to the next object that begins with the mark; false: there is none.
bool ExchangeSplitter::Seek() {
  seeking_ = false;
  while (Peek()) {
    if (buffer_[pos_] != '{') {
      Take();
      continue;
    }
    held_ = true;
    start_ = pos_;
    start_line_ = line_;
    const bool found = MatchesMark();
    held_ = false;
    pos_ = found ? start_ : start_ + 1;
    line_ = start_line_;
    if (found) return true;
  }
  place_ = Place::kTop;
  return false;
}

bool ExchangeSplitter::MatchesMark() {
  Take();
  SkipSpace();
  if (!Peek() || Take() != '"') return false;
  std::string key;
  while (Peek() && buffer_[pos_] != '"' && key.size() <= kMaxKeyBytes) key.push_back(Take());
  if (!Peek() || Take() != '"' || (!Mark().empty() && key != Mark())) return false;
  SkipSpace();
  return Peek() && buffer_[pos_] == ':';
}

void ExchangeSplitter::SkipSpace() {
  while (Peek() && absl::ascii_isspace(buffer_[pos_])) Take();
}

}  // namespace chiso
