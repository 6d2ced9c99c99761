#include "services/reporting/score_values.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using index::v1::IndexDefinition;
using index::v1::Score;
using reporting::v1::ScoreValues;
using ::testing::HasSubstr;

// Two groups of two indicators each.
IndexDefinition Definition() {
  IndexDefinition definition = testing::MakeDefinition();
  definition.clear_groups();
  for (int g = 0; g < 2; ++g) {
    index::v1::Group& group = *definition.add_groups();
    group.set_code(absl::StrCat("G", g));
    group.set_max_points(2000 + g);
    for (int i = 0; i < 2; ++i) {
      index::v1::Indicator& indicator = *group.add_indicators();
      indicator.set_code(absl::StrCat("G", g, "_", i));
      indicator.set_max_points(1000 + i);
    }
  }
  return definition;
}

// A score of that definition in which nobody has said anything.
Score EmptyScore() {
  const IndexDefinition definition = Definition();
  Score score;
  score.set_definition_id(definition.id());
  score.set_definition_sha256(definition.sha256());
  score.set_total_status(index::v1::STATUS_NOT_REPORTED);
  score.set_max_points(10000);
  for (const index::v1::Group& group : definition.groups()) {
    for (const index::v1::Indicator& indicator : group.indicators()) {
      index::v1::IndicatorScore& empty = *score.add_indicators();
      empty.set_code(indicator.code());
      empty.set_status(index::v1::STATUS_NOT_REPORTED);
      empty.set_max_points(indicator.max_points());
    }
    index::v1::GroupScore& sum = *score.add_groups();
    sum.set_code(group.code());
    sum.set_status(index::v1::STATUS_NOT_REPORTED);
    sum.set_max_points(group.max_points());
  }
  return score;
}

Score RoundTrip(const Score& score) {
  const auto values = PackScore("", score, Definition());
  EXPECT_TRUE(values.ok()) << values.status();
  return values.ok() ? UnpackScore(*values, Definition()) : Score();
}

void ExpectSame(const Score& a, const Score& b) {
  EXPECT_TRUE(MessageDifferencer::Equals(a, b)) << a.ShortDebugString() << "\n" << b.ShortDebugString();
}

// Sets a field to a value that is not its default.
void Set(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, 7);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, 7);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, true);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, 2);
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field, "tốt");
    case FieldDescriptor::CPPTYPE_MESSAGE:
      ASSERT_EQ(field.message_type(), record::v1::UnitId::descriptor()) << field.full_name();
      static_cast<record::v1::UnitId&>(field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                                           : *reflection.MutableMessage(&message, &field))
          .set_code("H44");
      return;
    default:
      ADD_FAILURE() << field.full_name() << " is of a type that this test does not know";
  }
}

TEST(ScoreValues, EveryFieldOfAScoreComesBack) {
  // Fails where a field is added that has no place in the columns.
  const auto check = [](const char* part, auto message_of, const std::set<std::string>& elsewhere) {
    Score score = EmptyScore();
    const auto& type = *message_of(score)->GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (elsewhere.contains(field.name())) continue;
      Score changed = EmptyScore();
      Set(*message_of(changed), field);
      SCOPED_TRACE(absl::StrCat(part, ".", field.name()));
      ExpectSame(RoundTrip(changed), changed);
    }
  };
  check("indicator", [](Score& s) -> Message* { return s.mutable_indicators(1); }, {"code"});
  check("group", [](Score& s) -> Message* { return s.mutable_groups(1); }, {"code"});
  check("score", [](Score& s) -> Message* { return &s; },
        {"unit", "period", "scope", "definition_id", "definition_sha256", "indicators", "groups", "positions",
         "as_of_time", "freshness"});
}

TEST(ScoreValues, WhatEveryScoreOfItsDefinitionSaysTakesNoRoom) {
  const auto values = PackScore("", EmptyScore(), Definition());
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_TRUE(values->max_points().empty());
  EXPECT_TRUE(values->numerators().empty());
  EXPECT_LT(values->ByteSizeLong(), 20u);
}

TEST(ScoreValues, NoneAndZeroDiffer) {
  Score score = EmptyScore();
  score.mutable_indicators(0)->set_numerator(0);
  score.mutable_indicators(0)->set_denominator(0);
  score.mutable_indicators(1)->set_points(0);
  score.mutable_groups(0)->set_points(0);
  score.set_total_points(0);
  ExpectSame(RoundTrip(score), score);
  // The most points may be 0 where the definition says more.
  for (auto& indicator : *score.mutable_indicators()) indicator.set_max_points(0);
  ExpectSame(RoundTrip(score), score);
}

TEST(ScoreValues, TheGreatestNumbersComeBack) {
  Score score = EmptyScore();
  index::v1::IndicatorScore& indicator = *score.mutable_indicators(3);
  indicator.set_numerator(std::numeric_limits<int64_t>::max());
  indicator.set_denominator(std::numeric_limits<int64_t>::max());
  indicator.set_points(std::numeric_limits<int32_t>::max());
  indicator.set_max_points(std::numeric_limits<int32_t>::max());
  indicator.set_parts_reported(std::numeric_limits<int32_t>::max());
  indicator.set_parts_expected(3);
  ExpectSame(RoundTrip(score), score);
}

TEST(ScoreValues, UnitsThatValuesWereTakenOverFromStandOnce) {
  Score score = EmptyScore();
  for (const int i : {0, 2, 3}) {
    score.mutable_indicators(i)->mutable_inherited_from()->set_code(i == 2 ? "H45" : "H44");
  }
  EXPECT_EQ(PackScore("", score, Definition())->origins().sources_size(), 2);
  ExpectSame(RoundTrip(score), score);
}

TEST(ScoreValues, ColumnsOfOneScoreHaveOneForm) {
  Score score = EmptyScore();
  score.mutable_indicators(0)->mutable_inherited_from()->set_code("H44");
  const ScoreValues tidy = *PackScore("", score, Definition());
  ScoreValues values = tidy;
  values.mutable_numerators()->Resize(4, 0);
  reporting::v1::OriginColumns& origins = *values.mutable_origins();
  origins.mutable_capped()->Resize(2, false);
  origins.clear_sources();
  origins.add_sources()->set_code("H45");
  origins.add_sources()->set_code("H44");
  origins.set_inherited_from(0, 2);
  for (const int most : {1000, 1001, 1000, 1001}) values.add_max_points(most);
  for (const int most : {2000, 2001}) values.mutable_groups()->add_max_points(most);
  values.set_total_max_points(10000);
  ASSERT_TRUE(TidyValues("", Definition(), values).ok());
  EXPECT_EQ(values.SerializeAsString(), tidy.SerializeAsString());
}

TEST(ScoreValues, WhateverColumnsAreTakenTheScoreTheyMakeHasTheSameOnes) {
  std::mt19937 random(766);
  int taken = 0;
  for (int round = 0; round < 5'000; ++round) {
    ScoreValues values;
    const auto fill = [&](auto* column, uint32_t most) {
      for (uint32_t left = random() % 5; left > 0; --left) column->Add(random() % most);
    };
    reporting::v1::OriginColumns& origins = *values.mutable_origins();
    fill(values.mutable_statuses(), 7);
    fill(values.mutable_numerators(), 4);
    fill(values.mutable_denominators(), 4);
    fill(values.mutable_points(), 3);
    fill(values.mutable_max_points(), 2);
    fill(origins.mutable_bases(), 4);
    fill(origins.mutable_parts_expected(), 3);
    fill(origins.mutable_parts_missing(), 2);
    fill(origins.mutable_capped(), 2);
    fill(origins.mutable_inherited_from(), 3);
    for (const char* code : {"H44", "H45"}) origins.add_sources()->set_code(code);
    if (random() % 2 == 0) fill(values.mutable_groups()->mutable_statuses(), 7);
    if (random() % 2 == 0) fill(values.mutable_groups()->mutable_points(), 3);
    if (random() % 2 == 0) fill(values.mutable_groups()->mutable_max_points(), 2);
    values.set_total_points(random() % 3);
    values.set_total_max_points(random() % 2 * 10'000);
    values.set_band(random() % 3);
    if (!TidyValues("", Definition(), values).ok()) continue;
    ++taken;
    const auto again = PackScore("", UnpackScore(values, Definition()), Definition());
    ASSERT_TRUE(again.ok()) << again.status() << values.ShortDebugString();
    ASSERT_EQ(again->SerializeAsString(), values.SerializeAsString()) << values.ShortDebugString();
  }
  EXPECT_GT(taken, 100);
}

TEST(ScoreValues, AScoreThatIsNotOfItsDefinitionIsRefused) {
  const auto fault = [](auto change) {
    Score score = EmptyScore();
    change(score);
    return std::string(PackScore("at.", score, Definition()).status().message());
  };
  EXPECT_THAT(fault([](auto& s) { s.mutable_indicators()->RemoveLast(); }), HasSubstr("at.indicators: "));
  EXPECT_THAT(fault([](auto& s) { s.mutable_indicators(0)->set_code("X"); }), HasSubstr("at.indicators: "));
  EXPECT_THAT(fault([](auto& s) { s.mutable_indicators(0)->set_points(-1); }),
              HasSubstr("at.indicators[0]: "));
  EXPECT_THAT(fault([](auto& s) { s.add_groups(); }), HasSubstr("at.groups: "));
  EXPECT_THAT(fault([](auto& s) { s.mutable_groups(1)->set_code("X"); }), HasSubstr("at.groups: "));
  EXPECT_THAT(fault([](auto& s) { s.set_band("no band"); }), HasSubstr("at.band: "));
  EXPECT_THAT(fault([](auto& s) { s.set_total_points(-1); }), HasSubstr("at.total_points: "));
}

TEST(ScoreValues, AColumnThatHoldsWhatItMayNotIsNamed) {
  const auto fault = [](auto change) {
    ScoreValues values;
    change(values);
    const std::string message(TidyValues("", Definition(), values).message());
    return message.substr(0, message.find(':'));
  };
  EXPECT_EQ(fault([](auto& v) { v.mutable_statuses()->Resize(5, 1); }), "statuses");
  EXPECT_EQ(fault([](auto& v) { v.add_statuses(99); }), "statuses[0]");
  EXPECT_EQ(fault([](auto& v) { v.add_numerators((1ULL << 63) + 1); }), "numerators[0]");
  EXPECT_EQ(fault([](auto& v) { v.add_denominators((1ULL << 63) + 1); }), "denominators[0]");
  EXPECT_EQ(fault([](auto& v) { v.add_points((1U << 31) + 1); }), "points[0]");
  EXPECT_EQ(fault([](auto& v) { v.mutable_origins()->add_bases(99); }), "origins.bases[0]");
  EXPECT_EQ(fault([](auto& v) { v.mutable_origins()->add_parts_expected(1U << 31); }),
            "origins.parts_expected[0]");
  EXPECT_EQ(fault([](auto& v) { v.mutable_origins()->add_parts_missing(1); }), "origins.parts_missing[0]");
  EXPECT_EQ(fault([](auto& v) { v.mutable_origins()->mutable_capped()->Resize(5, true); }), "origins.capped");
  EXPECT_EQ(fault([](auto& v) { v.mutable_origins()->add_inherited_from(1); }), "origins.inherited_from[0]");
  EXPECT_EQ(fault([](auto& v) { v.mutable_origins()->add_sources()->set_code("a b"); }),
            "origins.sources[0].code");
  EXPECT_EQ(fault([](auto& v) { v.add_max_points(-1); }), "max_points[0]");
  EXPECT_EQ(fault([](auto& v) { v.mutable_groups()->mutable_statuses()->Resize(3, 1); }), "groups.statuses");
  EXPECT_EQ(fault([](auto& v) { v.mutable_groups()->add_points((1U << 31) + 1); }), "groups.points[0]");
  EXPECT_EQ(fault([](auto& v) { v.mutable_groups()->add_max_points(-1); }), "groups.max_points[0]");
  EXPECT_EQ(fault([](auto& v) { v.set_total_status(99); }), "total_status");
  EXPECT_EQ(fault([](auto& v) { v.set_total_points((1U << 31) + 1); }), "total_points");
  EXPECT_EQ(fault([](auto& v) { v.set_total_max_points(-1); }), "total_max_points");
  EXPECT_EQ(fault([](auto& v) { v.set_band(3); }), "band");
}

TEST(ScoreValues, WhatANationIsTheMeanOfHasItsBounds) {
  const auto fault = [](auto change) {
    ScoreValues values;
    change(*values.mutable_mean());
    return std::string(TidyValues("at.", Definition(), values).message());
  };
  EXPECT_THAT(fault([](auto& mean) { mean.set_mean_of(-1); }), HasSubstr("at.mean.mean_of: must be 0 to"));
  EXPECT_THAT(fault([](auto& mean) { mean.set_missing_count(-1); }), HasSubstr("at.mean.missing_count"));
  EXPECT_THAT(fault([](auto& mean) { mean.add_missing_units()->set_code("?"); }),
              HasSubstr("at.mean.missing_units[0]."));
  ScoreValues values;
  values.mutable_mean();
  ASSERT_TRUE(TidyValues("", Definition(), values).ok());
  EXPECT_FALSE(values.has_mean());
}

}  // namespace
}  // namespace chiso
