// The annex of February 2023 as the input of a bulletin, for tests.

#ifndef CHISO_SERVICES_REPORTING_TESTING_ANNEX_H_
#define CHISO_SERVICES_REPORTING_TESTING_ANNEX_H_

#include <string>

#include "chiso/reporting/v1/official.pb.h"
#include "services/reporting/bulletin/bulletin.h"

namespace chiso::testing {

// A path below the root of the source tree.
std::string SourcePath(const std::string& path);

// The templates' catalogue.
const reporting::v1::FigureCatalogue& Catalogue();

// A unit below the publisher with these official figures, all read on 2023-03-06.
BulletinUnit UnitWith(const std::string& code, const std::string& name,
                      const std::map<std::string, std::string>& figures);

// An input of an official bulletin of a month with these units.
BulletinInput InputOf(std::vector<BulletinUnit> units);

// All eleven rows of tests/testdata/cases/annex-tay-ninh-2023-02.csv, the city's own offices first.
BulletinInput AnnexOfFebruary();

}  // namespace chiso::testing

#endif  // CHISO_SERVICES_REPORTING_TESTING_ANNEX_H_
