#include "services/reporting/history/known_definitions.h"

#include <utility>

#include "common/log.h"
#include "services/reporting/history/sql.h"

namespace chiso {

absl::StatusOr<std::shared_ptr<const index::v1::IndexDefinition>> KnownDefinitions::Get(
    pqxx::transaction_base& work, const std::string& id) {
  {
    absl::MutexLock lock(&mutex_);
    if (const auto known = known_.find(id); known != known_.end()) return known->second;
  }
  const pqxx::result rows = work.exec_params("SELECT payload FROM definition WHERE id = $1", id);
  if (rows.empty()) {
    SPDLOG_ERROR("a score was recorded under {}, which is not known", id);
    return absl::InternalError("the memory of results is damaged");
  }
  auto definition = std::make_shared<index::v1::IndexDefinition>();
  if (absl::Status parsed = ParseStored(rows[0][0], *definition); !parsed.ok()) return parsed;
  absl::MutexLock lock(&mutex_);
  return known_.emplace(id, std::move(definition)).first->second;
}

}  // namespace chiso
