#include "tools/client/view/definition_view.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/csv.h"
#include "common/fixed_point.h"
#include "google/protobuf/repeated_field.h"
#include "tools/client/view/table.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using index::v1::IndexDefinition;
using index::v1::Indicator;

// The number officials use for the indicator, its code where there is none.
std::string NumberOf(const IndexDefinition& definition, const std::string& code) {
  for (const index::v1::Group& group : definition.groups()) {
    for (const Indicator& indicator : group.indicators()) {
      if (indicator.code() == code && !indicator.number().empty()) return indicator.number();
    }
  }
  return code;
}

std::string LevelsText(Language language, const google::protobuf::RepeatedField<int>& levels) {
  return absl::StrJoin(levels, ", ", [language](std::string* out, int level) {
    absl::StrAppend(out, LevelText(language, static_cast<record::v1::Level>(level)));
  });
}

std::string LevelWords(const google::protobuf::RepeatedField<int>& levels) {
  return absl::StrJoin(levels, "+", [](std::string* out, int level) {
    const std::string& name = record::v1::Level_Name(static_cast<record::v1::Level>(level));
    absl::StrAppend(out, absl::StripPrefix(name, "LEVEL_"));
  });
}

std::string RuleText(Language language, const IndexDefinition& definition, const Indicator& indicator) {
  const index::v1::Rule& rule = indicator.rule();
  std::string text(Say(language, rule.has_shown() ? Text::kRuleShown : Text::kRuleLinear));
  if (rule.has_full()) text = std::string(Say(language, Text::kRuleFull));
  if (rule.has_target()) {
    text = Say(language, Text::kRuleTarget, rule.target().percent());
    for (const index::v1::Rule::TargetAtLevels& at : rule.target().at()) {
      absl::StrAppend(&text, "; ",
                      Say(language, Text::kTargetAt, LevelsText(language, at.levels()), at.percent()));
    }
  }
  if (indicator.factor().empty()) return text;
  return Say(language, Text::kRuleTimes, text, NumberOf(definition, indicator.factor()));
}

std::string RuleWord(const index::v1::Rule& rule) {
  if (rule.has_target()) return absl::StrCat("TARGET_", rule.target().percent());
  if (rule.has_full()) return "FULL";
  return rule.has_shown() ? "SHOWN" : "LINEAR";
}

std::string TargetsAtWord(const Indicator& indicator) {
  return absl::StrJoin(indicator.rule().target().at(), ";", [](std::string* out, const auto& at) {
    absl::StrAppend(out, LevelWords(at.levels()), "=", at.percent());
  });
}

std::string PointsAtWord(const Indicator& indicator) {
  return absl::StrJoin(indicator.points_at(), ";", [](std::string* out, const auto& at) {
    absl::StrAppend(out, LevelWords(at.levels()), "=", FormatHundredths(at.max_points()));
  });
}

std::string NoteText(Language language, const Indicator& indicator) {
  std::vector<std::string> notes;
  if (indicator.copied_down()) notes.emplace_back(Say(language, Text::kInheritedBelow));
  for (const index::v1::PointsAtLevels& at : indicator.points_at()) {
    const std::string levels = LevelsText(language, at.levels());
    notes.push_back(at.max_points() == 0
                        ? Say(language, Text::kNotAt, levels)
                        : Say(language, Text::kPointsAt, levels, LocalPoints(language, at.max_points())));
  }
  if (!indicator.local_owner().empty()) {
    notes.push_back(Say(language, Text::kAddedBy, indicator.local_owner()));
  }
  return absl::StrJoin(notes, "; ");
}

absl::string_view EmptyBaseText(Language language, index::v1::EmptyBase empty_base) {
  switch (empty_base) {
    case index::v1::EMPTY_BASE_NOT_SCORED:
      return Say(language, Text::kEmptyNotScored);
    case index::v1::EMPTY_BASE_ZERO:
      return Say(language, Text::kEmptyZero);
    case index::v1::EMPTY_BASE_FULL:
      return Say(language, Text::kEmptyFull);
    default:
      return "";
  }
}

absl::string_view PopulationText(Language language, index::v1::Population population) {
  switch (population) {
    case index::v1::POPULATION_RECEIVED:
      return Say(language, Text::kPopulationReceived);
    case index::v1::POPULATION_IN_PROCESS:
      return Say(language, Text::kPopulationInProcess);
    case index::v1::POPULATION_FINISHED:
      return Say(language, Text::kPopulationFinished);
    case index::v1::POPULATION_DUE:
      return Say(language, Text::kPopulationDue);
    case index::v1::POPULATION_STOCK:
      return Say(language, Text::kPopulationStock);
    default:
      return "";
  }
}

absl::string_view MarkText(Language language, const index::v1::Evidence& evidence) {
  switch (evidence.mark()) {
    case index::v1::MARK_CONFIRMED:
      return Say(language, Text::kMarkConfirmed);
    case index::v1::MARK_INFERRED:
      return Say(language, Text::kMarkInferred);
    case index::v1::MARK_UNKNOWN:
      return Say(language, Text::kMarkUnknown);
    default:
      return kMissing;
  }
}

std::string MarkWord(const index::v1::Evidence& evidence) {
  return std::string(absl::StripPrefix(index::v1::Mark_Name(evidence.mark()), "MARK_"));
}

void AddIndicator(Table& table, Language language, const IndexDefinition& definition,
                  const Indicator& indicator) {
  const std::string marks = absl::StrJoin(
      {MarkText(language, indicator.rule_evidence()), MarkText(language, indicator.empty_base_evidence()),
       MarkText(language, indicator.population_evidence())},
      " / ");
  table.Add({indicator.number(), indicator.code(),
             language == Language::kVietnamese ? indicator.name_vi() : indicator.name_en(),
             LocalPoints(language, indicator.max_points()), RuleText(language, definition, indicator),
             std::string(EmptyBaseText(language, indicator.empty_base())),
             std::string(PopulationText(language, indicator.population())), marks,
             NoteText(language, indicator)});
}

std::string Heading(const IndexDefinition& definition, Language language) {
  std::string dates =
      absl::StrCat(Say(language, Text::kValidFrom), " ", LocalDate(language, definition.valid_from()));
  if (!definition.valid_to().empty()) {
    absl::StrAppend(&dates, ", ", Say(language, Text::kValidTo), " ",
                    LocalDate(language, definition.valid_to()));
  }
  if (definition.draft()) absl::StrAppend(&dates, ", ", Say(language, Text::kDraft));
  return absl::StrCat(definition.id(), ": ",
                      language == Language::kVietnamese ? definition.name_vi() : definition.name_en(), "\n",
                      dates, " (", MarkText(language, definition.validity_evidence()), ")\n",
                      Say(language, Text::kLegalBasis, definition.legal_basis()), "\n\n");
}

std::string Footing(const IndexDefinition& definition, Language language) {
  const std::string bands =
      absl::StrJoin(definition.bands(), ", ", [language](std::string* out, const index::v1::Band& band) {
        absl::StrAppend(out, Say(language, Text::kBandsFrom,
                                 language == Language::kVietnamese ? band.name_vi() : band.name_en(),
                                 LocalPoints(language, band.min_points())));
      });
  std::string thin;
  for (const index::v1::ThinMonths& months : definition.thin()) {
    absl::StrAppend(
        &thin,
        Say(language, Text::kThinMonths, months.from(), months.to(), MarkText(language, months.evidence())),
        "\n");
  }
  return absl::StrCat("\n", thin, Say(language, Text::kMarkLegend), "\n", Say(language, Text::kBand), ": ",
                      bands, " (", MarkText(language, definition.bands_evidence()), ")\nSHA-256 ",
                      absl::BytesToHexString(definition.sha256()), "\n");
}

}  // namespace

std::string DefinitionsCsv(const scoring::v1::ListIndexDefinitionsResponse& definitions) {
  std::string text = CsvLine({"id", "name_vi", "name_en", "valid_from", "valid_to", "draft", "sha256"});
  for (const IndexDefinition& definition : definitions.definitions()) {
    absl::StrAppend(
        &text, CsvLine({definition.id(), definition.name_vi(), definition.name_en(), definition.valid_from(),
                        definition.valid_to(), definition.draft() ? "true" : "false",
                        absl::BytesToHexString(definition.sha256())}));
  }
  return text;
}

std::string DefinitionsTable(const scoring::v1::ListIndexDefinitionsResponse& definitions,
                             Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kDefinition)},
               {say(Text::kValidFrom)},
               {say(Text::kValidTo)},
               {say(Text::kName)},
               {say(Text::kNote)}});
  for (const IndexDefinition& definition : definitions.definitions()) {
    table.Add({definition.id(), LocalDate(language, definition.valid_from()),
               LocalDate(language, definition.valid_to()),
               language == Language::kVietnamese ? definition.name_vi() : definition.name_en(),
               definition.draft() ? say(Text::kDraft) : ""});
  }
  return table.ToString();
}

std::string DefinitionCsv(const IndexDefinition& definition) {
  std::string text = CsvLine({"definition", "group", "code", "number", "name_vi", "name_en", "max", "rule",
                              "empty_base", "population", "copied_down", "rule_mark", "empty_base_mark",
                              "population_mark", "points_at", "target_at", "factor", "local_owner"});
  for (const index::v1::Group& group : definition.groups()) {
    for (const Indicator& indicator : group.indicators()) {
      absl::StrAppend(
          &text,
          CsvLine({definition.id(), group.code(), indicator.code(), indicator.number(), indicator.name_vi(),
                   indicator.name_en(), FormatHundredths(indicator.max_points()), RuleWord(indicator.rule()),
                   std::string(
                       absl::StripPrefix(index::v1::EmptyBase_Name(indicator.empty_base()), "EMPTY_BASE_")),
                   std::string(
                       absl::StripPrefix(index::v1::Population_Name(indicator.population()), "POPULATION_")),
                   indicator.copied_down() ? "true" : "false", MarkWord(indicator.rule_evidence()),
                   MarkWord(indicator.empty_base_evidence()), MarkWord(indicator.population_evidence()),
                   PointsAtWord(indicator), TargetsAtWord(indicator), indicator.factor(),
                   indicator.local_owner()}));
    }
  }
  return text;
}

std::string DefinitionTable(const IndexDefinition& definition, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kNumber)},
               {say(Text::kCode)},
               {say(Text::kCriterion)},
               {say(Text::kPoints), Table::Align::kRight},
               {say(Text::kRule)},
               {say(Text::kEmptyBase)},
               {say(Text::kPopulation)},
               {say(Text::kEvidence)},
               {say(Text::kNote)}});
  for (const index::v1::Group& group : definition.groups()) {
    table.AddGap();
    table.Add({"", group.code(), language == Language::kVietnamese ? group.name_vi() : group.name_en(),
               LocalPoints(language, group.max_points())});
    for (const Indicator& indicator : group.indicators()) {
      AddIndicator(table, language, definition, indicator);
    }
  }
  return absl::StrCat(Heading(definition, language), table.ToString(), Footing(definition, language));
}

}  // namespace chiso
