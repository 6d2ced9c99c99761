// The revisions of dossiers and lines of progress, which the exchange does not give.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_REVISIONS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_REVISIONS_H_

#include <cstdint>
#include <optional>

#include "chiso/record/v1/record.pb.h"
#include "tools/client/import/chunk/making.h"

namespace chiso {

struct RevisionRule {
  // When the file was made.
  Making making;
  // The revision to use instead, in microseconds since 1970.
  std::optional<int64_t> fixed;
};

// Gives a dossier or a line of progress its revision and the order beside it. The seconds of the revision are
// the latest of the record's own times that tell what happened, so all but due times; where it has none, the
// file's time. Its microseconds grow with the day of the file. The order is RevisionOrder with how far the
// dossier is on its way: 0 not received yet (all lines of progress too), 1 received, 2 in process, also where
// it waits or is stopped, because that goes to and fro, 3 finished, 4 withdrawn or refused, 5 result handed
// over.
//
// So it depends on the record and the file alone, never on when or in which order files are imported; a later
// state has a greater revision than an earlier one; of two files that tell different things about equal
// times, the one made later counts; and of two made at the same time the state that is further on.
void SetRevision(const RevisionRule& rule, record::v1::Record& record);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_EXCHANGE_REVISIONS_H_
