#include "services/ingestion/admission/quality_checks.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the checks are this file's vocabulary.
using namespace testing;        // NOLINT: the samples are this file's vocabulary.
using ::testing::ElementsAre;

rv1::Dossier Dossier(const std::string& change = "") {
  return SampleOf(rv1::RECORD_KIND_DOSSIER, absl::StrCat("dossier { ", change, " }")).dossier();
}

// `count/of_count`.
std::string Tally(Oddity check, const std::vector<rv1::Dossier>& dossiers) {
  QualityChecks checks;
  for (const rv1::Dossier& dossier : dossiers) checks.Add(dossier);
  return absl::StrCat(checks.tally(check).count, "/", checks.tally(check).of_count);
}

// Of each check, as Made takes it: a dossier that shows it, one that could but does not, and one that could
// not; the last is empty where every dossier could.
struct Example {
  std::string shows;
  std::string could;
  std::string could_not;
};

std::map<Oddity, Example> Examples() {
  return {
      {ODDITY_FINISHED_WITHOUT_END,
       {"-process_end_time status: DOSSIER_STATUS_FINISHED", "", "status: DOSSIER_STATUS_PROCESSING"}},
      {ODDITY_RESULT_IS_INPUT, {"", "-results results { count: 2 file_count: 1 }", "-results"}},
      {ODDITY_PAID_ONLINE_AT_COUNTER, {"channel: CHANNEL_DIRECT", "", "payment: PAYMENT_OTHER"}},
      {ODDITY_PAID_WITHOUT_FEE,
       {"-fees payment: PAYMENT_LOCAL_GATEWAY fees { line_count: 1 zero_count: 1 }", "",
        "payment: PAYMENT_NONE"}},
      {ODDITY_IDENTITY_PLACEHOLDER, {"identity: IDENTITY_KIND_PLACEHOLDER", "", "-identity"}},
      {ODDITY_UNIT_BY_NAME, {"-unit_code", "", ""}},
      {ODDITY_CODE_LEGACY, {"code: 'HS-1'", "", ""}},
      {ODDITY_ALWAYS_SUBMITTED_WHEN_RECEIVED, {"", "submit_time @\"2026-08-03 11:59:59\"", "-submit_time"}},
      {ODDITY_ALWAYS_DIGITISED, {"", "has_digitised_component: false", "-has_digitised_component"}},
      {ODDITY_ALWAYS_ALL_DIGITISED,
       {"-components components { count: 2 digitised_count: 2 }", "", "-components"}},
      {ODDITY_ALWAYS_PAID_ONLINE, {"", "payment: PAYMENT_OTHER", "-fees"}},
      {ODDITY_ALWAYS_SAME_DATABASES, {"", "database_codes: '8'", "-database_codes"}},
      {ODDITY_NEVER_COMPONENTS, {"-components", "", ""}},
      {ODDITY_NEVER_FEES, {"-fees", "", ""}},
      {ODDITY_NEVER_RESULTS, {"-results", "", "-results status: DOSSIER_STATUS_PROCESSING"}},
      {ODDITY_NEVER_PAUSED, {"-supplements", "", ""}},
  };
}

// The sample without the fields that words with a dash name, and with the rest merged into it.
rv1::Dossier Made(const std::string& text) {
  rv1::Dossier dossier = Dossier();
  std::string change = text;
  while (!change.empty() && change[0] == '-') {
    const size_t end = change.find(' ');
    const std::string field = change.substr(1, end == std::string::npos ? end : end - 1);
    const auto* const descriptor = rv1::Dossier::descriptor()->FindFieldByName(field);
    if (descriptor == nullptr) {
      ADD_FAILURE() << field;
      return dossier;
    }
    dossier.GetReflection()->ClearField(&dossier, descriptor);
    change = end == std::string::npos ? "" : change.substr(end + 1);
  }
  dossier.MergeFrom(Parse("dossier {}", absl::StrCat("dossier { ", change, " }")).dossier());
  return dossier;
}

TEST(QualityChecksTest, EachIsCountedAmongThoseThatCouldShowIt) {
  const std::map<Oddity, Example> examples = Examples();
  for (int number = Oddity_MIN + 1; number <= Oddity_MAX; ++number) {
    const auto check = static_cast<Oddity>(number);
    ASSERT_EQ(examples.count(check), 1) << Oddity_Name(check);
    const Example& example = examples.at(check);
    EXPECT_EQ(Tally(check, {Made(example.shows)}), "1/1") << Oddity_Name(check);
    EXPECT_EQ(Tally(check, {Made(example.could)}), "0/1") << Oddity_Name(check);
    if (example.could_not.empty()) continue;
    EXPECT_EQ(Tally(check, {Made(example.could_not)}), "0/0") << Oddity_Name(check);
    EXPECT_EQ(Tally(check,
                    {Made(example.shows), Made(example.could), Made(example.could_not), Made(example.shows)}),
              "2/3")
        << Oddity_Name(check);
  }
}

TEST(QualityChecksTest, PauseShowsInStateOrSupplements) {
  for (const char* const state : {"SUPPLEMENT_AWAITED", "PAYMENT_AWAITED", "STOPPED"}) {
    EXPECT_EQ(Tally(ODDITY_NEVER_PAUSED, {Made(absl::StrCat("-supplements status: DOSSIER_STATUS_", state))}),
              "0/1")
        << state;
  }
}

TEST(QualityChecksTest, OneOfSeveralDatabasesIsNoConstant) {
  EXPECT_EQ(Tally(ODDITY_ALWAYS_SAME_DATABASES, {Made("-database_codes database_codes: '7'")}), "1/1");
  EXPECT_EQ(Tally(ODDITY_ALWAYS_SAME_DATABASES, {Made("-database_codes database_codes: '8'")}), "0/1");
}

TEST(QualityChecksTest, ExamplesAreTheFirstFiveDossiers) {
  QualityChecks checks;
  EXPECT_TRUE(checks.empty());
  for (const int number : {1, 2, 2, 3, 1, 4, 5, 6}) checks.Add(Made(absl::StrCat("code: 'HS-", number, "'")));
  EXPECT_FALSE(checks.empty());
  EXPECT_EQ(checks.tally(ODDITY_CODE_LEGACY).count, 8);
  EXPECT_THAT(checks.tally(ODDITY_CODE_LEGACY).examples, ElementsAre("HS-1", "HS-2", "HS-3", "HS-4", "HS-5"));
}

TEST(QualityChecksTest, ExamplesOfManyBatchesStayFive) {
  QualityChecks::Tally sum;
  for (int batch = 0; batch < 4; ++batch) {
    QualityChecks checks;
    for (int i = 0; i < 3; ++i) checks.Add(Made(absl::StrCat("code: 'HS-", 2 * batch + i, "'")));
    sum.Add(checks.tally(ODDITY_CODE_LEGACY));
  }
  EXPECT_EQ(sum.count, 12);
  EXPECT_EQ(sum.of_count, 12);
  EXPECT_THAT(sum.examples, ElementsAre("HS-0", "HS-1", "HS-2", "HS-3", "HS-4"));
}

}  // namespace
}  // namespace chiso
