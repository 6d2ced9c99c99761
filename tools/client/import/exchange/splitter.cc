#include "tools/client/import/exchange/splitter.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/unseen.h"
#include "tools/client/import/exchange/names.h"

namespace chiso {
namespace {

using nlohmann::json;

constexpr size_t kReadBytes = 64 << 10;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Byte order marks of UTF-16; these bytes never occur in UTF-8.
constexpr absl::string_view kByteOrderMarks16 = "\xFE\xFF";
constexpr absl::string_view kNoObject = "here an object must stand";

// The key as JSON means it, without what nobody sees at its ends.
std::string PlainKey(const std::string& key) {
  if (!absl::StrContains(key, '\\')) return std::string(TrimUnseen(key));
  const json value = json::parse(absl::StrCat("\"", key, "\""), nullptr, false);
  return value.is_string() ? std::string(TrimUnseen(value.get_ref<const std::string&>())) : key;
}

bool IsKey(const std::string& key, absl::string_view name) {
  return key.size() >= name.size() && absl::EqualsIgnoreCase(PlainKey(key), name);
}

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
    std::optional<ExchangeElement> element;
    if (place() == Place::kRest) {
      element = frames_.back().opening ? Open() : Scan();
    } else if (!Peek()) {
      return End();
    } else {
      element = StepBetween();
    }
    if (element) return element;
  }
}

// Begins what stands in the place of a list.
std::optional<ExchangeElement> ExchangeSplitter::Open() {
  frames_.back().opening = false;
  if (buffer_[pos_] != '[') return BeginValue(true);
  Take();
  frames_.push_back({Place::kList});
  return std::nullopt;
}

// Takes one character between two objects, or all of what is none.
std::optional<ExchangeElement> ExchangeSplitter::StepBetween() {
  const char c = buffer_[pos_];
  const bool top = place() == Place::kTop;
  if (c == '{') return BeginValue(top);
  if (!absl::ascii_isspace(c)) {
    if (place() == Place::kNumbered) return StepInNumbered(c);
    if (!top && c == ']') {
      Take();
      Leave(c);
      return std::nullopt;
    }
    if (!top && c == '[') return BeginValue(false);
    if (!top && c != ',') return ScanOther();
    if (top && c == '[') {
      frames_.push_back({Place::kList});
    } else if (top && !absl::StrContains(kByteOrderMark, c)) {
      // Concatenated files have byte order marks in the middle.
      return Fault(absl::StrContains(kByteOrderMarks16, c) ? "the file is not UTF-8" : kNoObject);
    }
  }
  Take();
  return std::nullopt;
}

// The same between the values of an object whose keys are numbers.
std::optional<ExchangeElement> ExchangeSplitter::StepInNumbered(char c) {
  if (c == '[') return BeginValue(false);
  if (c == '"' && last_ != ':') {
    if (!SkipString()) return Fault("a line ends inside a text");
    last_ = c;
    return std::nullopt;
  }
  if (c != '}' && c != ',' && c != ':') return ScanOther();
  Take();
  last_ = c;
  if (c == '}') Leave(c);
  return std::nullopt;
}

// Takes what is neither an object nor a list. Where it does not end as an entry does, the JSON is broken.
ExchangeElement ExchangeSplitter::ScanOther() {
  const int64_t line = line_;
  const auto is_plain = [this] {
    return Peek() && (absl::ascii_isalnum(buffer_[pos_]) || absl::StrContains("+-.", buffer_[pos_]));
  };
  const bool whole = buffer_[pos_] == '"' ? SkipString() : is_plain();
  while (is_plain()) Take();
  SkipSpace();
  const char end = place() == Place::kNumbered ? '}' : ']';
  if (!whole || !Peek() || (buffer_[pos_] != ',' && buffer_[pos_] != end)) return Fault(kNoObject);
  last_ = 0;
  return NoObject(line);
}

std::optional<ExchangeElement> ExchangeSplitter::End() {
  if (place() == Place::kTop) return std::nullopt;
  ExchangeElement element = Fault("the file ends inside a list");
  frames_.resize(1);
  return element;
}

std::optional<ExchangeElement> ExchangeSplitter::BeginValue(bool as_list) {
  held_ = Held{};
  held_->line = line_;
  held_->as_list = as_list;
  start_ = pos_;
  depth_ = 0;
  braces_ = 0;
  last_ = 0;
  key_.clear();
  const auto is_rest = [](const Frame& frame) { return frame.place == Place::kRest; };
  if (std::none_of(frames_.begin(), frames_.end(), is_rest)) service_.clear();
  return Scan();
}

// Reads on in what is held, or in the rest. Returns nothing where a list begins or the rest ends. Invariant:
// `depth_` counts the open brackets since it began, `braces_` has their kinds, and every byte of what is held
// is in the buffer.
std::optional<ExchangeElement> ExchangeSplitter::Scan() {
  while (true) {
    if (!Peek()) return Fail("the file ends inside an object");
    if (held_ && pos_ - start_ >= kMaxElementBytes) return Fail("is longer than 1 MiB");
    const char c = buffer_[pos_];
    if (in_string_) {
      if (c == '\n') return Fail("a line ends inside a text");
      TakeInString(c);
      continue;
    }
    if (c == '{' || c == '[' || c == '}' || c == ']') {
      std::optional<ExchangeElement> element = ScanBracket(c);
      if (element || depth_ == 0 || frames_.back().opening) return element;
      continue;
    }
    if (c == '"') BeginString();
    if (c == ':' && last_ == '"') TakeColon();
    if (!absl::ascii_isspace(c)) last_ = c;
    Take();
  }
}

std::optional<ExchangeElement> ExchangeSplitter::ScanBracket(char c) {
  const bool in_braces = (braces_ & 1) != 0;
  if (c == '}' || c == ']') {
    if (depth_ == 0 || in_braces != (c == '}')) return Fail("the brackets do not match");
    Take();
    last_ = c;
    braces_ >>= 1;
    return --depth_ > 0 ? std::nullopt : Close();
  }
  // A bracket where none is allowed shows that an earlier one is missing, long before the end of the file
  // does.
  const bool expected = depth_ == 0 || (in_braces ? last_ == ':' : last_ == '[' || last_ == ',');
  if (!expected) return Fail("the brackets do not match");
  if (depth_ == kMaxElementDepth) return Fail("is nested more than 32 deep");
  if (depth_ == 1 && in_braces) {
    if (!InData() && !(held_ && held_->known) && IsKey(key_, "data")) {
      OpenData();
      return std::nullopt;
    }
    if (held_ && held_->containers++ == 0) {
      held_->container = pos_ - start_;
      held_->container_line = line_;
    }
  }
  Take();
  braces_ = (braces_ << 1) | (c == '{');
  ++depth_;
  last_ = c;
  return std::nullopt;
}

// What is held is a body, whose list begins here; or the rest has another list.
void ExchangeSplitter::OpenData() {
  if (held_) {
    Mark() = held_->first_key;
    held_.reset();
    frames_.push_back({Place::kRest});
  }
  frames_.back().body = true;
  frames_.back().opening = true;
}

void ExchangeSplitter::BeginString() {
  in_string_ = true;
  escaped_ = false;
  kept_ = nullptr;
  if (depth_ != 1 || (braces_ & 1) == 0) return;
  if (last_ == ':') {
    if (!InData() && IsKey(key_, "service")) kept_ = &service_;
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

// A key has ended.
void ExchangeSplitter::TakeColon() {
  if (!held_ || depth_ != 1 || held_->known) return;
  if (held_->keys++ == 0) held_->first_key = key_;
  const std::string key = PlainKey(key_);
  held_->numbers += !key.empty() && std::all_of(key.begin(), key.end(), absl::ascii_isdigit);
  held_->known = FindExchangeKey(key) || IsRecordKey(key);
  held_->body = held_->body || absl::EqualsIgnoreCase(key, "data");
}

// Passes the string that begins here; false where its line or the file ends first.
bool ExchangeSplitter::SkipString() {
  Take();
  for (bool escaped = false; Peek() && buffer_[pos_] != '\n';) {
    const char c = Take();
    if (c == '"' && !escaped) return true;
    escaped = c == '\\' && !escaped;
  }
  return false;
}

std::optional<ExchangeElement> ExchangeSplitter::Close() {
  if (!held_) {
    Leave('}');
    return std::nullopt;
  }
  if (IsOther()) {
    Descend();
    return std::nullopt;
  }
  const size_t size = pos_ - start_;
  // Where an element lacks two brackets, those of the list and of the body close it, and the file ends: then
  // the element holds its neighbours.
  if (place() != Place::kTop) SkipSpace();
  if (!Peek() && place() != Place::kTop && HoldsMark()) return Fault("the brackets do not match");
  std::optional<ExchangeElement> element;
  if (buffer_[start_] == '[') {
    element = NoObject(held_->line);
  } else if (held_->keys > 0 || place() != Place::kRest) {
    element = MakeElement();
    element->line = held_->line;
    element->text = buffer_.substr(start_, size);
    Mark() = held_->first_key;
  }
  held_.reset();
  if (place() == Place::kRest) GoOnWithRest('}');
  return element;
}

// Whether what is held stands in the place of a list, is no element, and holds the elements.
bool ExchangeSplitter::IsOther() const {
  return held_ && held_->as_list && !held_->known && !held_->body && held_->keys > 0 &&
         (held_->numbers == held_->keys || held_->containers == 1) && frames_.size() < kMaxElementDepth;
}

// Goes back to where the elements begin in it.
void ExchangeSplitter::Descend() {
  const bool numbered = held_->numbers == held_->keys;
  pos_ = start_ + (numbered ? 1 : held_->container);
  line_ = numbered ? held_->line : held_->container_line;
  in_string_ = false;
  last_ = 0;
  held_.reset();
  frames_.push_back({numbered ? Place::kNumbered : Place::kRest});
  frames_.back().opening = !numbered;
}

// The innermost place ended with this bracket.
void ExchangeSplitter::Leave(char bracket) {
  const Frame left = frames_.back();
  frames_.pop_back();
  if (place() != Place::kRest) return;
  if (left.place != Place::kRest) frames_.back().count = left.count;
  GoOnWithRest(bracket);
}

void ExchangeSplitter::GoOnWithRest(char bracket) {
  last_ = bracket;
  depth_ = 1;
  braces_ = 1;
}

// Whether what is held holds an object that begins with the mark.
bool ExchangeSplitter::HoldsMark() {
  if (Mark().empty()) return false;
  const std::string key = absl::StrCat("\"", Mark(), "\"");
  for (size_t i = buffer_.find(key, start_ + 1); i != std::string::npos; i = buffer_.find(key, i + 1)) {
    size_t before = i - 1;
    while (absl::ascii_isspace(buffer_[before])) --before;
    if (buffer_[before] == '{' && before > start_) return true;
  }
  return false;
}

bool ExchangeSplitter::InData() const {
  // The rest of a body lies outside of its list, unless what is held stands in the list's place.
  const auto end = frames_.end() - (place() == Place::kRest && !held_ ? 1 : 0);
  return std::any_of(frames_.begin(), end, [](const Frame& frame) { return frame.body; });
}

ExchangeElement ExchangeSplitter::MakeElement() {
  ExchangeElement element;
  element.line = line_;
  element.service = service_;
  element.place = ++frames_.back().count;
  element.in_data = InData();
  return element;
}

ExchangeElement ExchangeSplitter::NoObject(int64_t line) {
  ExchangeElement element = MakeElement();
  element.line = line;
  element.fault = std::string(kNoObject);
  element.no_object = true;
  return element;
}

// What is held has a fault, or lies in what has one.
std::optional<ExchangeElement> ExchangeSplitter::Fail(absl::string_view message) {
  if (!IsOther()) return Fault(message);
  Descend();
  return std::nullopt;
}

ExchangeElement ExchangeSplitter::Fault(absl::string_view message) {
  // The list may not have ended yet.
  if (place() == Place::kRest && !held_) frames_.push_back({Place::kList, frames_.back().count});
  ExchangeElement element = MakeElement();
  element.fault = std::string(message);
  if (held_) {
    element.line = held_->line;
    element.text = buffer_.substr(start_, pos_ - start_);
    // A bracket may have been left open, so the next element may lie within what was read: the search begins
    // right behind the faulty object's first bracket.
    pos_ = start_ + 1;
    line_ = held_->line;
    if (Mark().empty()) Mark() = held_->first_key;
  }
  held_.reset();
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
    held_ = Held{};
    start_ = pos_;
    const int64_t line = line_;
    const bool found = MatchesMark();
    held_.reset();
    pos_ = found ? start_ : start_ + 1;
    line_ = line;
    if (!found) continue;
    frames_.back().opening = place() == Place::kRest;
    return true;
  }
  frames_.resize(1);
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
