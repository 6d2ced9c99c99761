// Scores that are kept beside those that the logs give, and former scores computed anew. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_DRIFT_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_DRIFT_VIEW_H_

#include <string>
#include <vector>

#include "chiso/index/v1/score.pb.h"
#include "chiso/scoring/v1/recompute.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// A row for each tree; below, the first score that differs, or that none does.
std::string DriftTable(const std::vector<scoring::v1::TreeDrift>& trees, Language language);
// What differs first in a tree, in one sentence.
std::string DifferenceText(const scoring::v1::CellDifference& difference, Language language);

// Whether the scores say the same of unit, period, scope, definition and all figures, wherever they come
// from: positions, time and freshness do not matter.
bool IsSameScore(const index::v1::Score& a, const index::v1::Score& b);
// The codes of indicators, groups and `TOTAL` that differ.
std::vector<std::string> DifferingCodes(const index::v1::Score& a, const index::v1::Score& b);

// The command that computes the score anew later.
std::string RecomputeCommand(const index::v1::Score& score);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_DRIFT_VIEW_H_
