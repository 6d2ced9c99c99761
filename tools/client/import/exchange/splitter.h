// Cuts the elements out of a file of JSON as one-stop systems write it, in bounded memory.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SPLITTER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SPLITTER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

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
  // Its place in its list, from 1; of objects that are by themselves, among those of the file. Behind
  // malformed JSON the count goes on with what is found next.
  int64_t place = 0;
  // Whether that list is `data`.
  bool in_data = false;
  // Whether the fault is that something else stands where an object must, in JSON that is sound.
  bool no_object = false;
};

// An element is an object that is by itself, in a list, or in the list `data` of a body, whether the file
// holds one body, a list, or any number of them one after another. `data` may be written in any case. An
// object in the place of `data`, or at the top, is (a) an element where it has a key of the exchange or of a
// record, (b) the list of its values where its keys are numbers, (c) what it wraps where exactly one of its
// values is a list or an object, (d) in the place of `data`, nothing where it is empty; else an element,
// which will not be known. Of an object longer than 1 MiB what has been seen of it by then decides.
//
// After an element whose brackets do not match, reading goes on at the next object that begins with the same
// key as others of its place, so that a fault costs no other element where that can be told. Not thread-safe.
class ExchangeSplitter {
 public:
  // Fills the buffer with at most `size` bytes and returns their number; 0: the end.
  using Read = std::function<size_t(char* buffer, size_t size)>;

  explicit ExchangeSplitter(Read read) : read_(std::move(read)) {}

  // The next element; nothing at the end.
  std::optional<ExchangeElement> Next();

 private:
  // Where reading stands: between the objects of the file, of a list or of the values of an object whose keys
  // are numbers; or in what is left of an object behind the list that was found in it.
  enum class Place { kTop, kList, kNumbered, kRest };
  struct Frame {
    Place place;
    // The elements so far.
    int64_t count = 0;
    // Of kRest: whether the list is `data`, and whether it, or what stands in its place, begins here.
    bool body = false;
    bool opening = false;
  };
  // What is under way from start_ on, and held in the buffer.
  struct Held {
    int64_t line = 0;
    // Whether it stands in the place of a list.
    bool as_list = false;
    // Of the keys directly in it: how many there are, how many are numbers, whether one is of the exchange or
    // of a record, whether one is `data`.
    int keys = 0, numbers = 0;
    bool known = false, body = false;
    // How many of its values are lists or objects, and where the first of them begins.
    int containers = 0;
    size_t container = 0;
    int64_t container_line = 0;
    std::string first_key;
  };
  // The longest key that is kept.
  static constexpr size_t kMaxKeyBytes = 64;

  Place place() const { return frames_.back().place; }
  bool Peek() { return pos_ < buffer_.size() || Fill(); }
  bool Fill();
  char Take();
  std::optional<ExchangeElement> Open();
  std::optional<ExchangeElement> StepBetween();
  std::optional<ExchangeElement> StepInNumbered(char c);
  std::optional<ExchangeElement> BeginValue(bool as_list);
  std::optional<ExchangeElement> Scan();
  std::optional<ExchangeElement> ScanBracket(char c);
  ExchangeElement ScanOther();
  void TakeInString(char c);
  void TakeColon();
  void BeginString();
  bool SkipString();
  void OpenData();
  std::optional<ExchangeElement> Close();
  bool IsOther() const;
  void Descend();
  void Leave(char bracket);
  void GoOnWithRest(char bracket);
  std::optional<ExchangeElement> End();
  ExchangeElement MakeElement();
  ExchangeElement NoObject(int64_t line);
  std::optional<ExchangeElement> Fail(absl::string_view message);
  ExchangeElement Fault(absl::string_view message);
  bool Seek();
  bool MatchesMark();
  bool HoldsMark();
  void SkipSpace();
  bool InData() const;
  std::string& Mark() { return InData() ? data_mark_ : outer_mark_; }

  const Read read_;
  std::string buffer_;
  size_t pos_ = 0;
  int64_t line_ = 1;
  bool ended_ = false;

  // The innermost last; the first is kTop.
  std::vector<Frame> frames_ = {{Place::kTop}};
  std::string service_;
  // True after a fault: input is skipped until an object begins with the mark of this place.
  bool seeking_ = false;
  // The marks: the first key of the objects outside of `data`, and of those in it; empty: none was seen yet.
  std::string outer_mark_, data_mark_;

  // Nothing: nothing is held.
  std::optional<Held> held_;
  size_t start_ = 0;
  int depth_ = 0;
  // A bit for each bracket that is open, the innermost last; 1: a brace.
  uint64_t braces_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  // The last character that is not a space, of a string its quote.
  char last_ = 0;
  // Receives the string under way; null: it is not kept.
  std::string* kept_ = nullptr;
  // The key last seen directly in the object or in the rest.
  std::string key_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_SPLITTER_H_
