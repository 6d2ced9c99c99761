// Binary COPY over a connection that is in a transaction. The rows' bytes are those of
// common/sql/copy_format.h.

#ifndef CHISO_SERVICES_INGESTION_LOG_COPY_H_
#define CHISO_SERVICES_INGESTION_LOG_COPY_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "common/sql/copy_format.h"

struct pg_conn;

namespace chiso {

// Runs `COPY target FROM STDIN (FORMAT binary)`. `target` is a table with its columns; `pieces` are the bytes
// of whole rows, sent one piece after another. Throws as ThrowLibpqError.
void CopyIn(pg_conn* connection, const std::string& target, const std::vector<absl::string_view>& pieces);

// Runs `COPY (query) TO STDOUT (FORMAT binary)` and calls `f` with a reader at each row, which holds that row
// alone. Throws as CopyIn.
void CopyOut(pg_conn* connection, const std::string& query, absl::FunctionRef<void(CopyReader& row)> f);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_COPY_H_
