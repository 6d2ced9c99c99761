// What reporting does not know yet.

#ifndef CHISO_SERVICES_SCORING_OUTBOX_H_
#define CHISO_SERVICES_SCORING_OUTBOX_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/period.h"
#include "common/record/positions.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/offices.h"
#include "services/scoring/core/tally.h"
#include "services/scoring/core/units.h"
#include "services/scoring/state.h"

namespace chiso {

// Works in rounds: takes from the state which offices were touched, scores every unit of their trees in every
// active period, and gives out what differs from what it gave before, in updates of bounded size. The last
// update of a round accounts for all records that the state held when the round began. So it never works out
// which scores a change may reach; it never gives too few, and hardly too many.
//
// It keeps a hash of each score that it gave; two scores with one hash, one in 2^64, would pass for equal
// until the next change. For one thread.
class Outbox {
 public:
  // `state` must outlive this object.
  explicit Outbox(State& state) : state_(state) {}

  // The next update; nothing where there is none before the deadline. Where nothing has changed there is one
  // every few seconds all the same, which tells the time.
  std::optional<reporting::v1::ScoreUpdate> Next(absl::Time deadline);
  // The oldest update that was given out and not told of yet is recorded.
  void Recorded();
  // Of the updates that were given out and not told of nobody knows; what they held is given out again.
  void Lost();
  // Everything is given out again; as a snapshot, so that all else is forgotten.
  void StartAnew(bool as_snapshot);

 private:
  // A score that was given out: of the unit with this number, in the period, in the scope.
  struct CellId {
    Period period;
    uint32_t unit_and_scope;
  };
  // A tree, or what is left of it, that is to be looked at.
  struct Item {
    Period period;
    int32_t next;  // place
    int32_t end;
  };
  struct Flight {
    std::vector<CellId> cells;
    bool only_scores = true;
  };

  void StartRound(core::Touched touched);
  void ListUnits(const core::Ledger& ledger);
  void ListRemovals(const core::Ledger& ledger);
  void ListItems(const core::Ledger& ledger, const core::Touched& touched);
  // Adds what fits; true: nothing is left of the round.
  bool Fill(const core::Ledger& ledger, reporting::v1::ScoreUpdate& update);
  void FillFrom(const core::Ledger& ledger, Item& item, int& places, reporting::v1::ScoreUpdate& update);
  // Adds the score where it differs from what was given out.
  void Add(const core::UnitKey& unit, const Period& period, core::Scope scope, const core::Score& score,
           reporting::v1::PackedScores& scores);
  uint32_t NumberOf(const core::UnitKey& unit);

  State& state_;
  // What was given out, and is recorded or on its way.
  absl::flat_hash_map<core::UnitKey, uint32_t> numbers_;
  std::vector<core::UnitKey> keys_;  // by number
  std::map<core::UnitKey, core::Unit> units_;
  std::map<Period, absl::flat_hash_map<uint32_t, size_t>> scores_;  // the hashes, by unit and scope
  std::deque<Flight> flights_;
  // The round.
  bool in_round_ = false;
  bool round_begins_ = false;
  bool all_due_ = true;
  bool snapshot_due_ = false;
  int64_t generation_ = -1;  // of the trees of the items
  int64_t day_ = -1;         // of the as-of time of the last round
  Positions positions_;
  absl::Time as_of_;
  std::deque<Item> items_;
  std::deque<core::Unit> added_units_;
  std::deque<core::UnitKey> removed_units_;
  std::deque<std::pair<core::UnitKey, CellId>> removals_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_OUTBOX_H_
