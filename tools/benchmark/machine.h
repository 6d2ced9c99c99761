// The machine that is measured on.

#ifndef CHISO_TOOLS_BENCHMARK_MACHINE_H_
#define CHISO_TOOLS_BENCHMARK_MACHINE_H_

#include <string>
#include <utility>
#include <vector>

namespace chiso::bench {

// Name and value, for people.
std::vector<std::pair<std::string, std::string>> MachineFacts();

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_MACHINE_H_
