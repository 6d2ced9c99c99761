// A score as CSV and as a table. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_SCORE_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_SCORE_VIEW_H_

#include <string>

#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Columns unit,period,code,status,numerator,denominator,points,max: a row for each indicator in the
// definition's order, one for each group, one `TOTAL`. Points have two decimals; what is absent is empty.
std::string ScoreCsv(const index::v1::Score& score);

// The indicators by group, with the points lost and how each value came about; below, what the score rests
// on. The definition must be the one the score names.
std::string ScoreTable(const index::v1::Score& score, const index::v1::IndexDefinition& definition,
                       Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_SCORE_VIEW_H_
