// Scores histories of records, for whoever compares them with another computation: reads them from standard
// input and prints every score as CSV.
//
// Each line of the input is a JSON object: one with `history` (its number, `definition`, `as_of`, `periods`)
// begins a history; one with `record` (and `sender`) is a record as it arrives; one with `as_of` alone lets
// time pass. Example:
//   {"history": 1, "definition": "766-2026", "as_of": "2026-10-15T03:00:00Z", "periods": ["2026-08"]}
//   {"sender": "one.h44", "record": {"revision": "1", "unit": {"code": "H44", "level": "LEVEL_PROVINCE"}}}

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "chiso/index/v1/score.pb.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/definitions.h"
#include "services/scoring/facts.h"

namespace chiso {
namespace {

[[noreturn]] void Fail(const std::string& message) {
  std::cerr << message << std::endl;
  std::exit(2);
}

core::Moment MomentOf(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) Fail(absl::StrCat(text, ": ", error));
  return absl::ToUnixSeconds(time);
}

std::string StatusName(core::Status status) {
  const std::string name = index::v1::Status_Name(static_cast<index::v1::Status>(status));
  return std::string(absl::StripPrefix(name, "STATUS_"));
}

std::string CountText(const std::optional<int64_t>& count) { return count ? absl::StrCat(*count) : ""; }
std::string PointsText(const std::optional<int32_t>& points) {
  return points ? absl::StrFormat("%d.%02d", *points / 100, *points % 100) : "";
}

class History {
 public:
  History(const google::protobuf::Struct& head, const Definitions& definitions)
      : number_(static_cast<int64_t>(head.fields().at("history").number_value())),
        definition_(definitions.Find(head.fields().at("definition").string_value())),
        ledger_(definitions.all()) {
    if (definition_ == nullptr) Fail("there is no such definition");
    ledger_.AdvanceTo(MomentOf(head.fields().at("as_of").string_value()));
    for (const auto& period : head.fields().at("periods").list_value().values()) {
      const std::optional<Period> parsed = Period::Parse(period.string_value());
      if (!parsed) Fail("no period: " + period.string_value());
      periods_.push_back(*parsed);
    }
  }

  void AdvanceTo(const std::string& as_of) { ledger_.AdvanceTo(MomentOf(as_of)); }

  void Apply(const google::protobuf::Struct& line) {
    std::string json;
    record::v1::Record record;
    if (!google::protobuf::util::MessageToJsonString(line.fields().at("record").struct_value(), &json).ok() ||
        !google::protobuf::util::JsonStringToMessage(json, &record).ok()) {
      Fail(absl::StrCat("history ", number_, ": no record: ", json));
    }
    const auto sender = line.fields().find("sender");
    const auto fact =
        FactFromProto(record, sender == line.fields().end() ? "" : sender->second.string_value());
    // Kinds that no score is made of.
    if (fact.ok()) ledger_.Apply(*fact);
  }

  void Print() const {
    core::Tallies tallies(ledger_, *definition_);
    for (const Period& period : periods_) {
      const core::Tree& tree = tallies.TreeOf(period);
      std::map<core::UnitKey, int32_t> places;
      for (size_t i = 0; i < tree.places.size(); ++i) {
        places.emplace(tree.places[i].unit->key, static_cast<int32_t>(i));
      }
      for (const auto& [key, place] : places) {
        for (const core::Scope scope : {core::Scope::kOwnOffices, core::Scope::kSubtree}) {
          Print(absl::StrCat(number_, ",", core::KeyText(key), ",", period.ToString(), ",",
                             scope == core::Scope::kSubtree ? "subtree" : "own"),
                core::ScorePlace(tallies, place, period, scope));
        }
      }
    }
  }

 private:
  static void Print(const std::string& cell, const core::Score& score) {
    for (const core::IndicatorScore& i : score.indicators) {
      std::cout << cell << "," << i.code << "," << StatusName(i.status) << ","
                << CountText(i.figures.numerator) << "," << CountText(i.figures.denominator) << ","
                << PointsText(i.points) << "," << i.parts_reported << "," << i.parts_expected << "\n";
    }
    for (const core::GroupScore& group : score.groups) {
      std::cout << cell << "," << group.code << "," << StatusName(group.status) << ",,,"
                << PointsText(group.points) << ",,\n";
    }
    std::cout << cell << ",TOTAL," << StatusName(score.total_status) << ",,,"
              << PointsText(score.total_points) << ",,\n";
  }

  const int64_t number_;
  const core::IndexDefinition* const definition_;
  core::Ledger ledger_;
  std::vector<Period> periods_;
};

int Run(const std::string& folder) {
  const absl::StatusOr<Definitions> definitions = Definitions::Load(folder);
  if (!definitions.ok()) Fail(std::string(definitions.status().message()));
  std::cout
      << "history,unit,period,scope,code,status,numerator,denominator,points,parts_reported,parts_expected\n";
  std::unique_ptr<History> history;
  std::string text;
  while (std::getline(std::cin, text)) {
    google::protobuf::Struct line;
    if (!google::protobuf::util::JsonStringToMessage(text, &line).ok()) Fail("no JSON object: " + text);
    if (line.fields().contains("history")) {
      if (history != nullptr) history->Print();
      history = std::make_unique<History>(line, *definitions);
    } else if (history == nullptr) {
      Fail("a line before the first history");
    } else if (line.fields().contains("record")) {
      history->Apply(line);
    } else {
      history->AdvanceTo(line.fields().at("as_of").string_value());
    }
  }
  if (history != nullptr) history->Print();
  return 0;
}

}  // namespace
}  // namespace chiso

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: score_histories FOLDER < HISTORIES\n"
                 "Prints the scores of histories of records as CSV; FOLDER holds the index definitions.\n";
    return 2;
  }
  return chiso::Run(argv[1]);
}
