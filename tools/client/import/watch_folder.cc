#include "tools/client/import/watch_folder.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/atomic_file.h"

namespace chiso {
namespace {

namespace fs = std::filesystem;

constexpr char kDone[] = "done";
constexpr char kRefused[] = "refused";

absl::Status Failure(const std::string& path, const std::error_code& error) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", error.message()));
}

bool IsWanted(const std::string& name) {
  return !absl::StartsWith(name, ".") &&
         (absl::EndsWithIgnoreCase(name, ".json") || absl::EndsWithIgnoreCase(name, ".jsonl"));
}

}  // namespace

absl::Status WatchFolder::Prepare() const {
  std::error_code error;
  if (!fs::is_directory(path_, error)) {
    return absl::InvalidArgumentError(absl::StrCat(path_, ": is not a folder"));
  }
  for (const char* folder : {kDone, kRefused}) {
    fs::create_directory(PathOf(folder), error);
    if (error) return Failure(PathOf(folder), error);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, WatchFolder::State>> WatchFolder::List() const {
  std::map<std::string, State> states;
  std::error_code error;
  fs::directory_iterator entry(path_, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    struct stat info;
    // A file may disappear between listing and stat.
    if (!IsWanted(name) || stat(PathOf(name).c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    states[name] = {info.st_size, absl::ToUnixNanos(absl::TimeFromTimespec(info.st_mtim))};
  }
  if (error) return Failure(path_, error);
  return states;
}

absl::StatusOr<std::optional<std::string>> WatchFolder::Next(absl::Time now) {
  const auto states = List();
  if (!states.ok()) return states.status();
  std::map<std::string, Seen> seen;
  std::optional<std::string> next;
  for (const auto& [name, state] : *states) {
    const auto before = seen_.find(name);
    const bool same = before != seen_.end() && before->second.state == state;
    const Seen& now_seen = seen[name] = same ? before->second : Seen{state, now, false};
    if (!next && !now_seen.passed_over && now - now_seen.since >= kSettleTime) next = name;
  }
  seen_ = std::move(seen);
  return next;
}

absl::Status WatchFolder::MoveToDone(const std::string& name) { return Move(name, kDone, name); }

absl::Status WatchFolder::MoveToRefused(const std::string& name, const std::string& findings) {
  std::string new_name = name;
  const auto taken = [&](const std::string& candidate) {
    std::error_code error;
    return fs::exists(PathOf(absl::StrCat(kRefused, "/", candidate)), error);
  };
  for (int i = 2; taken(new_name); ++i) new_name = absl::StrCat(name, ".", i);
  // The findings are written first, so that a refused file never lies there without them.
  AtomicFile file(PathOf(absl::StrCat(kRefused, "/", new_name, ".findings.txt")));
  if (absl::Status status = file.Write(findings); !status.ok()) return status;
  if (absl::Status status = file.Close(); !status.ok()) return status;
  return Move(name, kRefused, new_name);
}

absl::Status WatchFolder::Move(const std::string& name, const std::string& folder,
                               const std::string& new_name) {
  std::error_code error;
  std::string target = PathOf(absl::StrCat(folder, "/", new_name));
  for (int i = 2; fs::exists(target, error); ++i)
    target = PathOf(absl::StrCat(folder, "/", new_name, ".", i));
  fs::rename(PathOf(name), target, error);
  if (error) return Failure(PathOf(name), error);
  seen_.erase(name);
  return absl::OkStatus();
}

}  // namespace chiso
