// Cuts the elements out of a file of JSON as one-stop systems write it, in bounded memory.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SPLITTER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SPLITTER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// The longest element, in bytes; a dossier with a hundred attachments takes a twentieth of it.
inline constexpr size_t kMaxElementBytes = 1 << 20;
// How deep the brackets of an element may be nested, its own included.
inline constexpr int kMaxElementDepth = 32;

struct ExchangeElement {
  // The line on which it begins, from 1.
  int64_t line = 0;
  // The object with its brackets; where there is a fault, what was read of it.
  std::string text;
  // The value of `service` in the body around it, if it stands before the element; else empty.
  std::string service;
  // Why this is no element; empty: its brackets match. The text may still be no JSON.
  std::string fault;
};

// An element is an object that is by itself, in a list, or in the list `data` of a body, or that is `data`
// itself, whether the file holds one body, a list, or any number of them one after another. After an element
// whose brackets do not match, reading goes on at the next object that begins with the same key as others of
// its place, so that a fault costs no other element where that can be told. Not thread-safe.
class ExchangeSplitter {
 public:
  // Fills the buffer with at most `size` bytes and returns their number; 0: the end.
  using Read = std::function<size_t(char* buffer, size_t size)>;

  explicit ExchangeSplitter(Read read) : read_(std::move(read)) {}

  // The next element; nothing at the end.
  std::optional<ExchangeElement> Next();

 private:
  enum class Place { kTop, kList, kBody, kData };
  // The longest key that is kept.
  static constexpr size_t kMaxKeyBytes = 64;

  bool Peek() { return pos_ < buffer_.size() || Fill(); }
  bool Fill();
  char Take();
  std::optional<ExchangeElement> StepBetween();
  std::optional<ExchangeElement> BeginObject();
  std::optional<ExchangeElement> Scan();
  std::optional<ExchangeElement> ScanBracket(char c);
  void TakeInString(char c);
  void GoOnWithBody(char bracket);
  void BeginString();
  std::optional<ExchangeElement> End();
  std::optional<ExchangeElement> Close();
  ExchangeElement Fault(absl::string_view message);
  bool Seek();
  bool MatchesMark();
  bool HoldsMark();
  void SkipSpace();
  std::string& Mark() { return place_ == Place::kTop || place_ == Place::kList ? outer_mark_ : data_mark_; }

  const Read read_;
  std::string buffer_;
  size_t pos_ = 0;
  int64_t line_ = 1;
  bool ended_ = false;

  Place place_ = Place::kTop;
  // The place in which the body lies: kTop or kList.
  Place body_place_ = Place::kTop;
  // True: `data` is not a list but the only element itself.
  bool data_is_element_ = false;
  std::string service_;
  // True after a fault: input is skipped until an object begins with the mark of this place.
  bool seeking_ = false;
  // The marks: the first key of the objects outside of `data`, and of those in it; empty: none was seen yet.
  std::string outer_mark_, data_mark_;

  // The object that is read, or the body. Held: its bytes are in the buffer from start_ on.
  bool held_ = false;
  size_t start_ = 0;
  int64_t start_line_ = 0;
  int depth_ = 0;
  // A bit for each bracket that is open, the innermost last; 1: a brace.
  uint64_t braces_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  // The last character that is not a space, of a string its quote.
  char last_ = 0;
  // Receives the string under way; null: it is not kept.
  std::string* kept_ = nullptr;
  // The key last seen directly in the object, and the first one.
  std::string key_, first_key_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SPLITTER_H_
