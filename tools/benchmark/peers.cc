#include "tools/benchmark/peers.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {
namespace {

using Clock = std::chrono::steady_clock;

// The numbers of PostgreSQL's types.
constexpr int32_t kBool = 16, kBytea = 17, kInt8 = 20, kInt2 = 21, kText = 25;

// An array of `count` values of the type in PostgreSQL's binary form, up to the values.
void AppendArrayHead(std::string& out, int32_t type, int32_t count) {
  constexpr int32_t kDimensions = 1, kHasNulls = 0, kFirstIndex = 1;
  for (const int32_t number : {kDimensions, kHasNulls, type, count, kFirstIndex}) AppendValue(out, number);
}

double Since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

CopyPeer::CopyPeer(const std::string& conninfo, int connections) {
  for (int i = 0; i < connections; ++i) connections_.push_back(std::make_unique<Database>(conninfo));
}

void CopyPeer::Prepare(const Dossiers& dossiers, int64_t first, int64_t count, int64_t group_records,
                       int16_t log_id, int32_t month) {
  groups_.clear();
  record::v1::Record record;
  for (int64_t i = 0; i < count; ++i) {
    if (i % group_records == 0) groups_.emplace_back();
    dossiers.Fill(first + i, record);
    AddRow(groups_.back(), log_id, month, first + i + 1, record);
  }
}

int64_t CopyPeer::bytes() const {
  int64_t bytes = 0;
  for (const RecordRows& group : groups_) bytes += static_cast<int64_t>(group.bytes().size());
  return bytes;
}

double CopyPeer::Run(const std::string& table) {
  std::atomic<size_t> next = 0;
  std::vector<std::exception_ptr> failures(connections_.size());
  const auto write = [&](Database& database) {
    for (size_t i = next++; i < groups_.size(); i = next++) {
      database.Run("BEGIN");
      database.CopyIn(absl::StrCat(table, " ", kRecordColumns), groups_[i].bytes());
      database.Run("COMMIT");
    }
  };
  const Clock::time_point start = Clock::now();
  std::vector<std::thread> threads;
  for (size_t i = 0; i < connections_.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        write(*connections_[i]);
      } catch (const Failure&) {
        failures[i] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = Since(start);
  for (const std::exception_ptr& failure : failures) {
    if (failure != nullptr) std::rethrow_exception(failure);
  }
  return seconds;
}

UpsertPeer::UpsertPeer(const std::string& conninfo) : database_(conninfo) {
  database_.Run(
      "CREATE TABLE bench_upsert (kind smallint NOT NULL, subject text COLLATE \"C\" NOT NULL, revision "
      "bigint NOT NULL,"
      " retracted boolean NOT NULL, payload bytea NOT NULL, PRIMARY KEY (kind, subject))");
  database_.Prepare(
      "upsert",
      "INSERT INTO bench_upsert AS held (kind, subject, revision, retracted, payload)"
      " SELECT * FROM unnest($1::smallint[], $2::text[], $3::bigint[], $4::boolean[], $5::bytea[])"
      " ON CONFLICT (kind, subject) DO UPDATE SET revision = excluded.revision, retracted = "
      "excluded.retracted,"
      " payload = excluded.payload WHERE held.revision < excluded.revision");
}

void UpsertPeer::Prepare(const Dossiers& dossiers, int64_t first, int64_t count, int64_t group_records) {
  group_arrays_ = std::max<int64_t>(1, group_records / kArray);
  arrays_.clear();
  record::v1::Record record;
  for (int64_t i = 0; i < count; ++i) {
    if (i % kArray == 0) {
      arrays_.emplace_back(5);
      const int32_t types[] = {kInt2, kText, kInt8, kBool, kBytea};
      const auto size = static_cast<int32_t>(std::min<int64_t>(kArray, count - i));
      for (int k = 0; k < 5; ++k) AppendArrayHead(arrays_.back()[k], types[k], size);
    }
    std::vector<std::string>& arrays = arrays_.back();
    dossiers.Fill(first + i, record);
    AppendField(arrays[0], static_cast<int16_t>(record::v1::RECORD_KIND_DOSSIER));
    AppendField(arrays[1], absl::string_view(record.dossier().code()));
    AppendField(arrays[2], record.revision());
    AppendField(arrays[3], record.retracted());
    AppendField(arrays[4], record);
  }
}

double UpsertPeer::Run() {
  const Clock::time_point start = Clock::now();
  for (size_t i = 0; i < arrays_.size(); ++i) {
    if (i % group_arrays_ == 0) database_.Run("BEGIN");
    const std::vector<absl::string_view> parameters(arrays_[i].begin(), arrays_[i].end());
    database_.RunPrepared("upsert", parameters);
    if ((i + 1) % group_arrays_ == 0 || i + 1 == arrays_.size()) database_.Run("COMMIT");
  }
  return Since(start);
}

}  // namespace chiso::bench
