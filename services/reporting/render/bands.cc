#include "services/reporting/render/bands.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/proto_text.h"

namespace chiso {

absl::StatusOr<Bands> LoadBands(const std::string& path) {
  index::v1::IndexDefinition definition;
  if (const auto text = ReadTextProto(path, definition); !text.ok()) return text.status();
  Bands bands = std::move(*definition.mutable_bands());
  bool in_order = bands.size() == kBandCount && bands[kBandCount - 1].min_points() == 0;
  for (int i = 1; in_order && i < bands.size(); ++i) {
    in_order = bands[i - 1].min_points() > bands[i].min_points();
  }
  if (in_order) return bands;
  return absl::InvalidArgumentError(absl::StrCat(std::filesystem::path(path).filename().string(),
                                                 ": bands: must be ", kBandCount,
                                                 ", from high to low, the last at 0"));
}

}  // namespace chiso
