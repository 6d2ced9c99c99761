// Reads one element of the exchange as JSON, and keeps what the importer needs of it.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_READER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_READER_H_

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace chiso {

// Receives the parser's events. Of the element it keeps the read keys, written as the exchange does, with
// their values. Of what stands in the place of a list it keeps the shape: keys that are none of its entries'
// lead to lists and objects alone. A list or an object in the place of a text is kept as an empty list; in
// the place of a list an empty text is kept as one, any other value but null as false. Not thread-safe.
class ElementReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  // The element; complete once the parser has succeeded.
  nlohmann::json& value() { return value_; }

  // What stands at the key `data` directly in the element.
  enum class Data { kAbsent, kEmpty, kText };
  Data data() const { return data_; }
  // Whether a key directly in it is one of a record in protobuf's JSON, one of the exchange, and one that
  // only lines of progress have.
  bool native() const { return native_; }
  bool known() const { return known_; }
  bool progress() const { return progress_; }
  // The last key; empty where it is none of the exchange.
  const std::string& last_key() const { return last_key_; }
  // A key that is given twice of which one value would be lost; of keys that are none of the exchange, the
  // list in whose place they stand. Empty: none.
  const std::string& repeated() const { return repeated_; }
  // The first key that reads as a read one but is none, and why; empty: there is none. One with blanks or
  // marks counts where the key itself is not given.
  const std::string& hidden() const { return hidden_; }
  const std::string& hidden_reason() const { return hidden_reason_; }
  // The place of the fault and whether it is one of UTF-8 or of a number that is too large. Valid once the
  // parser has failed.
  size_t fault_position() const { return fault_position_; }
  bool fault_in_utf8() const { return fault_in_utf8_; }
  bool number_too_large() const { return number_too_large_; }

  bool null() override;
  bool boolean(bool value) override;
  bool number_integer(number_integer_t value) override;
  bool number_unsigned(number_unsigned_t value) override;
  bool number_float(number_float_t value, const string_t& text) override;
  bool string(string_t& value) override;
  bool binary(binary_t& value) override;
  bool start_object(size_t size) override;
  bool key(string_t& key) override;
  bool end_object() override;
  bool start_array(size_t size) override;
  bool end_array() override;
  bool parse_error(size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override;

 private:
  // What becomes of the next value.
  enum class Keep {
    kNothing,
    // A text, number, boolean or null.
    kScalar,
    // Null, whatever it is.
    kPresence,
    // What stands in the place of a list, or in it.
    kList,
    // The value of another key in the place of a list: a list or an object, or null.
    kShape,
  };
  struct Open {
    nlohmann::json* value;
    // The list in whose place it stands or lies; empty: it is the element.
    absl::string_view list;
    // The keys that others in it read as by their letters alone.
    std::vector<absl::string_view> misspelt;
  };
  struct Target {
    nlohmann::json* slot;
    Keep keep;
    absl::string_view list;
  };

  bool Scalar(nlohmann::json value);
  bool Begin(nlohmann::json container);
  bool End();
  Target Next();
  void Hide(absl::string_view name, absl::string_view reason);
  void TakeElementKey(const std::string& key);
  void TakeListKey(const std::string& key);
  void Keeps(absl::string_view name, absl::string_view shown);

  nlohmann::json value_;
  Data data_ = Data::kAbsent;
  bool native_ = false, known_ = false, progress_ = false;
  std::string last_key_, repeated_, hidden_, hidden_reason_;
  size_t fault_position_ = 0;
  bool fault_in_utf8_ = false, number_too_large_ = false;

  // The containers under way that are kept, the innermost last.
  std::vector<Open> open_;
  // How deep parsing is in containers that are not kept.
  int skipped_ = 0;
  // Of the key last seen: its slot, what is kept of its value, and its list.
  nlohmann::json* slot_ = nullptr;
  Keep keep_ = Keep::kNothing;
  absl::string_view list_;
  // Whether the next value is that of `data` directly in the element.
  bool at_data_ = false;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_ELEMENT_READER_H_
