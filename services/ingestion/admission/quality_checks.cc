#include "services/ingestion/admission/quality_checks.h"

#include <algorithm>

#include "services/ingestion/admission/rules/field_rules.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the checks are this file's vocabulary.

bool IsPaidOnline(const rv1::Dossier& dossier) {
  return dossier.payment() == rv1::PAYMENT_NATIONAL_PORTAL || dossier.payment() == rv1::PAYMENT_LOCAL_GATEWAY;
}

bool IsDone(const rv1::Dossier& dossier) {
  return dossier.status() == rv1::DOSSIER_STATUS_FINISHED || dossier.status() == rv1::DOSSIER_STATUS_RETURNED;
}

bool IsPaused(const rv1::Dossier& dossier) {
  return dossier.status() == rv1::DOSSIER_STATUS_SUPPLEMENT_AWAITED ||
         dossier.status() == rv1::DOSSIER_STATUS_PAYMENT_AWAITED ||
         dossier.status() == rv1::DOSSIER_STATUS_STOPPED || !dossier.supplements().empty();
}

bool HasSameTimes(const rv1::Dossier& dossier) {
  return dossier.submit_time().seconds() == dossier.receive_time().seconds();
}

void AddExample(std::vector<std::string>& examples, const std::string& code) {
  if (examples.size() == QualityChecks::kMaxExamples) return;
  if (std::find(examples.begin(), examples.end(), code) == examples.end()) examples.push_back(code);
}

}  // namespace

void QualityChecks::Tally::Add(const Tally& later) {
  count += later.count;
  of_count += later.of_count;
  for (const std::string& code : later.examples) AddExample(examples, code);
}

void QualityChecks::Note(Oddity check, bool could, bool fails, const std::string& code) {
  if (!could) return;
  Tally& tally = tallies_[check];
  ++tally.of_count;
  if (!fails) return;
  ++tally.count;
  AddExample(tally.examples, code);
}

void QualityChecks::Add(const rv1::Dossier& d) {
  ++dossiers_;
  const auto note = [&](Oddity check, bool could, bool fails) { Note(check, could, fails, d.code()); };
  const bool done = IsDone(d);
  const bool has_fee = d.fees().line_count() > 0;
  const bool free_of_charge = has_fee && d.fees().amount() == 0;
  note(ODDITY_FINISHED_WITHOUT_END, done, !d.has_process_end_time());
  note(ODDITY_RESULT_IS_INPUT, d.results().count() > 0, d.results().input_file_count() > 0);
  note(ODDITY_PAID_ONLINE_AT_COUNTER, IsPaidOnline(d), d.channel() == rv1::CHANNEL_DIRECT);
  note(ODDITY_PAID_WITHOUT_FEE, IsPaidOnline(d), free_of_charge);
  note(ODDITY_IDENTITY_PLACEHOLDER, d.identity() != rv1::IDENTITY_KIND_UNSPECIFIED,
       d.identity() == rv1::IDENTITY_KIND_PLACEHOLDER);
  note(ODDITY_UNIT_BY_NAME, true, d.unit_code().empty());
  note(ODDITY_CODE_LEGACY, true, !IsPrescribedDossierCode(d.code()));
  note(ODDITY_ALWAYS_SUBMITTED_WHEN_RECEIVED, d.has_submit_time() && d.has_receive_time(), HasSameTimes(d));
  note(ODDITY_ALWAYS_DIGITISED, d.has_has_digitised_component(), d.has_digitised_component());
  note(ODDITY_ALWAYS_ALL_DIGITISED, d.components().count() > 0,
       d.components().digitised_count() == d.components().count());
  note(ODDITY_ALWAYS_PAID_ONLINE, done && d.fees().amount() > 0, IsPaidOnline(d));
  // Systems that send a constant send one code, and the same for every procedure.
  note(ODDITY_ALWAYS_SAME_DATABASES, !d.database_codes().empty(),
       d.database_codes_size() == 1 && d.database_codes(0) == "7");
  note(ODDITY_NEVER_COMPONENTS, true, d.components().count() == 0);
  note(ODDITY_NEVER_FEES, true, !has_fee);
  note(ODDITY_NEVER_RESULTS, done, d.results().count() == 0);
  note(ODDITY_NEVER_PAUSED, true, !IsPaused(d));
}

}  // namespace chiso
