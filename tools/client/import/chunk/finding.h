// What is said about a row of a file: why it was refused, or what is worth knowing of it.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FINDING_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FINDING_H_

#include <cstdint>
#include <string>

namespace chiso {

struct Finding {
  int64_t line = 0;
  // The column or key; empty: the whole row.
  std::string column;
  std::string message;
  // Whether the row is refused; else this is a warning.
  bool rejected = false;
  // The reason as a stable word: `DATE_MALFORMED`; empty: not said.
  std::string reason = "";
  // UNIT_UNKNOWN: the unit's code or name; empty: there is none.
  std::string unit = "";
  // True: findings of this kind are so many that they are counted by reason and never listed.
  bool counted_only = false;
  // The place of the element in its list, from 1; 0: it is a row, which its line names.
  int64_t place = 0;
  // The code of what the element or row is about; empty: it has none that may be shown.
  std::string code = "";
  // UNIT_UNKNOWN of a unit's parent: the parent's code, which a later line of the file may bring.
  std::string parent = "";
};

// The order of the file.
inline bool StandsBefore(const Finding& a, const Finding& b) {
  return a.line != b.line ? a.line < b.line : a.place < b.place;
}

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FINDING_H_
