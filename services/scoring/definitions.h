// The index definitions that this process scores under, read once from files at the start.

#ifndef CHISO_SERVICES_SCORING_DEFINITIONS_H_
#define CHISO_SERVICES_SCORING_DEFINITIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "chiso/index/v1/definition.pb.h"
#include "common/period.h"
#include "services/scoring/core/definition.h"

namespace chiso {

// Does not change after Load; safe for any number of threads.
class Definitions {
 public:
  // Reads every *.textproto of the folder, a chiso.index.v1.IndexDefinition each, and adds to them every
  // *.textproto of its folder `local`, if there is one, a chiso.index.v1.LocalIndicators each.
  // NOT_FOUND: the folder cannot be read, or holds none. INVALID_ARGUMENT "file: field: reason": a file is no
  // such message, says too little, breaks core::Check, contradicts another by id or days in force, or adds
  // what a definition has.
  static absl::StatusOr<Definitions> Load(const std::string& folder);

  // Ordered by first day in force, drafts last. Each bears the SHA-256 of its files.
  const std::vector<index::v1::IndexDefinition>& protos() const { return protos_; }
  // The same for the core, in the same order.
  const std::vector<core::IndexDefinition>& all() const { return all_; }

  // Null where there is none; else it lives as long as this object stays where it is.
  const core::IndexDefinition* Find(absl::string_view id) const;
  const index::v1::IndexDefinition* FindProto(absl::string_view id) const;
  // The one in force on the last day of the period.
  const core::IndexDefinition* For(const Period& period) const { return core::DefinitionFor(all_, period); }

 private:
  std::vector<index::v1::IndexDefinition> protos_;
  std::vector<core::IndexDefinition> all_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_DEFINITIONS_H_
