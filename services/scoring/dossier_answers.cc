#include "services/scoring/dossier_answers.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/page.h"
#include "common/period.h"
#include "common/text.h"
#include "common/unseen.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/question.h"

namespace chiso {
namespace {

namespace sv1 = scoring::v1;
using core::CaseView;
using core::Course;

constexpr int kDefaultPageSize = 100;
constexpr int kMaxPageSize = 1000;
// No term of any procedure is longer than a year.
constexpr int kMaxDueWithinDays = 365;
// What one call looks at: some hundredths of a second, for which records wait to be applied.
constexpr int64_t kMaxLookedAt = 20'000;

// The core's enums have the contract's numbers, so values convert by a cast.
static_assert(static_cast<int>(core::Condition::kWithoutResult) == sv1::DossierFilter_MAX);
static_assert(static_cast<int>(core::Condition::kOverdue) == sv1::DOSSIER_FILTER_OVERDUE);
static_assert(static_cast<int>(core::UnitBasis::kCommonAlias) == sv1::UnitBasis_MAX);
static_assert(static_cast<int>(core::UnitBasis::kSenderAlias) == sv1::UNIT_BASIS_SENDER_ALIAS);
static_assert(static_cast<int>(core::EndBasis::kUnknown) == sv1::EndBasis_MAX);
static_assert(static_cast<int>(core::EndBasis::kReturnTime) == sv1::END_BASIS_RETURN_TIME);
static_assert(static_cast<int>(core::Population::kFinished) == index::v1::POPULATION_FINISHED);

google::protobuf::Timestamp TimeOf(core::Moment moment) {
  google::protobuf::Timestamp time;
  time.set_seconds(moment);
  return time;
}

record::v1::DossierStatus StatusOf(const CaseView& view) {
  return static_cast<record::v1::DossierStatus>(view.brief.status);
}

core::DossierQuestion QuestionOf(const sv1::ListDossiersRequest& request) {
  core::DossierQuestion question{.condition = static_cast<core::Condition>(request.filter()),
                                 .due_within_days = request.due_within_days(),
                                 .received = Period::Parse(request.period()),
                                 .status = std::nullopt};
  if (request.status() != record::v1::DOSSIER_STATUS_UNSPECIFIED) {
    question.status = static_cast<core::DossierStatus>(request.status());
  }
  return question;
}

// All offices that bear the code at any time, and those below it in the period.
std::vector<core::OfficeId> OfficesOf(const core::Ledger& ledger, const sv1::ListDossiersRequest& request) {
  std::vector<core::OfficeId> offices;
  for (const core::Unit* const unit : ledger.units().Bearing(request.unit_code())) {
    offices.push_back(ledger.offices().Of(unit->key));
  }
  if (request.scope() == record::v1::SCOPE_SUBTREE) {
    const Period period =
        Period::Parse(request.period()).value_or(Period::Month(core::MonthOf(core::MonthAt(ledger.as_of()))));
    const core::Tree& tree = ledger.offices().TreeIn(period);
    const int32_t top = tree.Of(ledger.offices().In(request.unit_code(), period));
    for (int32_t place = top; top >= 0 && place < tree.places[top].end; ++place) {
      offices.push_back(tree.places[place].office);
    }
  }
  std::sort(offices.begin(), offices.end());
  offices.erase(std::unique(offices.begin(), offices.end()), offices.end());
  return offices;
}

sv1::DossierSummary SummaryOf(const CaseView& view, const Course& course, core::Moment as_of,
                              core::PointsAtRisk& points_at_risk) {
  sv1::DossierSummary summary;
  summary.set_code(view.code);
  summary.set_procedure_code(view.procedure_code);
  summary.set_status(StatusOf(view));
  *summary.mutable_receive_time() = TimeOf(course.receive);
  if (course.due) *summary.mutable_due_time() = TimeOf(*course.due);
  if (course.end) *summary.mutable_end_time() = TimeOf(*course.end);
  summary.set_days_late(core::DaysLate(course, as_of));
  summary.set_has_result_file(view.brief.flags.Has(core::DossierFlag::kResultFile));
  summary.set_sender(view.sender);
  summary.set_revision(view.revision);
  summary.set_unit_code(view.stands.codes.empty() ? view.named_unit : view.stands.codes.front());
  if (core::IsLate(course, as_of)) *summary.mutable_late_time() = TimeOf(*course.late);
  if (const auto points = points_at_risk.Of(view, course)) summary.set_points_at_risk(*points);
  return summary;
}

sv1::DueBasis DueBasisOf(const core::Brief& dossier, const Course& course) {
  if (!course.due) return sv1::DUE_BASIS_UNSPECIFIED;
  if (dossier.due == course.due) return sv1::DUE_BASIS_OWN;
  const bool supplement =
      std::any_of(dossier.supplements.begin(), dossier.supplements.end(),
                  [&course](const core::Supplement& each) { return each.new_due == course.due; });
  return supplement ? sv1::DUE_BASIS_SUPPLEMENT : sv1::DUE_BASIS_PROCEDURE;
}

// Of a dossier that was received.
void ExplainCourse(const CaseView& view, const Course& course, core::Moment as_of,
                   sv1::DossierExplanation& explanation) {
  if (course.end) *explanation.mutable_end_time() = TimeOf(*course.end);
  explanation.set_end_basis(static_cast<sv1::EndBasis>(course.end_basis));
  for (const core::Pause& pause : course.pauses) {
    sv1::DossierPause& told = *explanation.add_pauses();
    *told.mutable_begin_time() = TimeOf(pause.begin);
    if (pause.end != core::kNever) *told.mutable_end_time() = TimeOf(pause.end);
  }
  if (course.due) *explanation.mutable_due_time() = TimeOf(*course.due);
  explanation.set_due_basis(DueBasisOf(view.brief, course));
  if (course.late) {
    *explanation.mutable_late_time() = TimeOf(*course.late);
    explanation.set_late_basis(course.late_by_requests ? sv1::LATE_BASIS_SECOND_REQUEST
                                                       : sv1::LATE_BASIS_DUE_TIME);
  }
  explanation.set_late(core::IsLate(course, as_of));
  explanation.set_days_late(core::DaysLate(course, as_of));
}

void ExplainShares(const core::Ledger& ledger, const core::IndexDefinition& definition, const CaseView& view,
                   const Course& course, sv1::DossierExplanation& explanation) {
  int32_t omitted = 0;
  for (const core::PeriodShares& of_period : core::SharesOf(ledger, definition, view, course, omitted)) {
    sv1::DossierPeriod& told = *explanation.add_periods();
    told.set_period(of_period.period.ToString());
    for (const core::Population population : of_period.populations) {
      told.add_populations(static_cast<index::v1::Population>(population));
    }
    told.set_late(of_period.late);
    for (const core::Share& share : of_period.shares) {
      sv1::IndicatorShare& of_indicator = *told.add_shares();
      of_indicator.set_indicator(share.indicator->code);
      of_indicator.set_numerator(share.numerator);
      of_indicator.set_denominator(share.denominator);
    }
  }
  explanation.set_omitted_month_count(omitted);
}

// Of a dossier that was received: what is remarkable about where it stands and how it went, in order.
void AddFindings(const core::Ledger& ledger, const CaseView& view, const Course& course,
                 sv1::DossierExplanation& explanation) {
  const bool placed = view.stands.office != core::kNoOffice;
  if (!placed) explanation.add_findings(sv1::DOSSIER_FINDING_UNIT_UNKNOWN);
  if (course.end_basis == core::EndBasis::kUnknown) {
    explanation.add_findings(sv1::DOSSIER_FINDING_END_UNKNOWN);
  }
  if (placed && view.procedure == nullptr) explanation.add_findings(sv1::DOSSIER_FINDING_PROCEDURE_UNKNOWN);
  if (!course.due) explanation.add_findings(sv1::DOSSIER_FINDING_NO_DUE_TIME);
  const Period month = Period::Month(core::MonthOf(core::MonthAt(ledger.as_of())));
  if (placed && !course.end && ledger.offices().TreeIn(month).Of(view.stands.office) < 0) {
    explanation.add_findings(sv1::DOSSIER_FINDING_OFFICE_ENDED);
  }
}

absl::Status Choice(absl::string_view field, bool known) {
  if (known) return absl::OkStatus();
  return InvalidArgument(field, "has a value that this service does not know");
}

}  // namespace

absl::Status Check(const sv1::ListDossiersRequest& request) {
  if (!IsUnitCode(request.unit_code())) {
    return InvalidArgument(
        "unit_code",
        NamingUnseen("must be 1 to 40 characters of A-Z, a-z, 0-9, '.', '-' and '_'", request.unit_code()));
  }
  if (!request.period().empty() && !Period::Parse(request.period())) {
    return InvalidArgument("period",
                           "must be like 2026-08, 2026-Q3, 2026-H2 or 2026, of the years 1900 to 2199");
  }
  absl::Status status = Choice("filter", sv1::DossierFilter_IsValid(request.filter()));
  if (status.ok()) status = Choice("scope", record::v1::Scope_IsValid(request.scope()));
  if (status.ok()) status = Choice("status", record::v1::DossierStatus_IsValid(request.status()));
  if (!status.ok()) return status;
  if (request.due_within_days() < 0 || request.due_within_days() > kMaxDueWithinDays) {
    return InvalidArgument("due_within_days", absl::StrCat("must be 0 to ", kMaxDueWithinDays));
  }
  if (request.page_size() < 0 || request.page_size() > kMaxPageSize) {
    return InvalidArgument("page_size", absl::StrCat("must be 0 to ", kMaxPageSize));
  }
  if (!request.page_token().empty() && !IsLongCode(request.page_token())) {
    return InvalidArgument("page_token", "must be the next_page_token of an answer");
  }
  return absl::OkStatus();
}

absl::Status Check(const sv1::ExplainDossierRequest& request) {
  if (IsLongCode(request.code())) return absl::OkStatus();
  return InvalidArgument("code", "must be 1 to 64 characters of A-Z, a-z, 0-9, '.', '-', '_' and '/'");
}

sv1::ListDossiersResponse ListDossiers(const core::Ledger& ledger, const core::IndexDefinition& definition,
                                       const sv1::ListDossiersRequest& request) {
  const core::DossierQuestion question = QuestionOf(request);
  const core::Moment as_of = ledger.as_of();
  core::PointsAtRisk points_at_risk(ledger, definition);
  PageRoom room(request.page_size() == 0 ? kDefaultPageSize : request.page_size());
  sv1::ListDossiersResponse response;
  const auto take = [&](const CaseView& view) {
    const Course course = view.CourseUnder(definition.choices);
    if (!core::IsAskedFor(question, view, course, as_of)) return true;
    sv1::DossierSummary summary = SummaryOf(view, course, as_of, points_at_risk);
    if (!room.Take(summary.ByteSizeLong())) return false;
    *response.add_dossiers() = std::move(summary);
    return true;
  };
  const std::optional<std::string> next =
      ledger.cases().Walk(OfficesOf(ledger, request), request.unit_code(), definition.choices,
                          request.page_token(), kMaxLookedAt, take);
  response.set_next_page_token(next.value_or(""));
  return response;
}

absl::StatusOr<sv1::DossierExplanation> ExplainDossier(const core::Ledger& ledger,
                                                       const core::IndexDefinition& definition,
                                                       const sv1::ExplainDossierRequest& request) {
  const std::optional<CaseView> view = ledger.cases().Find(request.code(), definition.choices);
  if (!view) return absl::NotFoundError(absl::StrCat("code: there is no dossier ", request.code()));
  sv1::DossierExplanation explanation;
  explanation.set_code(request.code());
  explanation.set_revision(view->revision);
  if (view->revision > 0) explanation.set_sender(view->sender);
  explanation.set_definition_id(definition.id);
  if (!view->is_in_force) {
    explanation.add_findings(sv1::DOSSIER_FINDING_NOT_IN_FORCE);
    return explanation;
  }
  explanation.set_status(StatusOf(*view));
  explanation.set_named_unit(view->named_unit);
  explanation.set_procedure_code(view->procedure_code);
  if (view->brief.receive) *explanation.mutable_receive_time() = TimeOf(*view->brief.receive);
  if (!view->is_received) {
    explanation.add_findings(sv1::DOSSIER_FINDING_NOT_RECEIVED);
    return explanation;
  }
  const Course course = view->CourseUnder(definition.choices);
  explanation.set_unit_basis(static_cast<sv1::UnitBasis>(view->stands.basis));
  explanation.set_authority_code(view->stands.authority);
  if (!view->stands.codes.empty()) explanation.set_unit_code(view->stands.codes.front());
  AddFindings(ledger, *view, course, explanation);
  ExplainCourse(*view, course, ledger.as_of(), explanation);
  if (view->stands.office == core::kNoOffice) return explanation;
  if (const auto points = core::PointsAtRisk(ledger, definition).Of(*view, course)) {
    explanation.set_points_at_risk(*points);
  }
  ExplainShares(ledger, definition, *view, course, explanation);
  return explanation;
}

}  // namespace chiso
