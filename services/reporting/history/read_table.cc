// The read for rankings of scores.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/reporting/history/history.h"
#include "services/reporting/history/sql.h"

namespace chiso {
namespace {

constexpr Statement kGenerations = {"table_generations",
                                    "SELECT g.reference, coalesce(c.changed, 0), coalesce(c.removed, 0), "
                                    "coalesce(b.changed, 0) FROM generation g"
                                    " LEFT JOIN score_change c ON c.period = $1 AND c.scope = $2"
                                    " LEFT JOIN score_change b ON b.period = $3 AND b.scope = $2"};
constexpr Statement kScores = {
    "table_scores",
    "SELECT unit_code, unit_valid_from, definition_id, total_status, total_points, packed FROM score"
    " WHERE period = $1 AND scope = $2 AND generation >= $3"};
constexpr Statement kTotals = {
    "table_totals",
    "SELECT unit_code, unit_valid_from, definition_id, total_status, total_points FROM score"
    " WHERE period = $1 AND scope = $2"};

TableGenerations ToGenerations(const pqxx::result& rows) {
  const pqxx::row row = rows[0];
  return {row[0].as<int64_t>(), row[1].as<int64_t>(), row[2].as<int64_t>(), row[3].as<int64_t>()};
}

UnitName NameIn(const pqxx::row& row) { return {row[0].as<std::string>(), row[1].as<std::string>()}; }

TableTotal TotalIn(const pqxx::row& row) {
  TableTotal total{row[2].as<std::string>(), static_cast<index::v1::Status>(row[3].as<int>()), {}};
  if (!row[4].is_null()) total.points = row[4].as<int32_t>();
  return total;
}

absl::Status ReadScores(Transaction& transaction, KnownDefinitions& definitions, const std::string& period,
                        int scope, int64_t from, ScoreTable& table) {
  for (const pqxx::row& row : transaction.Run(kScores, period, scope, from)) {
    auto score = std::make_shared<TableScore>();
    score->total = TotalIn(row);
    auto definition = definitions.Get(transaction.work(), score->total.definition_id);
    if (!definition.ok()) return definition.status();
    score->definition = *std::move(definition);
    score->values = sql::BytesOf(row[5]);
    table.scores[NameIn(row)] = std::move(score);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Reference>> History::ReadReference(Transaction& transaction,
                                                                        int64_t generation) {
  {
    absl::MutexLock lock(&mutex_);
    if (reference_ != nullptr && reference_->generation == generation) return reference_;
  }
  auto reference = std::make_shared<Reference>();
  reference->generation = generation;
  reference->units = ReadUnits(transaction.work());
  absl::Status read = ReadDefinitions(transaction.work(), reference->definitions);
  if (!read.ok()) return read;
  absl::MutexLock lock(&mutex_);
  reference_ = reference;
  return reference;
}

absl::StatusOr<std::shared_ptr<const ScoreTable>> History::ReadScoreTable(
    const Period& period, record::v1::Scope scope, const std::shared_ptr<const ScoreTable>& known,
    absl::Time deadline) {
  const std::string now = period.ToString(), before = period.Previous().ToString();
  const int scope_number = static_cast<int>(scope);
  if (known != nullptr) {
    TableGenerations generations;
    const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
      generations =
          ToGenerations(transaction.BeginAndRun(kGenerations, {now, std::to_string(scope_number), before}));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    if (generations == known->generations) return known;
  }
  std::shared_ptr<ScoreTable> table;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    ReadOneSnapshot(transaction.work());
    table = std::make_shared<ScoreTable>();
    table->generations = ToGenerations(transaction.Run(kGenerations, now, scope_number, before));
    const TableGenerations& generations = table->generations;
    auto reference = ReadReference(transaction, generations.reference);
    if (!reference.ok()) return reference.status();
    table->reference = *std::move(reference);
    // Where none was taken away, and the database was not restored from before, those that changed since then
    // are read alone.
    const bool grows = known != nullptr && known->generations.removed == generations.removed &&
                       known->generations.changed <= generations.changed;
    if (grows) table->scores = known->scores;
    if (!grows || known->generations.changed != generations.changed) {
      const int64_t from = grows ? known->generations.changed + 1 : 0;
      absl::Status read = ReadScores(transaction, definitions_, now, scope_number, from, *table);
      if (!read.ok()) return read;
    }
    if (known != nullptr && known->generations.before == generations.before) {
      table->before = known->before;
      return absl::OkStatus();
    }
    auto totals = std::make_shared<std::map<UnitName, TableTotal>>();
    for (const pqxx::row& row : transaction.Run(kTotals, before, scope_number)) {
      (*totals)[NameIn(row)] = TotalIn(row);
    }
    table->before = std::move(totals);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return table;
}

}  // namespace chiso
