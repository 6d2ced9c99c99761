#include "tools/client/import/folder_import.h"

#include <csignal>
#include <iostream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tools/client/import/watch_folder.h"

namespace chiso {
namespace {

// The interval of polling the folder and the signal flag.
constexpr absl::Duration kLookPause = absl::Milliseconds(200);
// The pause before a failed service is called again, in polls of the folder.
constexpr int kRetryLooks = 10;

volatile std::sig_atomic_t g_stopped = 0;

void Stop(int) { g_stopped = 1; }

void StopOnSignals() {
  struct sigaction action = {};
  action.sa_handler = Stop;
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

void Pause(int looks) {
  for (int i = 0; i < looks && g_stopped == 0; ++i) absl::SleepFor(kLookPause);
}

class FolderImport {
 public:
  FolderImport(const Settings& settings, const ImportOptions& options, const std::string& folder)
      : settings_(settings), options_(options), folder_(folder) {
    options_.wait = false;
    options_.stopped = [] { return g_stopped != 0; };
  }

  absl::Status Run() {
    if (absl::Status status = folder_.Prepare(); !status.ok()) return status;
    while (g_stopped == 0) {
      const auto name = folder_.Next(absl::Now());
      if (!name.ok()) return name.status();
      if (!*name) {
        Pause(1);
      } else if (absl::Status status = Import(**name); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

 private:
  // An error ends the watch.
  absl::Status Import(const std::string& name) {
    ImportOptions options = options_;
    options.files = {folder_.PathOf(name)};
    options.title = name;
    std::ostringstream findings;
    Importer importer(settings_, std::move(options), findings);
    const absl::StatusOr<int64_t> refused = importer.Run();
    if (absl::IsCancelled(refused.status()) || (!refused.ok() && g_stopped != 0)) return TakeBack();
    if (!refused.ok() && !importer.file_failed() && !IsCallersFault(refused.status())) {
      if (!std::exchange(waiting_, true)) {
        std::cerr << "chiso: " << refused.status().message() << "; waiting for it" << std::endl;
      }
      Pause(kRetryLooks);
      return TakeBack();
    }
    waiting_ = false;
    if (refused.ok()) return Move(name, *refused, findings.str());
    std::cerr << findings.str() << std::flush;
    if (!importer.file_failed()) return refused.status();
    std::cerr << "chiso: " << refused.status().message() << "; left alone until it changes" << std::endl;
    folder_.PassOver(name);
    return Keep();
  }

  absl::Status Move(const std::string& name, int64_t refused, std::string findings) {
    if (folder_.WasTaken(name)) {
      findings = absl::StrCat(name, ": changed after it was taken, and was imported again\n", findings);
    }
    const absl::StatusOr<bool> moved =
        refused == 0 ? folder_.MoveToDone(name) : folder_.MoveToRefused(name, findings);
    if (!moved.ok()) return moved.status();
    if (*moved) {
      std::cerr << findings << std::flush;
      return Keep();
    }
    std::cerr << "chiso: " << name << ": changed while it was read; it is read again" << std::endl;
    return TakeBack();
  }

  // What was listed of the file stands.
  absl::Status Keep() {
    return options_.rejections == nullptr ? absl::OkStatus() : options_.rejections->Commit();
  }
  // The file will be imported again.
  absl::Status TakeBack() {
    return options_.rejections == nullptr ? absl::OkStatus() : options_.rejections->Rollback();
  }

  const Settings& settings_;
  ImportOptions options_;
  WatchFolder folder_;
  // True: it was said that a service is away.
  bool waiting_ = false;
};

}  // namespace

absl::Status ImportFolder(const Settings& settings, const ImportOptions& options, const std::string& folder) {
  StopOnSignals();
  return FolderImport(settings, options, folder).Run();
}

}  // namespace chiso
