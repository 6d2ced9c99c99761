#include "services/scoring/pack.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include "absl/types/span.h"
#include "services/scoring/conversions.h"

namespace chiso {
namespace {

// What a column has in place of an absent number, and of a given one.
template <typename To, typename From>
To PlusOne(const std::optional<From>& number) {
  return number ? static_cast<To>(*number) + 1 : 0;
}

// A column may end before its zeros do.
template <typename Column>
void CutZeros(Column& column) {
  int size = column.size();
  while (size > 0 && column.Get(size - 1) == 0) --size;
  column.Truncate(size);
}

void PackOrigins(const core::Score& score, reporting::v1::OriginColumns& origins) {
  std::map<core::UnitKey, uint32_t> places;
  for (const core::IndicatorScore& indicator : score.indicators) {
    origins.add_bases(static_cast<uint32_t>(indicator.basis));
    origins.add_parts_expected(static_cast<uint32_t>(indicator.parts_expected));
    origins.add_parts_missing(indicator.parts_expected - indicator.parts_reported);
    origins.add_capped(indicator.capped);
    uint32_t source = 0;
    if (indicator.inherited_from) {
      const auto [place, is_new] =
          places.emplace(*indicator.inherited_from, static_cast<uint32_t>(places.size()) + 1);
      if (is_new) *origins.add_sources() = ToProto(*indicator.inherited_from);
      source = place->second;
    }
    origins.add_inherited_from(source);
  }
  CutZeros(*origins.mutable_bases());
  CutZeros(*origins.mutable_parts_expected());
  CutZeros(*origins.mutable_parts_missing());
  CutZeros(*origins.mutable_capped());
  CutZeros(*origins.mutable_inherited_from());
}

void PackMean(const core::Score& score, reporting::v1::ScoreValues& values) {
  if (score.mean_of == 0 && score.missing.empty()) return;
  reporting::v1::MeanValues& mean = *values.mutable_mean();
  mean.set_mean_of(score.mean_of);
  mean.set_missing_count(static_cast<int32_t>(score.missing.size()));
  for (const core::UnitKey& unit :
       absl::MakeConstSpan(score.missing).first(std::min(score.missing.size(), kMaxMissingUnits))) {
    *mean.add_missing_units() = ToProto(unit);
  }
}

// The most points stand there where they differ from the definition's at the unit's level.
void PackMaxPoints(const core::Score& score, const core::IndexDefinition& definition,
                   reporting::v1::ScoreValues& values) {
  size_t next = 0;
  bool differs = false;
  for (const core::Group& group : definition.groups) {
    for (const core::Indicator& indicator : group.indicators) {
      values.add_max_points(score.indicators[next].max_points);
      differs |= score.indicators[next++].max_points != indicator.max_points;
    }
  }
  if (!differs) values.clear_max_points();
}

uint32_t PlaceOfBand(absl::string_view band, const core::IndexDefinition& definition) {
  for (size_t i = 0; i < definition.bands.size(); ++i) {
    if (definition.bands[i].name == band) return static_cast<uint32_t>(i) + 1;
  }
  return 0;
}

}  // namespace

reporting::v1::ScoreValues PackScore(const core::Score& score, const core::IndexDefinition& definition) {
  reporting::v1::ScoreValues values;
  for (const core::IndicatorScore& indicator : score.indicators) {
    values.add_statuses(static_cast<uint32_t>(indicator.status));
    values.add_numerators(PlusOne<uint64_t>(indicator.figures.numerator));
    values.add_denominators(PlusOne<uint64_t>(indicator.figures.denominator));
    values.add_points(PlusOne<uint32_t>(indicator.points));
  }
  CutZeros(*values.mutable_numerators());
  CutZeros(*values.mutable_denominators());
  CutZeros(*values.mutable_points());
  PackMaxPoints(score, definition, values);
  PackOrigins(score, *values.mutable_origins());
  for (const core::GroupScore& group : score.groups) {
    values.mutable_groups()->add_statuses(static_cast<uint32_t>(group.status));
    values.mutable_groups()->add_points(PlusOne<uint32_t>(group.points));
  }
  CutZeros(*values.mutable_groups()->mutable_points());
  values.set_total_status(static_cast<uint32_t>(score.total_status));
  values.set_total_points(PlusOne<uint32_t>(score.total_points));
  values.set_band(PlaceOfBand(score.band, definition));
  PackMean(score, values);
  return values;
}

}  // namespace chiso
