#include "tools/client/import/standing_check.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/record/content_digest.h"

namespace chiso {
namespace {

// What one call takes.
constexpr int kVersions = 1000;
// The pauses before the lists are asked again how far they have come.
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(1);

void AddVersion(const record::v1::Record& record, ingestion::v1::CompareDossiersRequest& request) {
  Version version = VersionOf(record);
  ingestion::v1::DossierVersion& asked = *request.add_versions();
  asked.set_code(record.dossier().code());
  asked.set_revision(version.revision);
  asked.set_revision_order(version.order);
  asked.set_digest(std::move(version.digest));
}

}  // namespace

void StandingCheck::Add(const Chunk& chunk, const ChunkAnswer& answer) {
  const bool known = answer.unchanged > 0;
  Waiting<scoring::v1::CompareRecordsRequest> records{{}, known};
  for (int i = 0; i < chunk.batch.records_size(); ++i) {
    const record::v1::Record& record = chunk.batch.records(i);
    if (answer.refused.contains(i)) continue;
    if (record.has_unit() || record.has_unit_return()) *records.request.add_records() = record;
    if (record.has_dossier()) AddDossier(record, known);
  }
  if (!dossiers_.empty()) {
    for (const record::v1::Position& position : answer.positions) Advance(dossier_positions_, position);
  }
  if (records.request.records().empty()) return;
  *records.request.mutable_min_positions() = answer.positions;
  records_.push_back(std::move(records));
  if (records_.size() > kWaiting) AskScoring();
}

void StandingCheck::AddDossier(const record::v1::Record& record, bool known) {
  if (dossiers_.empty() || dossiers_.back().known != known ||
      dossiers_.back().request.versions_size() == kVersions) {
    if (dossiers_.size() == kWaiting) {
      return TakeNotAsked(1, known, absl::ResourceExhaustedError("an import asks about 64,000 dossiers"));
    }
    dossiers_.push_back({{}, known});
    dossiers_.back().request.set_sender(sender_);
  }
  AddVersion(record, dossiers_.back().request);
}

void StandingCheck::Finish() {
  while (!records_.empty()) AskScoring();
  AskLists(absl::Now() + ingestion_.endpoint().timeout);
}

// Asks about the chunk that has waited longest.
void StandingCheck::AskScoring() {
  const auto asked = std::move(records_.front());
  records_.pop_front();
  if (scoring_status_.ok()) {
    const auto response = scoring_.Call(&scoring::v1::ScoringService::Stub::CompareRecords, asked.request);
    scoring_status_ = response.status();
    if (response.ok()) return Take(response->standings(), asked.known);
  }
  TakeNotAsked(asked.request.records_size(), asked.known, scoring_status_);
}

// The lists follow the logs within moments, after a large import within minutes. The first chunk is asked
// about until they have come far enough for all.
void StandingCheck::AskLists(absl::Time deadline) {
  absl::Status status;
  for (const auto& asked : dossiers_) {
    for (absl::Duration pause = kFirstPause; status.ok(); pause = std::min(2 * pause, kLongestPause)) {
      const auto response =
          ingestion_.Call(&ingestion::v1::IngestionService::Stub::CompareDossiers, asked.request);
      status = response.status();
      if (!status.ok()) break;
      if (Covers(response->positions(), dossier_positions_)) {
        Take(response->standings(), asked.known);
        break;
      }
      if (absl::Now() + pause >= deadline) {
        status = absl::DeadlineExceededError("ingestion has not listed all of them yet");
        break;
      }
      absl::SleepFor(pause);
    }
    if (!status.ok()) TakeNotAsked(asked.request.versions_size(), asked.known, status);
  }
  dossiers_.clear();
}

void StandingCheck::Take(const record::v1::Standings& standings, bool known) {
  tally_.Add(standings);
  if (known) known_not_in_force_ += standings.not_in_force_count();
}

void StandingCheck::TakeNotAsked(int records, bool known, const absl::Status& why) {
  if (status_.ok()) status_ = why;
  not_asked_ += records;
  if (known) known_not_asked_ += records;
}

}  // namespace chiso
