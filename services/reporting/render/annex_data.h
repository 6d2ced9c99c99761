// A bulletin's annex and chart as data for templates. Pure.

#ifndef CHISO_SERVICES_REPORTING_RENDER_ANNEX_DATA_H_
#define CHISO_SERVICES_REPORTING_RENDER_ANNEX_DATA_H_

#include <string>
#include <vector>

#include "chiso/reporting/v1/bulletin.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "kainjow/mustache.hpp"
#include "services/reporting/render/bands.h"

namespace chiso {

// Columns whose figures have the same origin and reading times share a basis. Bases are numbered from 1 in
// the order of the columns; gives each column's number.
std::vector<int> BasisMarks(const reporting::v1::Bulletin& bulletin);

// Puts these keys into `out`:
//   bases      mark; portal, one_stop, computed_here or difference (of two published totals); last_date;
//   first_date
//              where it is another
//   head       the first line of the header: text, joint, columns; it spans head_rows lines unless it is a
//   joint one joined     the second line, under joint headings; any_joined marks      the marks of all
//   columns rows       number, name, code, own_offices, cells (value, missing, weak, down) weak_cells,
//   missing_cells   whether there are any
void AddAnnex(const reporting::v1::Bulletin& bulletin, reporting::v1::Language language,
              kainjow::mustache::data& out);

// Puts the bar chart of totals into `out` under `chart`: bars by total, the highest first, units without a
// total last; absent where no unit has a total. Lengths are whole pixels.
void AddChart(const reporting::v1::Bulletin& bulletin, const Bands& bands, reporting::v1::Language language,
              kainjow::mustache::data& out);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_RENDER_ANNEX_DATA_H_
