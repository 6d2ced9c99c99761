// The bytes of PostgreSQL's binary COPY. This file and its .cc are the only ones that know them; they talk to
// no database.
//
// A stream is a header, rows, and a trailer. A row is the number of its fields, then the fields; a field is
// the length of its value, then the value. All numbers are big-endian.

#ifndef CHISO_COMMON_SQL_COPY_FORMAT_H_
#define CHISO_COMMON_SQL_COPY_FORMAT_H_

#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace chiso {

// What comes before and after the rows.
absl::string_view CopyHeader();
absl::string_view CopyTrailer();

namespace copy_format {

inline constexpr size_t kFieldCountSize = 2;
inline constexpr size_t kLengthSize = 4;

// The size of a value of type T; 0 where it differs from value to value.
template <typename T>
inline constexpr size_t kWidth = std::is_integral_v<T>           ? sizeof(T)
                                 : std::is_same_v<T, absl::Time> ? 8
                                                                 : 0;

template <typename T>
size_t SizeOf(const T& value) {
  if constexpr (kWidth < T >> 0) {
    return kWidth<T>;
  } else if constexpr (std::is_same_v<T, absl::string_view>) {
    return value.size();
  } else {
    return value.ByteSizeLong();
  }
}

// Store a value and return where it ends.
char* Store(char* to, bool value);
char* Store(char* to, int16_t value);
char* Store(char* to, int32_t value);
char* Store(char* to, int64_t value);
char* Store(char* to, absl::Time value);
char* Store(char* to, absl::string_view value);
// A protobuf message, whose ByteSizeLong was asked before.
template <typename Message>
char* Store(char* to, const Message& value) {
  return reinterpret_cast<char*>(value.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(to)));
}

// The length is that of what was stored: a message is not asked for its size again.
template <typename T>
char* StoreField(char* to, const T& value) {
  char* const end = Store(to + kLengthSize, value);
  Store(to, static_cast<int32_t>(end - to - kLengthSize));
  return end;
}

// Reads the field whose length lies at the front, and removes it.
absl::string_view TakeField(absl::string_view& from);

}  // namespace copy_format

// Appends a value in its binary form, without its length: what a binary parameter of a statement holds.
template <typename T>
void AppendValue(std::string& out, const T& value) {
  const size_t start = out.size();
  out.resize(start + copy_format::SizeOf(value));
  copy_format::Store(out.data() + start, value);
}

// Appends a value with its length before it: what an array holds.
template <typename T>
void AppendField(std::string& out, const T& value) {
  AppendValue(out, static_cast<int32_t>(copy_format::SizeOf(value)));
  AppendValue(out, value);
}

// Rows on their way into the database. The columns are of the types bool, int16_t, int32_t, int64_t,
// absl::Time (timestamptz, cut to microseconds), absl::string_view (text, bytea), or a protobuf message
// (bytea). Not thread-safe.
template <typename... Columns>
class CopyRows {
 public:
  // Makes room for rows to come, whose strings and messages take so many bytes together.
  void Reserve(size_t rows, size_t bytes) {
    starts_.reserve(rows);
    bytes_.reserve(rows * kFixedSize + bytes);
  }

  // Appends a row.
  void Add(const Columns&... values) {
    using copy_format::kLengthSize, copy_format::SizeOf;
    const size_t start = bytes_.size();
    starts_.push_back(start);
    bytes_.resize(start + copy_format::kFieldCountSize + ((kLengthSize + SizeOf(values)) + ...));
    char* to = copy_format::Store(bytes_.data() + start, static_cast<int16_t>(sizeof...(Columns)));
    ((to = copy_format::StoreField(to, values)), ...);
  }

  // Overwrites a value of fixed size; all columns before it must be of fixed size too.
  template <size_t column>
  void Set(int64_t row, const std::tuple_element_t<column, std::tuple<Columns...>>& value) {
    static_assert(copy_format::kWidth<std::decay_t<decltype(value)>> > 0);
    constexpr size_t offset = Offset<column>() + copy_format::kLengthSize;
    copy_format::Store(bytes_.data() + starts_[row] + offset, value);
  }

  // The bytes of a value; all columns before it must be of fixed size. Valid until the next Add.
  template <size_t column>
  absl::string_view Get(int64_t row) const {
    constexpr size_t offset = Offset<column>();
    absl::string_view from = absl::string_view(bytes_).substr(starts_[row] + offset);
    return copy_format::TakeField(from);
  }

  int64_t row_count() const { return static_cast<int64_t>(starts_.size()); }
  // All rows, without header and trailer. Valid until the next Add.
  absl::string_view bytes() const { return bytes_; }

 private:
  // What a row takes besides its strings and messages.
  static constexpr size_t kFixedSize =
      copy_format::kFieldCountSize + ((copy_format::kLengthSize + copy_format::kWidth<Columns>)+...);

  // Where the field of a column begins in its row. For constant expressions, in which a throw is an error of
  // compilation.
  template <size_t column>
  static constexpr size_t Offset() {
    constexpr size_t widths[] = {copy_format::kWidth<Columns>...};
    size_t offset = copy_format::kFieldCountSize;
    for (size_t i = 0; i < column; ++i) {
      if (widths[i] == 0) throw "a column before this one has no fixed size";
      offset += copy_format::kLengthSize + widths[i];
    }
    return offset;
  }

  std::string bytes_;
  std::vector<size_t> starts_;
};

// Reads rows that came from the database: a whole stream, or whole rows of one. The bytes must outlive this
// object and the views that it returns. Throws std::runtime_error where the bytes end too early.
class CopyReader {
 public:
  explicit CopyReader(absl::string_view bytes);
  // Goes to the next row; false: there is none. The row before must have been read to its end.
  bool NextRow();
  // The next field of the row.
  int64_t Int64();
  absl::string_view Bytes();
  // All that has not been read yet.
  absl::string_view rest() const { return rest_; }

 private:
  absl::string_view rest_;
};

}  // namespace chiso

#endif  // CHISO_COMMON_SQL_COPY_FORMAT_H_
