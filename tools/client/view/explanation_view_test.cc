#include "tools/client/view/explanation_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/text.h"
#include "tools/client/words/explanation_words.h"

namespace chiso {
namespace {

using google::protobuf::TextFormat;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

scoring::v1::DossierExplanation Explanation(const std::string& more = "") {
  scoring::v1::DossierExplanation explanation;
  EXPECT_TRUE(TextFormat::ParseFromString(
      R"pb(
            code: "H44.10-260803-0001"
            sender: "igate"
            revision: 5
            status: DOSSIER_STATUS_PROCESSING
            named_unit: "UBND xã Một"
            unit_basis: UNIT_BASIS_SENDER_ALIAS
            unit_code: "H44.10"
            authority_code: "H44"
            procedure_code: "2.000815"
            receive_time { seconds: 1785715200 }
            due_time { seconds: 1785801600 }
            due_basis: DUE_BASIS_OWN
            late_time { seconds: 1785862800 }
            late_basis: LATE_BASIS_DUE_TIME
            late: true
            days_late: 2
            pauses {
              begin_time { seconds: 1785715300 }
              end_time { seconds: 1785715400 }
            }
            pauses { begin_time { seconds: 1785974400 } }
            periods {
              period: "2026-Q3"
              populations: [ POPULATION_RECEIVED, POPULATION_IN_PROCESS ]
              late: true
              shares { indicator: "ON_TIME" denominator: 1 }
            }
            periods {
              period: "2026-08"
              populations: [ POPULATION_RECEIVED, POPULATION_IN_PROCESS ]
              shares { indicator: "ON_TIME" numerator: 1 denominator: 1 }
            }
            definition_id: "766-2026"
            positions { log: "main" sequence: 90 }
            as_of_time { seconds: 1785974400 })pb" +
          more,
      &explanation));
  return explanation;
}

TEST(ExplanationView, SaysHowItCountsInPeoplesWords) {
  const std::string text = ExplanationText(Explanation("points_at_risk: 66667"), "", Language::kEnglish);
  EXPECT_THAT(text, AllOf(HasSubstr("H44.10, by a name that the sender gives it (UBND xã Một)\n"),
                          HasSubstr("still open\n"), HasSubstr("2026-08-04 07:00, its own\n"),
                          HasSubstr("since 2026-08-06 07:00\n"), HasSubstr("Late since:"),
                          HasSubstr("2026-08-05, the due time passed\n"), HasSubstr("0.066667\n")));
  EXPECT_THAT(text, AllOf(HasSubstr("2026-Q3  received, in process  yes\n"),
                          HasSubstr("All records up to main 90."), Not(HasSubstr("Remarkable"))));
}

TEST(ExplanationView, ShowsTheLastMonthOrThePeriodThatIsAskedFor) {
  EXPECT_THAT(ExplanationText(Explanation(), "", Language::kEnglish),
              HasSubstr("What it gives to each indicator in 2026-08\n"));
  const std::string quarter = ExplanationText(Explanation(), "2026-Q3", Language::kVietnamese);
  EXPECT_THAT(quarter, HasSubstr("Đóng góp vào từng chỉ số trong kỳ 2026-Q3\n"));
  EXPECT_THAT(ExplanationText(Explanation(), "2025", Language::kVietnamese),
              HasSubstr("Không có số liệu phù hợp."));
}

TEST(ExplanationView, SaysWhatIsRemarkable) {
  scoring::v1::DossierExplanation explanation;
  explanation.set_code("X1");
  explanation.add_findings(scoring::v1::DOSSIER_FINDING_NOT_IN_FORCE);
  EXPECT_THAT(ExplanationText(explanation, "", Language::kEnglish),
              AllOf(HasSubstr("  No record of it is in force.\n"), HasSubstr("It counts in no period."),
                    Not(HasSubstr("still open"))));
}

template <typename Enum>
void ExpectWords(int first, int size, absl::string_view (*text)(Language, Enum)) {
  for (const Language language : {Language::kEnglish, Language::kVietnamese}) {
    std::set<absl::string_view> texts;
    for (int value = first; value < size; ++value) {
      const absl::string_view said = text(language, static_cast<Enum>(value));
      EXPECT_TRUE(IsCleanText(said)) << value;
      EXPECT_FALSE(said.empty()) << value;
      EXPECT_TRUE(texts.insert(said).second) << said;
    }
    EXPECT_EQ(text(language, static_cast<Enum>(size)), "");
  }
}

TEST(ExplanationWords, EveryValueHasWords) {
  ExpectWords(0, scoring::v1::UnitBasis_ARRAYSIZE, &UnitBasisText);
  ExpectWords(0, scoring::v1::EndBasis_ARRAYSIZE, &EndBasisText);
  ExpectWords(0, scoring::v1::DueBasis_ARRAYSIZE, &DueBasisText);
  ExpectWords(1, scoring::v1::LateBasis_ARRAYSIZE, &LateBasisText);
  ExpectWords(1, scoring::v1::DossierFinding_ARRAYSIZE, &FindingText);
  ExpectWords(1, index::v1::Population_ARRAYSIZE, &PopulationText);
}

}  // namespace
}  // namespace chiso
