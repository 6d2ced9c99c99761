#include "services/reporting/score_values.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/errors.h"
#include "google/protobuf/repeated_field.h"
#include "services/reporting/request_rules.h"

namespace chiso {
namespace {

namespace iv1 = index::v1;
namespace rv1 = reporting::v1;
using google::protobuf::RepeatedField;

constexpr int32_t kMaxInt32 = std::numeric_limits<int32_t>::max();
constexpr int64_t kMaxInt64 = std::numeric_limits<int64_t>::max();
// The most points of a total, in hundredths, unless a score says otherwise.
constexpr int32_t kAllPoints = 10'000;

// What a column holds at a place; a shorter one goes on with zeros.
template <typename T>
T At(const RepeatedField<T>& column, int place) {
  return place < column.size() ? column.Get(place) : T();
}

template <typename T>
void Trim(RepeatedField<T>& column) {
  int size = column.size();
  while (size > 0 && column.Get(size - 1) == T()) --size;
  column.Truncate(size);
}

// In place of an absent number stands 0, in that of others one more.
template <typename T>
uint64_t OrAbsent(bool given, T value) {
  return given ? static_cast<uint64_t>(value) + 1 : 0;
}

std::vector<const iv1::Indicator*> IndicatorsOf(const iv1::IndexDefinition& definition) {
  std::vector<const iv1::Indicator*> indicators;
  for (const iv1::Group& group : definition.groups()) {
    for (const iv1::Indicator& indicator : group.indicators()) indicators.push_back(&indicator);
  }
  return indicators;
}

// A column of the most points stands whole where it says other than the definition does, else not at all.
void TidyMaxPoints(const std::vector<int32_t>& of_definition, RepeatedField<int32_t>& column) {
  if (column.empty()) return;
  column.Resize(static_cast<int>(of_definition.size()), 0);
  if (std::equal(column.begin(), column.end(), of_definition.begin())) column.Clear();
}

// Leaves out what is known without it: zeros at the ends, and the most points that the definition sets.
void Shorten(const std::vector<const iv1::Indicator*>& indicators, const iv1::IndexDefinition& definition,
             rv1::ScoreValues& values) {
  std::vector<int32_t> most;
  for (const iv1::Indicator* const indicator : indicators) most.push_back(indicator->max_points());
  TidyMaxPoints(most, *values.mutable_max_points());
  most.clear();
  for (const iv1::Group& group : definition.groups()) most.push_back(group.max_points());
  rv1::GroupColumns& groups = *values.mutable_groups();
  TidyMaxPoints(most, *groups.mutable_max_points());
  if (values.total_max_points() == kAllPoints) values.clear_total_max_points();
  rv1::OriginColumns& origins = *values.mutable_origins();
  Trim(*values.mutable_statuses());
  Trim(*values.mutable_numerators());
  Trim(*values.mutable_denominators());
  Trim(*values.mutable_points());
  Trim(*origins.mutable_bases());
  Trim(*origins.mutable_parts_expected());
  Trim(*origins.mutable_parts_missing());
  Trim(*origins.mutable_capped());
  Trim(*origins.mutable_inherited_from());
  Trim(*groups.mutable_statuses());
  Trim(*groups.mutable_points());
  if (origins.ByteSizeLong() == 0) values.clear_origins();
  if (groups.ByteSizeLong() == 0) values.clear_groups();
  if (values.mean().ByteSizeLong() == 0) values.clear_mean();
}

absl::Status Long(const std::string& at, absl::string_view column, int size, int most) {
  if (size <= most) return absl::OkStatus();
  return InvalidArgument(absl::StrCat(at, column), absl::StrCat("must be at most ", most));
}

template <typename T>
absl::Status Column(const std::string& at, absl::string_view name, const RepeatedField<T>& column, int count,
                    T most) {
  if (absl::Status status = Long(at, name, column.size(), count); !status.ok()) return status;
  for (int i = 0; i < column.size(); ++i) {
    if (column.Get(i) >= T() && column.Get(i) <= most) continue;
    return InvalidArgument(absl::StrCat(at, name, "[", i, "]"), absl::StrCat("must be 0 to ", most));
  }
  return absl::OkStatus();
}

// How many parts were reported, or less than 0: the columns say nothing possible.
int64_t PartsReported(const rv1::OriginColumns& origins, int i) {
  const int64_t reported =
      static_cast<int64_t>(At(origins.parts_expected(), i)) - At(origins.parts_missing(), i);
  return reported > kMaxInt32 ? -1 : reported;
}

#define CHISO_CHECK(expression) \
  if (absl::Status status = (expression); !status.ok()) return status

constexpr uint32_t kMaxStatus = iv1::Status_MAX;
constexpr uint32_t kMaxPoints = static_cast<uint32_t>(kMaxInt32) + 1;

absl::Status CheckOrigins(const std::string& at, int indicators, const rv1::OriginColumns& origins) {
  CHISO_CHECK(Column(at, "origins.bases", origins.bases(), indicators, uint32_t{iv1::TallyBasis_MAX}));
  CHISO_CHECK(
      Column(at, "origins.parts_expected", origins.parts_expected(), indicators, uint32_t{kMaxInt32}));
  CHISO_CHECK(Long(at, "origins.parts_missing", origins.parts_missing_size(), indicators));
  CHISO_CHECK(Long(at, "origins.capped", origins.capped_size(), indicators));
  CHISO_CHECK(Column(at, "origins.inherited_from", origins.inherited_from(), indicators,
                     static_cast<uint32_t>(origins.sources_size())));
  for (int i = 0; i < origins.parts_missing_size(); ++i) {
    if (PartsReported(origins, i) >= 0) continue;
    return InvalidArgument(absl::StrCat(at, "origins.parts_missing[", i, "]"),
                           "must leave 0 to 2147483647 parts");
  }
  for (int i = 0; i < origins.sources_size(); ++i) {
    CHISO_CHECK(CheckUnitId(absl::StrCat(at, "origins.sources[", i, "]."), origins.sources(i)));
  }
  return absl::OkStatus();
}

absl::Status CheckColumns(const std::string& at, const iv1::IndexDefinition& definition, int indicators,
                          const rv1::ScoreValues& values) {
  constexpr uint64_t kMaxCount = static_cast<uint64_t>(kMaxInt64) + 1;
  const int groups = definition.groups_size();
  CHISO_CHECK(Column(at, "statuses", values.statuses(), indicators, kMaxStatus));
  CHISO_CHECK(Column(at, "numerators", values.numerators(), indicators, kMaxCount));
  CHISO_CHECK(Column(at, "denominators", values.denominators(), indicators, kMaxCount));
  CHISO_CHECK(Column(at, "points", values.points(), indicators, kMaxPoints));
  CHISO_CHECK(Column(at, "max_points", values.max_points(), indicators, kMaxInt32));
  CHISO_CHECK(CheckOrigins(at, indicators, values.origins()));
  CHISO_CHECK(Column(at, "groups.statuses", values.groups().statuses(), groups, kMaxStatus));
  CHISO_CHECK(Column(at, "groups.points", values.groups().points(), groups, kMaxPoints));
  CHISO_CHECK(Column(at, "groups.max_points", values.groups().max_points(), groups, kMaxInt32));
  const auto number = [&](absl::string_view name, int64_t value, int64_t most) -> absl::Status {
    if (value >= 0 && value <= most) return absl::OkStatus();
    return InvalidArgument(absl::StrCat(at, name), absl::StrCat("must be 0 to ", most));
  };
  CHISO_CHECK(number("total_status", values.total_status(), kMaxStatus));
  CHISO_CHECK(number("total_points", values.total_points(), kMaxPoints));
  CHISO_CHECK(number("total_max_points", values.total_max_points(), kMaxInt32));
  CHISO_CHECK(number("mean.mean_of", values.mean().mean_of(), kMaxInt32));
  CHISO_CHECK(number("mean.missing_count", values.mean().missing_count(), kMaxInt32));
  for (int i = 0; i < values.mean().missing_units_size(); ++i) {
    CHISO_CHECK(
        CheckUnitId(absl::StrCat(at, "mean.missing_units[", i, "]."), values.mean().missing_units(i)));
  }
  return number("band", values.band(), definition.bands_size());
}

// The place of the unit among the sources, from 1; it is added where it is not there.
uint32_t SourceOf(const record::v1::UnitId& unit, rv1::OriginColumns& origins) {
  for (int i = 0; i < origins.sources_size(); ++i) {
    const record::v1::UnitId& source = origins.sources(i);
    if (source.code() == unit.code() && source.valid_from() == unit.valid_from()) return i + 1;
  }
  *origins.add_sources() = unit;
  return origins.sources_size();
}

// Sources in the order of the indicators, each once, and none that nobody names.
void TidySources(rv1::OriginColumns& origins) {
  rv1::OriginColumns sorted;
  for (uint32_t& source : *origins.mutable_inherited_from()) {
    if (source > 0) source = SourceOf(origins.sources(static_cast<int>(source) - 1), sorted);
  }
  origins.mutable_sources()->Swap(sorted.mutable_sources());
}

bool HoldsNegative(const iv1::IndicatorScore& score) {
  return score.numerator() < 0 || score.denominator() < 0 || score.points() < 0 || score.max_points() < 0 ||
         score.parts_reported() < 0 || score.parts_expected() < 0;
}

void PackIndicator(const iv1::IndicatorScore& score, rv1::ScoreValues& values) {
  rv1::OriginColumns& origins = *values.mutable_origins();
  values.add_statuses(score.status());
  values.add_numerators(OrAbsent(score.has_numerator(), score.numerator()));
  values.add_denominators(OrAbsent(score.has_denominator(), score.denominator()));
  values.add_points(static_cast<uint32_t>(OrAbsent(score.has_points(), score.points())));
  origins.add_bases(score.basis());
  origins.add_parts_expected(score.parts_expected());
  origins.add_parts_missing(score.parts_expected() - score.parts_reported());
  origins.add_capped(score.capped());
  origins.add_inherited_from(score.has_inherited_from() ? SourceOf(score.inherited_from(), origins) : 0);
  values.add_max_points(score.max_points());
}

absl::Status PackGroups(const std::string& at, const iv1::Score& score,
                        const iv1::IndexDefinition& definition, rv1::ScoreValues& values) {
  const auto mismatch = [&] {
    return InvalidArgument(at + "groups", "must be those of the definition, in its order");
  };
  if (score.groups_size() != definition.groups_size()) return mismatch();
  for (int i = 0; i < score.groups_size(); ++i) {
    const iv1::GroupScore& group = score.groups(i);
    if (group.code() != definition.groups(i).code()) return mismatch();
    if (group.points() < 0) {
      return InvalidArgument(absl::StrCat(at, "groups[", i, "].points"), "must not be below 0");
    }
    values.mutable_groups()->add_statuses(group.status());
    values.mutable_groups()->add_points(static_cast<uint32_t>(OrAbsent(group.has_points(), group.points())));
    values.mutable_groups()->add_max_points(group.max_points());
  }
  return absl::OkStatus();
}

absl::Status PackTotal(const std::string& at, const iv1::Score& score, const iv1::IndexDefinition& definition,
                       rv1::ScoreValues& values) {
  if (score.total_points() < 0) return InvalidArgument(at + "total_points", "must not be below 0");
  values.set_total_status(score.total_status());
  values.set_total_points(static_cast<uint32_t>(OrAbsent(score.has_total_points(), score.total_points())));
  values.set_total_max_points(score.max_points());
  if (score.band().empty()) return absl::OkStatus();
  for (int i = 0; i < definition.bands_size() && values.band() == 0; ++i) {
    if (definition.bands(i).name_vi() == score.band()) values.set_band(i + 1);
  }
  if (values.band() > 0) return absl::OkStatus();
  return InvalidArgument(at + "band", "must be a band of the definition");
}

void PackMean(const iv1::Score& score, rv1::ScoreValues& values) {
  if (score.mean_of() == 0 && score.missing_count() == 0 && score.missing_units().empty()) return;
  rv1::MeanValues& mean = *values.mutable_mean();
  mean.set_mean_of(score.mean_of());
  *mean.mutable_missing_units() = score.missing_units();
  mean.set_missing_count(score.missing_count());
}

void UnpackIndicator(const rv1::ScoreValues& values, int i, const iv1::Indicator& indicator,
                     iv1::IndicatorScore& score) {
  score.set_code(indicator.code());
  score.set_status(static_cast<iv1::Status>(At(values.statuses(), i)));
  if (const uint64_t numerator = At(values.numerators(), i)) score.set_numerator(numerator - 1);
  if (const uint64_t denominator = At(values.denominators(), i)) score.set_denominator(denominator - 1);
  if (const uint32_t points = At(values.points(), i)) score.set_points(static_cast<int32_t>(points - 1));
  score.set_max_points(values.max_points().empty() ? indicator.max_points() : At(values.max_points(), i));
  score.set_capped(At(values.origins().capped(), i));
  if (const uint32_t source = At(values.origins().inherited_from(), i)) {
    *score.mutable_inherited_from() = values.origins().sources(static_cast<int>(source) - 1);
  }
  score.set_basis(static_cast<iv1::TallyBasis>(At(values.origins().bases(), i)));
  score.set_parts_expected(static_cast<int32_t>(At(values.origins().parts_expected(), i)));
  score.set_parts_reported(static_cast<int32_t>(PartsReported(values.origins(), i)));
}

}  // namespace

absl::StatusOr<rv1::ScoreValues> PackScore(const std::string& at, const iv1::Score& score,
                                           const iv1::IndexDefinition& definition) {
  const std::vector<const iv1::Indicator*> indicators = IndicatorsOf(definition);
  const auto mismatch = [&] {
    return InvalidArgument(at + "indicators", "must be those of the definition, in its order");
  };
  if (static_cast<size_t>(score.indicators_size()) != indicators.size()) return mismatch();
  rv1::ScoreValues values;
  for (int i = 0; i < score.indicators_size(); ++i) {
    if (score.indicators(i).code() != indicators[i]->code()) return mismatch();
    if (HoldsNegative(score.indicators(i))) {
      return InvalidArgument(absl::StrCat(at, "indicators[", i, "]"), "must hold no number below 0");
    }
    PackIndicator(score.indicators(i), values);
  }
  CHISO_CHECK(PackGroups(at, score, definition, values));
  CHISO_CHECK(PackTotal(at, score, definition, values));
  PackMean(score, values);
  // What has no value in the contract's enums, or names no unit, is found here.
  CHISO_CHECK(TidyValues(at, definition, values));
  return values;
}

absl::Status TidyValues(const std::string& at, const iv1::IndexDefinition& definition,
                        rv1::ScoreValues& values) {
  const std::vector<const iv1::Indicator*> indicators = IndicatorsOf(definition);
  CHISO_CHECK(CheckColumns(at, definition, static_cast<int>(indicators.size()), values));
  if (values.has_origins()) TidySources(*values.mutable_origins());
  Shorten(indicators, definition, values);
  values.DiscardUnknownFields();
  return absl::OkStatus();
}

iv1::Score UnpackScore(const rv1::ScoreValues& values, const iv1::IndexDefinition& definition) {
  iv1::Score score;
  score.set_definition_id(definition.id());
  score.set_definition_sha256(definition.sha256());
  int i = 0;
  for (int g = 0; g < definition.groups_size(); ++g) {
    const iv1::Group& group = definition.groups(g);
    for (const iv1::Indicator& indicator : group.indicators()) {
      UnpackIndicator(values, i++, indicator, *score.add_indicators());
    }
    iv1::GroupScore& sum = *score.add_groups();
    sum.set_code(group.code());
    sum.set_status(static_cast<iv1::Status>(At(values.groups().statuses(), g)));
    if (const uint32_t points = At(values.groups().points(), g))
      sum.set_points(static_cast<int32_t>(points - 1));
    sum.set_max_points(values.groups().max_points().empty() ? group.max_points()
                                                            : At(values.groups().max_points(), g));
  }
  score.set_total_status(static_cast<iv1::Status>(values.total_status()));
  if (values.total_points() > 0) score.set_total_points(static_cast<int32_t>(values.total_points() - 1));
  score.set_max_points(values.total_max_points() == 0 ? kAllPoints : values.total_max_points());
  score.set_mean_of(values.mean().mean_of());
  *score.mutable_missing_units() = values.mean().missing_units();
  score.set_missing_count(values.mean().missing_count());
  if (values.band() > 0) score.set_band(definition.bands(static_cast<int>(values.band()) - 1).name_vi());
  return score;
}

int IndicatorCount(const iv1::IndexDefinition& definition) {
  int count = 0;
  for (const iv1::Group& group : definition.groups()) count += group.indicators_size();
  return count;
}

}  // namespace chiso
