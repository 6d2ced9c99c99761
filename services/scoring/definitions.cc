#include "services/scoring/definitions.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/proto_text.h"
#include "common/sha256.h"
#include "common/text.h"
#include "services/scoring/conversions.h"

namespace chiso {
namespace {

namespace fs = std::filesystem;
namespace iv1 = index::v1;

absl::StatusOr<std::vector<fs::path>> ListFiles(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  fs::directory_iterator entry(folder, error);
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".textproto") files.push_back(entry->path());
  }
  if (error) return absl::NotFoundError(absl::StrCat(folder, ": cannot be read: ", error.message()));
  if (files.empty()) return absl::NotFoundError(absl::StrCat(folder, ": holds no *.textproto"));
  std::sort(files.begin(), files.end());
  return files;
}

absl::Status CheckText(const std::string& field, const std::string& text) {
  if (text.empty()) return InvalidArgument(field, "must be given");
  if (!IsCleanText(text)) return InvalidArgument(field, "must be UTF-8 in Unicode NFC on one line");
  return absl::OkStatus();
}

absl::Status CheckEvidence(const std::string& field, const iv1::Evidence& evidence) {
  if (evidence.mark() == iv1::MARK_UNSPECIFIED || !iv1::Mark_IsValid(evidence.mark())) {
    return InvalidArgument(field + ".mark", "must be given");
  }
  return CheckText(field + ".source", evidence.source());
}

// Checks the fields for people, names and evidence, which the core does not have.
absl::Status CheckWords(const iv1::IndexDefinition& definition) {
  absl::Status status;
  const auto text = [&status](const std::string& field, const std::string& value) {
    if (status.ok()) status = CheckText(field, value);
  };
  const auto evidence = [&status](const std::string& field, const iv1::Evidence& value) {
    if (status.ok()) status = CheckEvidence(field, value);
  };
  text("name_vi", definition.name_vi());
  text("name_en", definition.name_en());
  text("legal_basis", definition.legal_basis());
  evidence("validity_evidence", definition.validity_evidence());
  evidence("bands_evidence", definition.bands_evidence());
  for (int i = 0; i < definition.groups_size(); ++i) {
    const iv1::Group& group = definition.groups(i);
    const std::string path = absl::StrCat("groups[", i, "].");
    text(path + "name_vi", group.name_vi());
    text(path + "name_en", group.name_en());
    for (int j = 0; j < group.indicators_size(); ++j) {
      const iv1::Indicator& indicator = group.indicators(j);
      const std::string at = absl::StrCat(path, "indicators[", j, "].");
      text(at + "number", indicator.number());
      text(at + "name_vi", indicator.name_vi());
      text(at + "name_en", indicator.name_en());
      text(at + "legal_basis", indicator.legal_basis());
      evidence(at + "rule_evidence", indicator.rule_evidence());
      evidence(at + "empty_base_evidence", indicator.empty_base_evidence());
      evidence(at + "population_evidence", indicator.population_evidence());
    }
  }
  for (int i = 0; i < definition.bands_size(); ++i) {
    text(absl::StrCat("bands[", i, "].name_vi"), definition.bands(i).name_vi());
    text(absl::StrCat("bands[", i, "].name_en"), definition.bands(i).name_en());
  }
  return status;
}

absl::StatusOr<core::IndexDefinition> Examine(const iv1::IndexDefinition& proto,
                                              absl::Span<const core::IndexDefinition> others) {
  absl::StatusOr<core::IndexDefinition> definition = DefinitionFromProto(proto);
  if (!definition.ok()) return definition;
  if (absl::Status status = core::Check(*definition); !status.ok()) return status;
  if (absl::Status status = CheckWords(proto); !status.ok()) return status;
  if (absl::Status status = core::CheckBeside(*definition, others); !status.ok()) return status;
  return definition;
}

absl::Status In(const fs::path& file, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(file.filename().string(), ": ", status.message()));
}

// Dates in this form order as text.
auto Place(const iv1::IndexDefinition& definition) {
  return std::tuple(definition.draft(), definition.valid_from(), definition.id());
}

}  // namespace

absl::StatusOr<Definitions> Definitions::Load(const std::string& folder) {
  const absl::StatusOr<std::vector<fs::path>> files = ListFiles(folder);
  if (!files.ok()) return files.status();
  Definitions definitions;
  for (const fs::path& file : *files) {
    iv1::IndexDefinition proto;
    const absl::StatusOr<std::string> text = ReadTextProto(file.string(), proto);
    if (!text.ok()) return text.status();
    if (!proto.sha256().empty()) return In(file, InvalidArgument("sha256", "must not be given"));
    proto.set_sha256(Sha256(*text));
    absl::StatusOr<core::IndexDefinition> definition = Examine(proto, definitions.all_);
    if (!definition.ok()) return In(file, definition.status());
    definitions.protos_.push_back(std::move(proto));
    definitions.all_.push_back(*std::move(definition));
  }
  const auto in_order = [&](const auto& a, const auto& b) {
    return Place(*definitions.FindProto(a.id)) < Place(*definitions.FindProto(b.id));
  };
  std::sort(definitions.all_.begin(), definitions.all_.end(), in_order);
  std::sort(definitions.protos_.begin(), definitions.protos_.end(),
            [](const auto& a, const auto& b) { return Place(a) < Place(b); });
  return definitions;
}

const core::IndexDefinition* Definitions::Find(absl::string_view id) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [id](const auto& d) { return d.id == id; });
  return found == all_.end() ? nullptr : &*found;
}

const iv1::IndexDefinition* Definitions::FindProto(absl::string_view id) const {
  const auto found =
      std::find_if(protos_.begin(), protos_.end(), [id](const auto& d) { return d.id() == id; });
  return found == protos_.end() ? nullptr : &*found;
}

}  // namespace chiso
