// What changes in scores under another definition, as CSV, JSON and a table. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_DIFF_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_DIFF_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chiso/index/v1/score.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "tools/client/words/texts.h"

namespace chiso {

// What one definition gives for an indicator, a group or the total.
struct DiffValue {
  index::v1::Status status = index::v1::STATUS_UNSPECIFIED;
  std::optional<int32_t> points = {};  // hundredths

  friend bool operator==(const DiffValue&, const DiffValue&) = default;
};

// Absent: the definition has no such code.
struct DiffLine {
  std::string code;
  std::optional<DiffValue> before = {};
  std::optional<DiffValue> after = {};
};

struct UnitDiff {
  std::string unit;
  std::vector<DiffLine> lines;  // at least one: indicators, then groups, then TOTAL
};

struct Diff {
  std::string before;  // the definitions' ids
  std::string after;
  std::string period;
  std::vector<UnitDiff> units;  // those that differ
  int compared = 0;
  // Whether the scores do not rest on the same records, so that a difference may be theirs.
  bool moved = false;
};

using Scores = google::protobuf::RepeatedPtrField<index::v1::Score>;

// Compares the scores of one period under two definitions, unit by unit and code by code. A unit that is on
// one side only is left out.
Diff CompareScores(const Scores& before, const Scores& after);

// Columns unit,period,code,before,status_before,points_before,after,status_after,points_after,change: a row
// for each code that differs; the change is empty where one side has no points.
std::string DiffCsv(const Diff& diff);

// The same, points in hundredths; a list of units, each with a list of changes.
std::string DiffJson(const Diff& diff);

std::string DiffTable(const Diff& diff, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_DIFF_VIEW_H_
