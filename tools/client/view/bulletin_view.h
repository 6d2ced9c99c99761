// A bulletin as a readable summary. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_BULLETIN_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_BULLETIN_VIEW_H_

#include <string>

#include "chiso/reporting/v1/bulletin.pb.h"
#include "tools/client/words/texts.h"

namespace chiso {

// Identity and basis of the bulletin, the letter's statements, the origin of each column, and the annex.
std::string BulletinText(const reporting::v1::Bulletin& bulletin, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_BULLETIN_VIEW_H_
