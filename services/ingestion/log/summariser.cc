#include "services/ingestion/log/summariser.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/time/clock.h"

namespace chiso {
namespace {

// As in schema/.
constexpr int kPagesPerRange = 32;
// Of both indexes this takes about a millisecond.
constexpr int64_t kRangesPerPiece = 2;
constexpr absl::Duration kPeriod = absl::Milliseconds(200);
constexpr absl::Duration kTimeout = absl::Seconds(5);

}  // namespace

Summariser::Summariser(Postgres& postgres, std::function<bool()> waiting)
    : postgres_(postgres),
      waiting_(std::move(waiting)),
      worker_("bring the index of the log up to date", kPeriod, [this]() -> absl::StatusOr<absl::Duration> {
        const absl::Status status = SummariseAll();
        if (!status.ok()) return status;
        return kPeriod;
      }) {}

absl::Status Summariser::SummariseAll() {
  const absl::StatusOr<std::vector<Piece>> pieces = FindPieces(absl::Now() + kTimeout);
  if (!pieces.ok()) return pieces.status();
  // However long the queue is, all of them are done in about a period: what is left over never grows.
  const absl::Duration rest = kPeriod / std::max<int64_t>(1, static_cast<int64_t>(pieces->size()));
  absl::Status first_failure;
  // A piece that was broken off is found again the next time. Until then its partition waits, and no other.
  std::set<std::string> failed;
  for (const Piece& piece : *pieces) {
    if (failed.count(piece.partition) > 0) continue;
    if (worker_.StoppedWithin(waiting_() ? rest : absl::ZeroDuration())) break;
    const bool again = broken_off_.erase(piece.partition) > 0;
    const absl::Status status = Summarise(piece, again, absl::Now() + kTimeout);
    if (status.ok()) {
      summarised_[piece.partition] = piece.end;
      continue;
    }
    first_failure.Update(status);
    failed.insert(piece.partition);
    broken_off_.insert(piece.partition);
    // Each of many pieces would wait for a database that is away.
    if (absl::IsUnavailable(status)) break;
  }
  return first_failure;
}

absl::StatusOr<std::vector<Summariser::Piece>> Summariser::FindPieces(absl::Time deadline) {
  std::vector<Piece> pieces;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    pieces.clear();
    // Full ranges only: a row that is put into a range with a summary changes the summary, which takes many
    // times as long as storing the row. A partition that is sealed needs none.
    static constexpr Statement kFull = {
        "full_ranges",
        "SELECT c.relname, pg_relation_size(c.oid) / current_setting('block_size')::integer / $1::integer"
        " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'record'::regclass"
        " AND to_regclass(c.relname || '_subject') IS NULL"};
    for (const pqxx::row& row : transaction.Run(kFull, kPagesPerRange)) {
      const auto partition = row[0].as<std::string>();
      const auto full = row[1].as<int64_t>();
      const auto known = summarised_.find(partition);
      for (int64_t first = known == summarised_.end() ? 0 : known->second; first < full;) {
        const int64_t end = std::min(first + kRangesPerPiece, full);
        pieces.push_back({partition, first, end});
        first = end;
      }
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return pieces;
}

absl::Status Summariser::Summarise(const Piece& piece, bool again, absl::Time deadline) {
  bool broken_off = again;
  return postgres_.Transact(deadline, [&](Transaction& transaction) {
    // What is broken off leaves a summary that fits all, and the server takes it for done. A second run of
    // this body follows one that was broken off.
    static constexpr Statement kForget = {
        "forget_summaries",
        "SELECT brin_desummarize_range(i.indexrelid, r * $4::integer)"
        " FROM generate_series($2::bigint, $3::bigint - 1) AS r,"
        " pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
        " WHERE i.indrelid = to_regclass($1::text) AND a.amname = 'brin'"};
    if (broken_off) transaction.Run(kForget, piece.partition, piece.first, piece.end, kPagesPerRange);
    broken_off = true;
    static constexpr Statement kSummarise = {
        "summarise",
        "SELECT brin_summarize_range(i.indexrelid, r * $4::integer)"
        " FROM generate_series($2::bigint, $3::bigint - 1) AS r,"
        " pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
        " WHERE i.indrelid = to_regclass($1::text) AND a.amname = 'brin'"};
    transaction.Run(kSummarise, piece.partition, piece.first, piece.end, kPagesPerRange);
    return absl::OkStatus();
  });
}

}  // namespace chiso
