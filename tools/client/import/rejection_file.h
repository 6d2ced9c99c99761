// The file in which an import lists what was refused, so that it can be worked through.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_REJECTION_FILE_H_
#define CHISO_TOOLS_CLIENT_IMPORT_REJECTION_FILE_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/client/import/chunk/finding.h"

namespace chiso {

// CSV in UTF-8 that spreadsheets can open, a line for each row or element that importer or service refused:
//
//   file,line,element,code,field,reason,message
//
// `element` is the place of an element in its list, from 1, and empty for rows; `code` is empty where there
// is none that may be shown; `field` is the column or key. Never what a row or element says. Not thread-safe.
class RejectionFile {
 public:
  // Begins the file anew. INVALID_ARGUMENT: it cannot be written, or holds something else than an earlier
  // import listed; then it stays as it is.
  static absl::StatusOr<std::unique_ptr<RejectionFile>> Open(const std::string& path);

  // Requires a finding that refuses. What was added is in the file at the next Flush. INVALID_ARGUMENT: it
  // cannot be written.
  absl::Status Add(const std::string& file, const Finding& finding);
  absl::Status Flush();

  // Everything so far is kept by the Rollbacks to come.
  absl::Status Commit();
  // Takes out what was added since the last Commit, because it will be imported again. Of a pipe nothing can
  // be taken out.
  absl::Status Rollback();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  explicit RejectionFile(std::string path) : path_(std::move(path)) {}
  absl::Status Failure() const;

  const std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
  int64_t committed_ = 0;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_REJECTION_FILE_H_
