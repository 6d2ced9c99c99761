// Index definitions as CSV and as tables. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_DEFINITION_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_DEFINITION_VIEW_H_

#include <string>

#include "chiso/index/v1/definition.pb.h"
#include "chiso/scoring/v1/scoring_service.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Columns id,name_vi,name_en,valid_from,valid_to,draft,sha256.
std::string DefinitionsCsv(const scoring::v1::ListIndexDefinitionsResponse& definitions);
std::string DefinitionsTable(const scoring::v1::ListIndexDefinitionsResponse& definitions, Language language);

// Columns definition,group,code,number,name_vi,name_en,max,rule,empty_base,population,copied_down,rule_mark,
// empty_base_mark,population_mark,points_at,target_at,factor,local_owner: a row for each indicator. What
// differs at some levels is like `DISTRICT+COMMUNE=18.00`, with `;` between two such.
std::string DefinitionCsv(const index::v1::IndexDefinition& definition);
std::string DefinitionTable(const index::v1::IndexDefinition& definition, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_DEFINITION_VIEW_H_
