// One dossier: whether it counts, when it ends, and when it becomes late.

#ifndef CHISO_SERVICES_SCORING_CORE_DOSSIER_H_
#define CHISO_SERVICES_SCORING_CORE_DOSSIER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
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

// What a record says of a dossier by yes or no.
enum class DossierFlag : uint8_t {
  kOnline,
  kPaidOnline,  // by the national portal or a local gateway
  kResultFile,
  kDigitisedComponent,  // of the components, else as a flag says
  kReusesData,
  kFromStorage,
  kAccountVerified,
  kAsksDatabase,     // whichever
  kHasAmount,        // the sum of its fees is above 0
  kAllLinesAreZero,  // it has lines of fees, and each is 0
};
inline constexpr int kDossierFlags = 10;

class DossierFlags {
 public:
  constexpr DossierFlags() = default;
  explicit constexpr DossierFlags(uint16_t bits) : bits_(bits) {}
  void Set(DossierFlag flag, bool holds) {
    const auto bit = static_cast<uint16_t>(1u << static_cast<int>(flag));
    bits_ = static_cast<uint16_t>(holds ? bits_ | bit : bits_ & ~bit);
  }
  bool Has(DossierFlag flag) const { return (bits_ >> static_cast<int>(flag) & 1u) != 0; }
  uint16_t bits() const { return bits_; }

  friend bool operator==(const DossierFlags&, const DossierFlags&) = default;

 private:
  uint16_t bits_ = 0;
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
  DossierFlags flags;
  std::vector<std::string> database_codes;
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
enum class ProcedureUse : uint8_t { kOnline, kPaidOnline, kAmount, kCitizenData };
inline constexpr int kProcedureUses = 4;

// A set of the one or the other.
class TraitSet {
 public:
  void Set(Trait trait, bool holds) { Set(static_cast<int>(trait), holds); }
  void Set(ProcedureUse use, bool holds) { Set(kTraits + static_cast<int>(use), holds); }
  bool Has(Trait trait) const { return Has(static_cast<int>(trait)); }
  bool Has(ProcedureUse use) const { return Has(kTraits + static_cast<int>(use)); }
  bool HasAnyUse() const { return bits_ >> kTraits != 0; }

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

// What scores need of a dossier. Its end is the one that it would have without lines of progress: they go
// before some of what gives an end and after other.
struct Brief {
  DossierStatus status = DossierStatus::kUnspecified;
  MaybeMoment receive;
  MaybeMoment due;
  MaybeMoment own_end;  // of a state that has ended
  EndBasis own_end_basis = EndBasis::kOpen;
  DossierFlags flags;
  bool asks_population_database = false;
  absl::Span<const Supplement> supplements;  // of whom the dossier is kept
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
  MaybeMoment due;                // the due time in force; of a term in working days its last moment
  MaybeMoment late;               // the first moment at which it is late
  bool late_by_requests = false;  // because papers were asked for twice, before it was late otherwise
  std::vector<Pause> pauses;      // in order, apart from one another
  int64_t minutes = 0;  // from reception to the end without pauses, rounded down; 0 while it is open

  friend bool operator==(const Course&, const Course&) = default;
};

// `dossier` must outlive the brief.
Brief BriefOf(const Dossier& dossier, const Choices& choices);

// How long the pauses before the moment are together.
Moment PausedBefore(const std::vector<Pause>& pauses, Moment moment);

// Received, and in a state that is neither before reception nor unknown.
bool IsReceived(const Brief& brief);

// Requires that the dossier is received. `term`: the last day by the procedure's longest time, used where the
// dossier has no due time.
Course CourseOf(const Brief& brief, const Lines& lines, std::optional<DayNumber> term,
                const Choices& choices);

// Without kDisliked, which other records say.
TraitSet TraitsOf(const Brief& brief, const ProcedureFacts& procedure, const Choices& choices);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_DOSSIER_H_
