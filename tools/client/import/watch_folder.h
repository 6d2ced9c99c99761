// A folder into which other systems put files.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_WATCH_FOLDER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_WATCH_FOLDER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace chiso {

// Moves imported files into its folders `done` and `refused`. Never deletes or overwrites a file. Not
// thread-safe.
class WatchFolder {
 public:
  // How long a file must keep its size and its time of change until it is taken to be complete.
  static constexpr absl::Duration kSettleTime = absl::Seconds(2);

  explicit WatchFolder(std::string path) : path_(std::move(path)) {}

  // Makes the two folders. INVALID_ARGUMENT: it is no folder, or cannot be written.
  absl::Status Prepare() const;

  // The complete file whose name comes first; nothing where there is none yet, so that it is worth asking
  // again. Only names in *.json and *.jsonl count, in any case, and none that begins with a point.
  // INVALID_ARGUMENT: the folder cannot be read.
  absl::StatusOr<std::optional<std::string>> Next(absl::Time now);

  std::string PathOf(const std::string& name) const { return path_ + "/" + name; }
  // Moves the file to `done`. INVALID_ARGUMENT: it cannot be moved.
  absl::Status MoveToDone(const std::string& name);
  // Moves the file to `refused`, beside it NAME.findings.txt with the findings.
  absl::Status MoveToRefused(const std::string& name, const std::string& findings);
  // Ignores the file until it changes.
  void PassOver(const std::string& name) { seen_[name].passed_over = true; }

 private:
  struct State {
    int64_t size = 0;
    // In nanoseconds since 1970.
    int64_t change_time = 0;
    friend bool operator==(const State&, const State&) = default;
  };
  struct Seen {
    State state;
    // Since when it is in this state.
    absl::Time since;
    bool passed_over = false;
  };

  absl::StatusOr<std::map<std::string, State>> List() const;
  absl::Status Move(const std::string& name, const std::string& folder, const std::string& new_name);

  const std::string path_;
  std::map<std::string, Seen> seen_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_WATCH_FOLDER_H_
