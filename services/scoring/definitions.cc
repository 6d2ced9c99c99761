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

// Where local indicators lie, in the folder of the definitions.
constexpr char kLocalFolder[] = "local";
// Of all indicators of a definition.
constexpr int kMaxIndicators = 100;

// In order of names.
absl::StatusOr<std::vector<fs::path>> ListFiles(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  fs::directory_iterator entry(folder, error);
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".textproto") files.push_back(entry->path());
  }
  if (error) {
    return absl::NotFoundError(absl::StrCat(folder.string(), ": cannot be read: ", error.message()));
  }
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

absl::Status CheckThin(const std::string& path, const iv1::ThinMonths& thin) {
  const auto is_month = [](const std::string& text) {
    const std::optional<Period> period = Period::Parse(text);
    return period && period->kind() == Period::Kind::kMonth;
  };
  if (!is_month(thin.from())) return InvalidArgument(path + "from", "must be a month YYYY-MM");
  if (!is_month(thin.to())) return InvalidArgument(path + "to", "must be a month YYYY-MM");
  // Months in this form order as text.
  if (thin.to() < thin.from()) return InvalidArgument(path + "to", "must not lie before from");
  return CheckEvidence(path + "evidence", thin.evidence());
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
      if (!indicator.points_at().empty()) evidence(at + "points_at_evidence", indicator.points_at_evidence());
      if (!indicator.factor().empty()) evidence(at + "factor_evidence", indicator.factor_evidence());
    }
  }
  for (int i = 0; i < definition.thin_size(); ++i) {
    if (status.ok()) status = CheckThin(absl::StrCat("thin[", i, "]."), definition.thin(i));
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

// A definition's file, and what the files of local indicators add to it.
struct Source {
  fs::path file;
  iv1::IndexDefinition definition;
  std::string digests;  // SHA-256 of the files, one behind the other
  std::string new_id;   // empty: the definition's own
};

absl::Status In(const fs::path& file, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(file.filename().string(), ": ", status.message()));
}

absl::StatusOr<std::vector<Source>> ReadDefinitions(const std::string& folder) {
  const absl::StatusOr<std::vector<fs::path>> files = ListFiles(folder);
  if (!files.ok()) return files.status();
  if (files->empty()) return absl::NotFoundError(absl::StrCat(folder, ": holds no *.textproto"));
  std::vector<Source> sources;
  for (const fs::path& file : *files) {
    Source& source = sources.emplace_back(Source{.file = file});
    const absl::StatusOr<std::string> text = ReadTextProto(file.string(), source.definition);
    if (!text.ok()) return text.status();
    if (!source.definition.sha256().empty()) return In(file, InvalidArgument("sha256", "must not be given"));
    source.digests = Sha256(*text);
  }
  return sources;
}

bool HasCode(const iv1::IndexDefinition& definition, const std::string& code) {
  return std::any_of(definition.groups().begin(), definition.groups().end(), [&](const iv1::Group& group) {
    const auto& indicators = group.indicators();
    return group.code() == code || std::any_of(indicators.begin(), indicators.end(),
                                               [&](const auto& each) { return each.code() == code; });
  });
}

absl::Status AddIndicators(const iv1::LocalIndicators& local, iv1::IndexDefinition& definition) {
  auto& groups = *definition.mutable_groups();
  const auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const iv1::Group& each) { return each.code() == local.group(); });
  if (group == groups.end()) return InvalidArgument("group", "must be the code of a group of the definition");
  for (int i = 0; i < local.indicators_size(); ++i) {
    const iv1::Indicator& indicator = local.indicators(i);
    const std::string at = absl::StrCat("indicators[", i, "].");
    if (indicator.max_points() != 0 || !indicator.rule().has_shown()) {
      return InvalidArgument(at + "rule", "must be shown, with max_points 0: what is added earns no points");
    }
    if (HasCode(definition, indicator.code())) {
      return InvalidArgument(at + "code",
                             absl::StrCat("\"", indicator.code(), "\" is in the definition already"));
    }
    iv1::Indicator& added = *group->add_indicators();
    added = indicator;
    added.set_local_owner(local.owner());
  }
  return absl::OkStatus();
}

absl::Status AddLocal(const iv1::LocalIndicators& local, absl::string_view digest,
                      std::vector<Source>& sources) {
  if (absl::Status status = CheckText("owner", local.owner()); !status.ok()) return status;
  if (local.indicators().empty()) return InvalidArgument("indicators", "must hold at least one");
  const auto source = std::find_if(sources.begin(), sources.end(), [&](const Source& each) {
    return each.definition.id() == local.definition_id();
  });
  if (source == sources.end()) return InvalidArgument("definition_id", "there is no such index definition");
  if (!local.new_definition_id().empty()) {
    if (!source->new_id.empty() && source->new_id != local.new_definition_id()) {
      return InvalidArgument("new_definition_id", "must be the same in all files of one definition");
    }
    source->new_id = local.new_definition_id();
  }
  absl::StrAppend(&source->digests, digest);
  return AddIndicators(local, source->definition);
}

// Most have no such folder.
absl::Status ReadLocal(const fs::path& folder, std::vector<Source>& sources) {
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return absl::OkStatus();
  const absl::StatusOr<std::vector<fs::path>> files = ListFiles(folder);
  if (!files.ok()) return files.status();
  for (const fs::path& file : *files) {
    iv1::LocalIndicators local;
    const absl::StatusOr<std::string> text = ReadTextProto(file.string(), local);
    if (!text.ok()) return text.status();
    if (absl::Status s = AddLocal(local, Sha256(*text), sources); !s.ok()) return In(file, s);
  }
  return absl::OkStatus();
}

absl::StatusOr<core::IndexDefinition> ExamineSource(Source& source,
                                                    absl::Span<const core::IndexDefinition> others) {
  iv1::IndexDefinition& definition = source.definition;
  const bool alone = source.digests.size() == Sha256("").size();
  definition.set_sha256(alone ? source.digests : Sha256(source.digests));
  if (!source.new_id.empty()) definition.set_id(source.new_id);
  int indicators = 0;
  for (const iv1::Group& group : definition.groups()) indicators += group.indicators_size();
  if (indicators > kMaxIndicators) {
    return InvalidArgument("groups",
                           absl::StrCat("must hold at most ", kMaxIndicators, " indicators together"));
  }
  return Examine(definition, others);
}

// Dates in this form order as text.
auto Place(const iv1::IndexDefinition& definition) {
  return std::tuple(definition.draft(), definition.valid_from(), definition.id());
}

}  // namespace

absl::StatusOr<Definitions> Definitions::Load(const std::string& folder) {
  absl::StatusOr<std::vector<Source>> sources = ReadDefinitions(folder);
  if (!sources.ok()) return sources.status();
  if (absl::Status status = ReadLocal(fs::path(folder) / kLocalFolder, *sources); !status.ok()) return status;
  Definitions definitions;
  for (Source& source : *sources) {
    absl::StatusOr<core::IndexDefinition> definition = ExamineSource(source, definitions.all_);
    if (!definition.ok()) return In(source.file, definition.status());
    definitions.protos_.push_back(std::move(source.definition));
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
