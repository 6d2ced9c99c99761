// A ledger made anew from the logs, as they were at given positions and a given time.

#ifndef CHISO_SERVICES_SCORING_REPLAY_H_
#define CHISO_SERVICES_SCORING_REPLAY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "chiso/record/v1/kind.pb.h"
#include "chiso/record/v1/log.pb.h"
#include "common/record/positions.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/definitions.h"

namespace chiso {

// Reads a log up to a position, as RecordStream::ReadUpTo, within the time that whoever made it grants.
using ReadLog = std::function<absl::Status(
    const record::v1::Position& end, absl::Span<const record::v1::RecordKind> kinds,
    absl::FunctionRef<absl::Status(const record::v1::LogEntry&)> take)>;

// The units that a unit's figures may rest on, and those that stand beside them: with every unit above it on
// any day, up to below the nation, all units below those on any day. Of a nation: all.
class Kin {
 public:
  Kin() = default;
  Kin(const core::Units& units, const std::string& unit_code);

  // Of a unit that it holds and that stands topmost below the nation, it holds the whole tree.
  bool Holds(const std::string& code) const { return all_ || codes_.contains(code); }
  bool all() const { return all_; }

 private:
  bool all_ = false;
  absl::flat_hash_set<std::string> codes_;
};

// Holds what matters to the kin of one unit alone: all of reference, and of all else what is said about kin,
// about dossiers of which any version may count for kin, and about petitions likewise. What counts is not
// known before everything is read, and a later version may have moved a dossier away, so the logs are read
// twice: first for which cases to keep. For one thread.
class Replay {
 public:
  // Codes of dossiers that are kept: about 400 MB.
  static constexpr size_t kMaxDossiers = 3'000'000;

  // `definitions` must outlive this object.
  Replay(const Definitions& definitions, size_t max_dossiers = kMaxDossiers)
      : max_dossiers_(max_dossiers), ledger_(definitions.all()) {}

  // To be called once. Tells its progress in the log. RESOURCE_EXHAUSTED: the kin has more dossiers than are
  // kept. Otherwise as `read`.
  absl::Status Run(const std::string& unit_code, const Positions& positions, absl::Time as_of,
                   const ReadLog& read);

  const core::Ledger& ledger() const { return ledger_; }
  const Kin& kin() const { return kin_; }
  // How many records were looked at, those that were read twice once.
  int64_t record_count() const { return record_count_; }

 private:
  absl::Status ReadReference(const record::v1::Position& end, const ReadLog& read);
  absl::Status FindCases(const record::v1::Position& end, const ReadLog& read);
  absl::Status ReadCases(const record::v1::Position& end, const ReadLog& read);
  absl::Status Take(const record::v1::LogEntry& entry,
                    absl::FunctionRef<bool(const record::v1::Record&)> keeps);
  absl::Status CheckSize(size_t dossiers) const;
  void Settle();
  bool MayStand(const std::string& unit_code, const std::string& unit_name) const;
  bool Keeps(const record::v1::Record& record) const;
  void TellProgress(absl::string_view step, const record::v1::Position& end, int64_t sequence);

  const size_t max_dossiers_;
  core::Ledger ledger_;
  Kin kin_;
  std::string unit_code_;
  // Which units any alias means, by the alias.
  absl::flat_hash_map<std::string, std::vector<std::string>> meanings_;
  // Hashes of codes: where two are equal, one is kept for the other's sake.
  absl::flat_hash_set<size_t> dossiers_;
  absl::flat_hash_set<size_t> petitions_;
  std::vector<std::pair<size_t, size_t>> petitions_of_dossiers_;
  std::vector<core::Fact> facts_;  // not applied yet
  int64_t record_count_ = 0;
  absl::Time told_at_ = absl::InfinitePast();
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_REPLAY_H_
