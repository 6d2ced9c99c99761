// A bulletin's content as data for the templates of its letter. Pure. Numbers are formatted in the language;
// all words stand in the templates.

#ifndef CHISO_SERVICES_REPORTING_RENDER_LETTER_DATA_H_
#define CHISO_SERVICES_REPORTING_RENDER_LETTER_DATA_H_

#include <string>
#include <vector>

#include "chiso/reporting/v1/bulletin.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "kainjow/mustache.hpp"

namespace chiso {

// A list whose items know whether they are the first or the last, so that a template can punctuate them.
kainjow::mustache::data PunctuatedList(std::vector<kainjow::mustache::data> items);

// A point in time as a date in the language.
std::string LocalDateOf(const google::protobuf::Timestamp& time, reporting::v1::Language language);

// Everything but the annex: letterhead, period, summary, orders, notes, origin. Keys that would be empty are
// absent, so that `{{^key}}` gives a template's default. Requires: the bulletin's period is well formed.
kainjow::mustache::data LetterData(const reporting::v1::Bulletin& bulletin,
                                   const reporting::v1::FigureCatalogue& catalogue,
                                   reporting::v1::Language language);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_RENDER_LETTER_DATA_H_
