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

// Moves imported files into its folders `done` and `refused`, and goes on looking at them there: what changes
// after it was taken, because an upload paused, comes again. Never deletes or overwrites a file but the
// findings that it wrote itself. Takes about 300 bytes of memory for each file that was taken and still lies
// where it was put. Not thread-safe.
class WatchFolder {
 public:
  // How long a file must keep its size and its time of change until it is taken to be complete.
  static constexpr absl::Duration kSettleTime = absl::Seconds(2);
  // The most files that were taken which one call looks at, so that it stays short; the next call goes on
  // with the others.
  static constexpr size_t kTakenPerLook = 1000;

  explicit WatchFolder(std::string path) : path_(std::move(path)) {}

  // Makes the two folders. INVALID_ARGUMENT: it is no folder, or cannot be written.
  absl::Status Prepare() const;

  // A complete file that is not what was taken of it: one that was taken before, `done/NAME` or
  // `refused/NAME`, else the one in the folder whose name comes first; nothing where there is none yet, so
  // that it is worth asking again. Only names in *.json and *.jsonl count, in any case, and none that begins
  // with a point. INVALID_ARGUMENT: the folder cannot be read.
  absl::StatusOr<std::optional<std::string>> Next(absl::Time now);

  std::string PathOf(const std::string& name) const { return path_ + "/" + name; }
  // Whether the file was taken before, and has changed since.
  bool WasTaken(const std::string& name) const { return taken_.contains(name); }
  // Moves the file to `done` and returns true; where it is not as Next gave it, because it changed meanwhile,
  // it is left where it is and will come again: false. INVALID_ARGUMENT: it cannot be moved.
  absl::StatusOr<bool> MoveToDone(const std::string& name);
  // The same to `refused`, beside it NAME.findings.txt with the findings.
  absl::StatusOr<bool> MoveToRefused(const std::string& name, const std::string& findings);
  // Ignores the file until it changes.
  void PassOver(const std::string& name);

 private:
  struct State {
    uint64_t inode = 0;
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
    // What was read of it when it was taken; nothing in the folder itself.
    std::optional<State> read = {};
  };
  // By the path below the folder.
  using Files = std::map<std::string, Seen>;

  std::optional<State> Look(const std::string& name) const;
  static bool IsComplete(const Seen& seen, absl::Time now);
  absl::StatusOr<std::map<std::string, State>> List() const;
  std::optional<std::string> NextTaken(absl::Time now);
  std::string FreeName(const std::string& folder, const std::string& name) const;
  absl::StatusOr<bool> Move(const std::string& name, const std::string& target);

  const std::string path_;
  Files seen_, taken_;
  // The file in `taken_` from which the next look goes on.
  std::string next_taken_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_WATCH_FOLDER_H_
