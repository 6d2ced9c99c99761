// One dossier: whether it counts, when it ends, and when it becomes late.

#ifndef CHISO_SERVICES_SCORING_CORE_DOSSIER_H_
#define CHISO_SERVICES_SCORING_CORE_DOSSIER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/scoring/core/definition.h"
#include "services/scoring/core/moment.h"

namespace chiso::core {

// The numbers are those of the contract's enum.
enum class DossierStatus : uint8_t {
  kUnspecified = 0,
  kRegistered = 1,
  kReceived = 2,
  kRefused = 3,
  kProcessing = 4,
  kSupplementAwaited = 5,
  kPaymentAwaited = 6,
  kWithdrawn = 7,
  kStopped = 8,
  kFinished = 9,
  kReturned = 10,
  kInTransit = 11,
};

// Every time of a record that may be absent.
using MaybeMoment = std::optional<Moment>;

struct Supplement {
  MaybeMoment request;
  MaybeMoment receive;
  MaybeMoment new_due;

  friend bool operator==(const Supplement&, const Supplement&) = default;
};

// What a record says of a dossier; times in whole seconds.
struct Dossier {
  DossierStatus status = DossierStatus::kUnspecified;
  std::string unit_code;  // where it is given it decides alone
  std::string unit_name;
  std::string procedure_code;
  MaybeMoment receive;
  MaybeMoment due;
  MaybeMoment process_end;
  MaybeMoment returned;
  MaybeMoment refused;
  MaybeMoment submitted;
  bool online = false;
  bool paid_online = false;  // by the national portal or a local gateway
  bool has_result_file = false;
  bool has_digitised_component = false;  // of the components, else as a flag says
  bool reuses_data = false;
  bool from_storage = false;
  bool account_verified = false;
  std::vector<std::string> database_codes;
  bool has_amount = false;          // the sum of its fees is above 0
  bool all_lines_are_zero = false;  // it has lines of fees, and each is 0
  std::vector<Supplement> supplements;

  friend bool operator==(const Dossier&, const Dossier&) = default;
};

// The earliest of its lines of progress in force, by the status that they say.
struct Lines {
  MaybeMoment finished;
  MaybeMoment returned;
  MaybeMoment stopped;
  MaybeMoment withdrawn;
};

// What a procedure says that its dossiers need; absent: not said, or the procedure is not known.
struct ProcedureFacts {
  std::optional<bool> has_fee;
  std::optional<bool> result_required;
  std::optional<int32_t> max_working_days;

  friend bool operator==(const ProcedureFacts&, const ProcedureFacts&) = default;
};

// What is true of a dossier, by what its record and its procedure say; kAll: every dossier.
enum class Trait : uint8_t {
  kAll,
  kOnline,  // online, and with a result file or without the need for one
  kFee,
  kPaidOnline,  // and with a fee
  kResultRequired,
  kResultFile,  // and required
  kDigitised,   // and with a result file or without the need for one
  kReuse,
  kStorage,
  kCitizenData,
  kDisliked,
};
inline constexpr int kTraits = 11;

// What is true of a dossier of a procedure, for the counts of distinct procedures.
enum class ProcedureUse : uint8_t { kAny, kOnline, kPaidOnline, kAmount, kCitizenData };
inline constexpr int kProcedureUses = 5;

// A set of the one or the other.
class TraitSet {
 public:
  void Set(Trait trait, bool holds) { Set(static_cast<int>(trait), holds); }
  void Set(ProcedureUse use, bool holds) { Set(kTraits + static_cast<int>(use), holds); }
  bool Has(Trait trait) const { return Has(static_cast<int>(trait)); }
  bool Has(ProcedureUse use) const { return Has(kTraits + static_cast<int>(use)); }

  friend bool operator==(const TraitSet&, const TraitSet&) = default;

 private:
  void Set(int bit, bool holds) {
    bits_ = static_cast<uint32_t>(holds ? bits_ | (1u << bit) : bits_ & ~(1u << bit));
  }
  bool Has(int bit) const { return (bits_ >> bit & 1u) != 0; }

  uint32_t bits_ = 0;
};

// Where the moment of an end comes from.
enum class EndBasis : uint8_t {
  kOpen,
  kProcessEnd,
  kLineFinished,
  kReturnTime,
  kLineReturned,
  kRefuseTime,
  kLineOfStatus,
  kUnknown,  // the latest of the dossier's own times
};

// A run of time in which the clock of a dossier stands: from `begin` up to, but without, `end`.
struct Pause {
  Moment begin;
  Moment end;  // kNever: still open

  friend bool operator==(const Pause&, const Pause&) = default;
};

// The way of a dossier that counts.
struct Course {
  Moment receive = 0;
  MaybeMoment end;
  EndBasis end_basis = EndBasis::kOpen;
  MaybeMoment due;            // the due time in force; of a term in working days its last moment
  MaybeMoment late;           // the first moment at which it is late
  std::vector<Pause> pauses;  // in order, apart from one another
  int64_t minutes = 0;        // from reception to the end without pauses, rounded down; 0 while it is open

  friend bool operator==(const Course&, const Course&) = default;
};

// Received, and in a state that is neither before reception nor unknown.
bool IsReceived(const Dossier& dossier);

// Requires that the dossier counts. `term`: the last day by the procedure's longest time, used where the
// dossier has no due time of its own.
Course CourseOf(const Dossier& dossier, const Lines& lines, std::optional<DayNumber> term,
                const Choices& choices);

// Without kDisliked, which other records say.
TraitSet TraitsOf(const Dossier& dossier, const ProcedureFacts& procedure, const Choices& choices);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_DOSSIER_H_
