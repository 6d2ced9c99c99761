#include "common/record/standings.h"

namespace chiso {

// The contract's enum has the same numbers, so a value converts by a cast.
static_assert(static_cast<int>(Standing::kInForce) == record::v1::STANDING_UNSPECIFIED);
static_assert(static_cast<int>(Standing::kTieWon) == record::v1::STANDING_TIE_WON);
static_assert(static_cast<int>(Standing::kTieWon) == record::v1::Standing_MAX);

void AddStanding(int index, const std::string& key, Standing standing, record::v1::Standings& standings) {
  if (standing == Standing::kInForce) return;
  if (standing != Standing::kTieWon) standings.set_not_in_force_count(standings.not_in_force_count() + 1);
  if (standing != Standing::kOlder) standings.set_tied_count(standings.tied_count() + 1);
  if (standings.standings_size() == kListedStandings) return;
  record::v1::RecordStanding& listed = *standings.add_standings();
  listed.set_index(index);
  listed.set_standing(static_cast<record::v1::Standing>(standing));
  listed.set_key(key);
}

}  // namespace chiso
