#include "tools/client/import/standing_check.h"

#include <utility>

namespace chiso {
namespace {

// What one call takes: as many records as a request may have, and well below what it may weigh.
constexpr int kRecords = 1000;
constexpr size_t kBytes = 2 << 20;

// The kinds of which scores are made.
bool IsAskedAbout(const record::v1::Record& record) {
  return !record.has_unit_change() && !record.has_publication() &&
         record.content_case() != record::v1::Record::CONTENT_NOT_SET;
}

// Those of which an import can hold millions.
bool ComesInMasses(const record::v1::Record& record) {
  return record.has_dossier() || record.has_progress() || record.has_satisfaction() || record.has_petition();
}

}  // namespace

void StandingCheck::Add(const Chunk& chunk, const ChunkAnswer& answer) {
  Waiting next;
  next.known = answer.unchanged > 0;
  bool masses = false;
  const auto enqueue = [&] {
    if (next.request.records().empty()) return;
    if (masses && IsFull()) {
      TakeNotAsked(next.request.records_size(), next.known,
                   absl::ResourceExhaustedError("an import asks about 64,000 records, or 64 MiB of them"));
    } else {
      next.request.set_sender(sender_);
      *next.request.mutable_min_positions() = answer.positions;
      Enqueue(next);
    }
    next.request.Clear();
    next.bytes = 0;
    masses = false;
  };
  for (int i = 0; i < chunk.batch.records_size(); ++i) {
    const record::v1::Record& record = chunk.batch.records(i);
    if (answer.refused.contains(i) || !IsAskedAbout(record)) continue;
    const size_t bytes = record.ByteSizeLong();
    if (next.request.records_size() == kRecords || next.bytes + bytes > kBytes) enqueue();
    *next.request.add_records() = record;
    next.bytes += bytes;
    masses = masses || ComesInMasses(record);
  }
  enqueue();
}

void StandingCheck::Enqueue(Waiting waiting) {
  waiting_bytes_ += waiting.bytes;
  waiting_.push_back(std::move(waiting));
  while (waiting_.size() > kWaiting || (waiting_bytes_ > kWaitingBytes && waiting_.size() > 1)) Ask();
}

void StandingCheck::Finish() {
  while (!waiting_.empty()) Ask();
}

void StandingCheck::Ask() {
  const Waiting asked = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= asked.bytes;
  if (scoring_status_.ok()) {
    const auto response = scoring_.Call(&scoring::v1::ScoringService::Stub::CompareRecords, asked.request);
    scoring_status_ = response.status();
    if (response.ok()) {
      tally_.Add(response->standings());
      if (asked.known) known_not_in_force_ += response->standings().not_in_force_count();
      return;
    }
  }
  TakeNotAsked(asked.request.records_size(), asked.known, scoring_status_);
}

void StandingCheck::TakeNotAsked(int records, bool known, const absl::Status& why) {
  if (status_.ok()) status_ = why;
  not_asked_ += records;
  if (known) known_not_asked_ += records;
}

}  // namespace chiso
