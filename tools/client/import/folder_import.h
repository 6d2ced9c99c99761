// Imports the files that other systems put into a folder, for those that cannot speak gRPC.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_FOLDER_IMPORT_H_
#define CHISO_TOOLS_CLIENT_IMPORT_FOLDER_IMPORT_H_

#include <string>

#include "absl/status/status.h"
#include "tools/client/import/importer.h"
#include "tools/client/settings.h"

namespace chiso {

// Imports file by file as they become complete and moves each to `done` or, where some of it was refused, to
// `refused` with its findings (WatchFolder). Goes on until SIGINT or SIGTERM, then ends after the batches
// under way; a file that was begun is imported again the next time, which stores nothing twice. A file that
// changes after it was taken is imported again wherever it lies, and moved where it belongs then; its
// findings say so. A service that is away or fails is waited for. A file that cannot be read is passed over
// until it changes.
//
// `options` says how; its files, `wait`, `title` and `stopped` are set here. INVALID_ARGUMENT: the folder
// cannot be used. Else what the service says against the command itself, e.g. the name of the sender.
absl::Status ImportFolder(const Settings& settings, const ImportOptions& options, const std::string& folder);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_FOLDER_IMPORT_H_
