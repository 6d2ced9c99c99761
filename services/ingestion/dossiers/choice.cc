#include "services/ingestion/dossiers/choice.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace chiso {
namespace {

bool GoesBefore(const Contender& a, const Contender& b) {
  if (a.precedence == b.precedence) return a.version > b.version;
  if (!a.precedence || !b.precedence) return a.precedence.has_value();
  return *a.precedence < *b.precedence;
}

// The newest of each sender.
std::map<absl::string_view, size_t> Newest(absl::Span<const Contender> contenders) {
  std::map<absl::string_view, size_t> newest;
  for (size_t i = 0; i < contenders.size(); ++i) {
    const auto [found, first] = newest.try_emplace(contenders[i].sender, i);
    if (!first && contenders[i].version > contenders[found->second].version) found->second = i;
  }
  return newest;
}

}  // namespace

size_t InForce(absl::Span<const Contender> contenders) {
  const std::map<absl::string_view, size_t> newest = Newest(contenders);
  size_t in_force = newest.begin()->second;
  for (const auto& [sender, i] : newest) {
    if (GoesBefore(contenders[i], contenders[in_force])) in_force = i;
  }
  return in_force;
}

bool IsDisputed(absl::Span<const Contender> contenders) {
  const std::map<absl::string_view, size_t> newest = Newest(contenders);
  const std::string& digest = contenders[newest.begin()->second].version.digest;
  return std::any_of(newest.begin(), newest.end(),
                     [&](const auto& sender) { return contenders[sender.second].version.digest != digest; });
}

}  // namespace chiso
