#include "services/scoring/status.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/period.h"
#include "services/scoring/conversions.h"

namespace chiso {
namespace {

using scoring::v1::GetStatusResponse;

// Bounds of the answer, as the contract states them: together less than a megabyte.
constexpr size_t kMaxSenders = 1000;
constexpr size_t kMaxUnknownUnits = 20;
constexpr size_t kMaxDefinitions = 100;

// Of the process; 0: the system does not tell.
int64_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t pages = 0, resident = 0;
  if (!(file >> pages >> resident)) return 0;
  return resident * sysconf(_SC_PAGESIZE);
}

void SetLog(const LogProgress& progress, absl::Time now, absl::Duration reading,
            scoring::v1::LogStatus& status) {
  const int64_t read = progress.reached.sequence();
  *status.mutable_position() = progress.reached;
  status.set_head_sequence(progress.head);
  status.set_lag_records(progress.unread());
  if (progress.complete_at != absl::InfinitePast()) {
    *status.mutable_lag() = ToProto(now - progress.complete_at);
  }
  status.set_first_reading_complete(progress.caught_up());
  if (progress.caught_up()) return;
  if (progress.head > 0) status.set_first_reading_percent(static_cast<int32_t>(read * 100 / progress.head));
  if (read > 0) {
    const double left = static_cast<double>(progress.head - read) / static_cast<double>(read);
    *status.mutable_first_reading_left() = ToProto(reading * left);
  }
}

void SetSenders(const Receptions& receptions, GetStatusResponse& status) {
  for (const auto& [sender, reception] : receptions.all()) {
    if (status.senders_size() == static_cast<int>(kMaxSenders)) break;
    *status.add_senders() = ToProto(sender, reception);
  }
  status.set_omitted_sender_count(static_cast<int32_t>(receptions.all().size()) - status.senders_size());
}

void SetUnknownUnits(const std::map<std::string, core::Unplaced>& unplaced, GetStatusResponse& status) {
  std::vector<std::pair<int64_t, const std::string*>> units;
  int64_t dossiers = 0;
  for (const auto& [unit, of_unit] : unplaced) {
    // The most first, then by name.
    units.emplace_back(-of_unit.count, &unit);
    dossiers += of_unit.count;
  }
  const size_t shown = std::min(units.size(), kMaxUnknownUnits);
  std::partial_sort(units.begin(), units.begin() + static_cast<ptrdiff_t>(shown), units.end(),
                    [](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first < b.first : *a.second < *b.second;
                    });
  for (size_t i = 0; i < shown; ++i) {
    scoring::v1::UnknownUnit& unknown = *status.add_unknown_units();
    const core::Unplaced& of_unit = unplaced.at(*units[i].second);
    unknown.set_named_unit(*units[i].second);
    unknown.set_dossier_count(of_unit.count);
    unknown.set_example(of_unit.example);
  }
  status.set_unknown_unit_count(static_cast<int64_t>(unplaced.size()));
  status.set_unknown_unit_dossier_count(dossiers);
}

void SetHoldings(const core::Ledger& ledger, scoring::v1::Holdings& holdings) {
  holdings.set_unit_count(static_cast<int64_t>(ledger.units().all().size()));
  holdings.set_office_count(static_cast<int64_t>(ledger.offices().all().size()));
  holdings.set_dossier_count(ledger.cases().row_count());
  holdings.set_dossier_bytes(static_cast<int64_t>(ledger.cases().row_bytes()));
}

void SetDefinitions(const Definitions& definitions, GetStatusResponse& status) {
  for (const index::v1::IndexDefinition& definition : definitions.protos()) {
    if (status.definitions_size() == static_cast<int>(kMaxDefinitions)) return;
    scoring::v1::DefinitionInUse& in_use = *status.add_definitions();
    in_use.set_id(definition.id());
    in_use.set_sha256(definition.sha256());
    in_use.set_valid_from(definition.valid_from());
    in_use.set_draft(definition.draft());
  }
}

}  // namespace

GetStatusResponse StatusOf(const State& state) {
  GetStatusResponse status;
  const absl::Time now = state.now();
  state.Read([&](const Known& known) {
    for (const auto& [log, progress] : known.logs) {
      SetLog(progress, now, now - state.began_at(), *status.add_logs());
    }
    status.set_ready(known.ready);
    if (known.as_of != absl::InfinitePast()) {
      *status.mutable_as_of_time() = ToTimestamp(known.as_of);
      *status.mutable_lag() = ToProto(now - known.as_of);
    }
    SetSenders(known.receptions, status);
    SetHoldings(known.ledger, *status.mutable_holdings());
    SetUnknownUnits(known.ledger.cases().unplaced(), status);
    return true;
  });
  status.mutable_holdings()->set_resident_bytes(ResidentBytes());
  const Writer writer = state.writer();
  status.mutable_writer()->set_epoch(writer.epoch);
  status.mutable_writer()->set_writing(writer.writes);
  SetDefinitions(state.definitions(), status);
  return status;
}

}  // namespace chiso
