// Dossiers by the ten million: a row of 56 bytes each, found by code.

#ifndef CHISO_SERVICES_SCORING_CORE_ROWS_H_
#define CHISO_SERVICES_SCORING_CORE_ROWS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/scoring/core/dossier.h"
#include "services/scoring/core/names.h"

namespace chiso::core {

using RowId = uint32_t;

// Of a row's field: a sender with a greater number is kept with its version, beside the row.
inline constexpr NameId kMaxSenders = (1u << 16) - 1;

// What a row holds of a dossier: the version in force, as far as scores need it. Supplements are kept apart.
struct Row {
  uint64_t code = 0;  // packed (Codes)
  int64_t revision = 0;
  int64_t order = 0;
  uint64_t tie = 0;  // the first 8 bytes of the content's digest

  uint64_t receive : 34;  // moments as by Pack
  uint64_t unit : 22;     // the name of a unit's code, or of a unit
  uint64_t status : 4;
  uint64_t population_database : kMaxChoices;
  uint64_t is_retracted : 1;

  uint64_t due : 34;
  uint64_t procedure : 20;
  uint64_t own_end_basis : 3;
  uint64_t late : kMaxChoices;  // it is counted as late
  uint64_t unit_is_name : 1;
  uint64_t has_dossier : 1;  // not only lines or answers
  uint64_t has_supplements : 1;
  uint64_t has_several : 1;  // senders

  uint64_t own_end : 34;
  uint64_t sender : 16;
  uint64_t has_lines : 1;
  uint64_t has_dislikes : 1;  // answers, or petitions that name it
  uint64_t is_contested : 1;  // its sender has said something else of the same age
  uint64_t flags : kDossierFlags;

  Row()
      : receive(0),
        unit(0),
        status(0),
        population_database(0),
        is_retracted(0),
        due(0),
        procedure(0),
        own_end_basis(0),
        late(0),
        unit_is_name(0),
        has_dossier(0),
        has_supplements(0),
        has_several(0),
        own_end(0),
        sender(0),
        has_lines(0),
        has_dislikes(0),
        is_contested(0),
        flags(0) {}
};
static_assert(sizeof(Row) == 56);

// Moments in 34 bits: 0 is none, else seconds since 1800 plus 1. Those before 1800 and after 2343 become the
// nearest within; contracts admit the years 1900 to 2199.
uint64_t Pack(const MaybeMoment& moment);
MaybeMoment Unpack(uint64_t packed);

// Codes in 64 bits: a unit's code, a day and a number of up to seven digits, as most have it, by their parts;
// others by a number of their own.
class Codes {
 public:
  uint64_t Pack(absl::string_view code);
  // Without giving a number; absent: no such code was ever packed.
  std::optional<uint64_t> Find(absl::string_view code) const;
  std::string Unpack(uint64_t packed) const;
  // What stands before the first hyphen, as UnitInCode.
  absl::string_view UnitOf(uint64_t packed) const;
  // Whether the one code comes before the other, as texts.
  bool IsBefore(uint64_t a, uint64_t b) const;

  // Orders packed codes, and texts beside them, as texts. `codes` must outlive it.
  struct Before {
    using is_transparent = void;
    const Codes* codes;
    bool operator()(uint64_t a, uint64_t b) const { return codes->IsBefore(a, b); }
    bool operator()(uint64_t a, absl::string_view b) const { return codes->Unpack(a) < b; }
    bool operator()(absl::string_view a, uint64_t b) const { return a < codes->Unpack(b); }
  };

 private:
  Names units_;
  Names others_;
};

// The rows. A row stays where it is and is never taken away, so a number means one code for good. Not
// thread-safe, but for what is const.
class Rows {
 public:
  // The row of the code, which is made where there is none.
  RowId RowOf(uint64_t code);
  std::optional<RowId> Find(uint64_t code) const;

  // Brings what RowOf reads into the cache, in two steps between which the first has time to arrive.
  void PrefetchSlot(uint64_t code) const;
  void PrefetchRow(uint64_t code) const;

  Row& operator[](RowId id) { return chunks_[id / kChunk][id % kChunk]; }
  const Row& operator[](RowId id) const { return chunks_[id / kChunk][id % kChunk]; }
  RowId size() const { return size_; }
  // What rows and index take.
  size_t bytes() const;

 private:
  static constexpr RowId kChunk = 1 << 14;

  size_t SlotOf(uint64_t code) const;
  void Grow();

  std::vector<std::unique_ptr<Row[]>> chunks_;
  RowId size_ = 0;
  // Open addressing: the number of a row plus 1; 0: free. Its size is a power of two.
  std::vector<RowId> slots_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_ROWS_H_
