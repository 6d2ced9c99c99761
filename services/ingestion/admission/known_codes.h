// Codes that records name and other records introduce.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_KNOWN_CODES_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_KNOWN_CODES_H_

#include <map>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "services/ingestion/admission/unit_times.h"

namespace chiso {

// An alias is written `sender/alias`, one of all senders `/alias`; a publication `unit/period`. A sender is
// known once it has sent a batch.
enum class CodeKind { kUnit = 1, kProcedure = 2, kAlias = 3, kPublication = 4, kSender = 5 };

// The alias of all senders that has the name of this one.
absl::string_view AliasOfAll(absl::string_view alias);

// What a code is that a record names.
enum class Resolution {
  kUnknown,  // there has been no record of it
  kNotThen,  // there has, but no unit bears the code in the days of the record
  kKnown,
};

// Codes that the logs are known to hold, and when units bear theirs. The logs never lose a code, so what is
// known of a snapshot stays true; a unit may end. Pure; thread-safe while nobody adds.
class KnownCodes {
 public:
  void Add(CodeKind kind, absl::string_view code) { codes_[kind].emplace(code); }

  UnitTimes& units() { return units_; }
  const UnitTimes& units() const { return units_; }

  bool Contains(CodeKind kind, absl::string_view code) const;
  // Whether a record that names the code finds what it names: an alias also where all senders have it.
  bool Resolves(CodeKind kind, absl::string_view code) const;
  // `when` is of units alone. A unit of which only the code is known is taken to bear it always.
  Resolution Resolve(CodeKind kind, absl::string_view code, const UnitWhen& when) const;
  bool HasAny(CodeKind kind) const { return codes_.count(kind) > 0; }

 private:
  std::map<CodeKind, absl::flat_hash_set<std::string>> codes_;
  UnitTimes units_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_KNOWN_CODES_H_
