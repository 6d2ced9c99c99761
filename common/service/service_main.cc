#include "common/service/service_main.h"

#include <malloc.h>

#include <iostream>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "common/bounds/limits.h"
#include "common/log.h"
#include "common/service/program_flags.h"
#include "common/service/signals.h"

ABSL_FLAG(std::string, log_level, "info", "trace, debug, info, warn or error.");

namespace chiso {
namespace {

// Lets malloc keep little of what is freed. Threads come and go with calls, and a call's memory may be much.
void BoundMalloc() {
  mallopt(M_ARENA_MAX, kMallocPools);
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(kGivenBackBytes));
  mallopt(M_TRIM_THRESHOLD, static_cast<int>(kGivenBackBytes));
}

}  // namespace

int ServiceMain(int argc, char** argv, const std::string& service, absl::string_view usage,
                const std::function<absl::Status()>& run) {
  BoundMalloc();
  BlockTerminationSignals();
  ParseFlags(argc, argv, usage, absl::StrCat(service, "/main.cc"));
  InitLog(service, absl::GetFlag(FLAGS_log_level));
  const absl::Status status = run();
  if (status.ok()) SPDLOG_INFO("down");
  if (status.ok() || absl::IsCancelled(status)) return 0;
  std::cerr << "chiso-" << service << ": " << status.message() << std::endl;
  return 1;
}

}  // namespace chiso
