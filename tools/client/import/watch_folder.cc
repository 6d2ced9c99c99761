#include "tools/client/import/watch_folder.h"

#include <sys/stat.h>

#include <algorithm>
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
constexpr char kDonePrefix[] = "done/";
constexpr char kRefusedPrefix[] = "refused/";
constexpr char kFindings[] = ".findings.txt";

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

std::optional<WatchFolder::State> WatchFolder::Look(const std::string& name) const {
  struct stat info;
  if (stat(PathOf(name).c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return State{info.st_ino, info.st_size, absl::ToUnixNanos(absl::TimeFromTimespec(info.st_mtim))};
}

bool WatchFolder::IsComplete(const Seen& seen, absl::Time now) {
  return !seen.passed_over && seen.state != seen.read && now - seen.since >= kSettleTime;
}

absl::StatusOr<std::map<std::string, WatchFolder::State>> WatchFolder::List() const {
  std::map<std::string, State> states;
  std::error_code error;
  fs::directory_iterator entry(path_, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!IsWanted(name)) continue;
    // A file may disappear between listing and looking.
    if (const auto state = Look(name)) states[name] = *state;
  }
  if (error) return Failure(path_, error);
  return states;
}

absl::StatusOr<std::optional<std::string>> WatchFolder::Next(absl::Time now) {
  const auto states = List();
  if (!states.ok()) return states.status();
  Files seen;
  std::optional<std::string> next = NextTaken(now);
  for (const auto& [name, state] : *states) {
    const auto before = seen_.find(name);
    const bool same = before != seen_.end() && before->second.state == state;
    const Seen& now_seen = seen[name] = same ? before->second : Seen{state, now, false};
    if (!next && IsComplete(now_seen, now)) next = name;
  }
  seen_ = std::move(seen);
  return next;
}

// Looks at the next of the files that were taken, all of them in turn; those that have gone are forgotten.
std::optional<std::string> WatchFolder::NextTaken(absl::Time now) {
  std::optional<std::string> next;
  auto file = taken_.lower_bound(next_taken_);
  for (size_t i = std::min(taken_.size(), kTakenPerLook); i > 0; --i) {
    if (file == taken_.end()) file = taken_.begin();
    const auto state = Look(file->first);
    if (!state) {
      file = taken_.erase(file);
      continue;
    }
    Seen& seen = file->second;
    if (seen.state != *state) seen = {*state, now, false, seen.read};
    if (!next && IsComplete(seen, now)) next = file->first;
    ++file;
  }
  next_taken_ = file == taken_.end() ? "" : file->first;
  return next;
}

absl::StatusOr<bool> WatchFolder::MoveToDone(const std::string& name) {
  const absl::StatusOr<bool> moved =
      Move(name, absl::StartsWith(name, kDonePrefix) ? name : FreeName(kDonePrefix, name));
  if (moved.value_or(false) && absl::StartsWith(name, kRefusedPrefix)) {
    // What they say holds no longer.
    std::error_code error;
    fs::remove(PathOf(name + kFindings), error);
  }
  return moved;
}

absl::StatusOr<bool> WatchFolder::MoveToRefused(const std::string& name, const std::string& findings) {
  const std::string target = absl::StartsWith(name, kRefusedPrefix) ? name : FreeName(kRefusedPrefix, name);
  // The findings are written first, so that a refused file never lies there without them.
  AtomicFile file(PathOf(target + kFindings));
  if (absl::Status status = file.Write(findings); !status.ok()) return status;
  if (absl::Status status = file.Close(); !status.ok()) return status;
  const absl::StatusOr<bool> moved = Move(name, target);
  if (!moved.value_or(false) && target != name) {
    std::error_code error;
    fs::remove(PathOf(target + kFindings), error);
  }
  return moved;
}

void WatchFolder::PassOver(const std::string& name) {
  const auto taken = taken_.find(name);
  (taken == taken_.end() ? seen_[name] : taken->second).passed_over = true;
}

std::string WatchFolder::FreeName(const std::string& folder, const std::string& name) const {
  std::error_code error;
  const std::string target = absl::StrCat(folder, fs::path(name).filename().string());
  std::string free = target;
  for (int i = 2; fs::exists(PathOf(free), error); ++i) free = absl::StrCat(target, ".", i);
  return free;
}

absl::StatusOr<bool> WatchFolder::Move(const std::string& name, const std::string& target) {
  const auto taken = taken_.find(name);
  Seen seen = taken == taken_.end() ? seen_[name] : taken->second;
  if (Look(name) != seen.state) return false;
  std::error_code error;
  if (target != name) fs::rename(PathOf(name), PathOf(target), error);
  if (error) return Failure(PathOf(name), error);
  seen_.erase(name);
  taken_.erase(name);
  // What was written between the look and the renaming differs from what was read, and is noticed.
  seen.read = seen.state;
  taken_[target] = seen;
  return true;
}

}  // namespace chiso
