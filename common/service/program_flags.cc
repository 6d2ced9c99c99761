#include "common/service/program_flags.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"

namespace chiso {

void ParseFlags(int argc, char** argv, absl::string_view usage, absl::string_view main_file) {
  absl::SetProgramUsageMessage(usage);
  absl::FlagsUsageConfig config;
  // Without this, --help shows no flag where the program is not named after its file.
  config.contains_help_flags = [main_file = std::string(main_file)](absl::string_view file) {
    return absl::EndsWith(file, main_file) || absl::StrContains(file, "common/service/");
  };
  absl::SetFlagsUsageConfig(config);
  const std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  if (rest.size() == 1) return;
  std::cerr << rest[0] << ": " << rest[1] << ": there are flags only; see --help" << std::endl;
  std::exit(1);
}

}  // namespace chiso
