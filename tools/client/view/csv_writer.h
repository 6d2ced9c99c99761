// CSV as scripts read it: comma, LF, quotes only where needed (RFC 4180).

#ifndef CHISO_TOOLS_CLIENT_VIEW_CSV_WRITER_H_
#define CHISO_TOOLS_CLIENT_VIEW_CSV_WRITER_H_

#include <string>
#include <vector>

namespace chiso {

// One row with its line end.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_CSV_WRITER_H_
