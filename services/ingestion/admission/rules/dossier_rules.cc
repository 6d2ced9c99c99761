// Dossiers and their progress.

#include "absl/time/time.h"
#include "common/text.h"
#include "common/unseen.h"
#include "services/ingestion/admission/rules/kind_rules.h"

namespace chiso::rules {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

constexpr int kMaxDatabases = 20;
constexpr int kMaxSupplements = 100;

// Before these states a dossier has not been received.
bool IsReceived(rv1::DossierStatus status) {
  return status != rv1::DOSSIER_STATUS_REGISTERED && status != rv1::DOSSIER_STATUS_REFUSED &&
         status != rv1::DOSSIER_STATUS_IN_TRANSIT;
}

Finding CheckUnit(const rv1::Dossier& dossier) {
  if (const std::string& name = dossier.unit_name(); !name.empty()) {
    if (auto f = Name("dossier.unit_name", name)) return f;
    if (dossier.unit_code().empty()) {
      if (!HidesUnitCode(name)) return {};
      return MakeVerdict(
          REASON_TEXT_MALFORMED, "dossier.unit_name",
          NamingUnseen("would be a unit's code without the blanks in it; send the code", name));
    }
  }
  if (dossier.unit_code().empty()) {
    return MakeVerdict(REASON_FIELD_MISSING, "dossier.unit_code", "must be given, or the unit's name");
  }
  return UnitOfCase("dossier.unit_code", dossier.unit_code());
}

Finding CheckValues(const rv1::Dossier& dossier) {
  if (auto f = Known("dossier.status", dossier.status(), rv1::DossierStatus_IsValid(dossier.status())))
    return f;
  if (auto f = KnownOrEmpty("dossier.channel", rv1::Channel_IsValid(dossier.channel()))) return f;
  if (auto f = KnownOrEmpty("dossier.payment", rv1::Payment_IsValid(dossier.payment()))) return f;
  if (auto f = KnownOrEmpty("dossier.applicant_kind", rv1::ApplicantKind_IsValid(dossier.applicant_kind()))) {
    return f;
  }
  return KnownOrEmpty("dossier.identity", rv1::IdentityKind_IsValid(dossier.identity()));
}

Finding CheckTimes(const rv1::Dossier& dossier, absl::Time now) {
  if (!dossier.has_receive_time() && IsReceived(dossier.status())) {
    return MakeVerdict(REASON_FIELD_MISSING, "dossier.receive_time",
                       "must be given once a dossier is received");
  }
  if (auto f = PastTime("dossier.receive_time", dossier.has_receive_time(), dossier.receive_time(), now))
    return f;
  if (auto f = Time("dossier.due_time", dossier.has_due_time(), dossier.due_time())) return f;
  if (auto f = PastTime("dossier.process_end_time", dossier.has_process_end_time(),
                        dossier.process_end_time(), now))
    return f;
  if (auto f = PastTime("dossier.return_time", dossier.has_return_time(), dossier.return_time(), now))
    return f;
  if (auto f = PastTime("dossier.refuse_time", dossier.has_refuse_time(), dossier.refuse_time(), now))
    return f;
  return PastTime("dossier.submit_time", dossier.has_submit_time(), dossier.submit_time(), now);
}

Finding CheckOrder(const rv1::Dossier& dossier) {
  const auto after_reception = [&](absl::string_view field, bool given,
                                   const google::protobuf::Timestamp& time) {
    return DaysInOrder(field, given && dossier.has_receive_time(), dossier.receive_time(), time,
                       "receive_time");
  };
  if (auto f = after_reception("dossier.due_time", dossier.has_due_time(), dossier.due_time())) return f;
  if (auto f = after_reception("dossier.process_end_time", dossier.has_process_end_time(),
                               dossier.process_end_time())) {
    return f;
  }
  if (auto f = after_reception("dossier.return_time", dossier.has_return_time(), dossier.return_time()))
    return f;
  if (auto f = DaysInOrder("dossier.receive_time", dossier.has_submit_time() && dossier.has_receive_time(),
                           dossier.submit_time(), dossier.receive_time(), "submit_time")) {
    return f;
  }
  return DaysInOrder("dossier.refuse_time", dossier.has_submit_time() && dossier.has_refuse_time(),
                     dossier.submit_time(), dossier.refuse_time(), "submit_time");
}

// Counts of which none exceeds the first.
Finding Part(absl::string_view field, int64_t part, int64_t whole) {
  if (part >= 0 && part <= whole) return {};
  return MakeVerdict(REASON_NUMBER_OUT_OF_RANGE, field, "must be 0 to the number of all");
}

Finding CheckComponents(const rv1::Components& components) {
  const int64_t count = components.count();
  if (auto f = Number("dossier.components.count", count, 0, kMaxItems)) return f;
  if (auto f = Part("dossier.components.digitised_count", components.digitised_count(), count)) return f;
  if (auto f = Part("dossier.components.reused_count", components.reused_count(), count)) return f;
  if (auto f = Part("dossier.components.reused_result_count", components.reused_result_count(), count))
    return f;
  return Part("dossier.components.storage_count", components.storage_count(), count);
}

Finding CheckResults(const rv1::Results& results) {
  const int64_t count = results.count();
  if (auto f = Number("dossier.results.count", count, 0, kMaxItems)) return f;
  if (auto f = Part("dossier.results.file_count", results.file_count(), count)) return f;
  if (auto f = Part("dossier.results.code_count", results.code_count(), count)) return f;
  return Part("dossier.results.input_file_count", results.input_file_count(), count);
}

Finding CheckFees(const rv1::Fees& fees) {
  if (auto f = Number("dossier.fees.line_count", fees.line_count(), 0, kMaxItems)) return f;
  if (auto f = Part("dossier.fees.zero_count", fees.zero_count(), fees.line_count())) return f;
  return Count("dossier.fees.amount", fees.amount());
}

// A fault is named by the field within the supplement.
Finding CheckSupplement(const rv1::Supplement& supplement, absl::Time now) {
  if (!supplement.has_request_time()) {
    return MakeVerdict(REASON_FIELD_MISSING, "request_time", "must be given");
  }
  if (auto f = PastTime("request_time", supplement.has_request_time(), supplement.request_time(), now))
    return f;
  if (auto f = PastTime("receive_time", supplement.has_receive_time(), supplement.receive_time(), now))
    return f;
  if (auto f = Time("previous_due_time", supplement.has_previous_due_time(), supplement.previous_due_time()))
    return f;
  if (auto f = Time("new_due_time", supplement.has_new_due_time(), supplement.new_due_time())) return f;
  return DaysInOrder("receive_time", supplement.has_receive_time(), supplement.request_time(),
                     supplement.receive_time(), "request_time");
}

Finding CheckLists(const rv1::Dossier& dossier, absl::Time now) {
  if (auto f = Length("dossier.database_codes", dossier.database_codes_size(), kMaxDatabases)) return f;
  for (const std::string& code : dossier.database_codes()) {
    if (auto f = Code("dossier.database_codes", code)) return f;
  }
  if (auto f = Length("dossier.supplements", dossier.supplements_size(), kMaxSupplements)) return f;
  for (int i = 0; i < dossier.supplements_size(); ++i) {
    if (auto f = CheckSupplement(dossier.supplements(i), now)) {
      f->set_field(absl::StrCat("dossier.supplements[", i, "].", f->field()));
      return f;
    }
  }
  return {};
}

}  // namespace

Finding CheckKey(const rv1::Dossier& dossier) { return RequiredLongCode("dossier.code", dossier.code()); }

Finding CheckContent(const rv1::Dossier& dossier, absl::Time now) {
  if (auto f = CheckUnit(dossier)) return f;
  if (auto f = RequiredCode("dossier.procedure_code", dossier.procedure_code())) return f;
  if (auto f = CheckValues(dossier)) return f;
  if (auto f = CheckTimes(dossier, now)) return f;
  if (auto f = CheckOrder(dossier)) return f;
  if (auto f = CheckComponents(dossier.components())) return f;
  if (auto f = CheckResults(dossier.results())) return f;
  if (auto f = CheckFees(dossier.fees())) return f;
  return CheckLists(dossier, now);
}

void AddWarnings(const rv1::Dossier& dossier, absl::Time, Verdicts& verdicts) {
  AddNameWarning("dossier.unit_name", dossier.unit_name(), verdicts);
  if (!IsPrescribedDossierCode(dossier.code())) {
    verdicts.push_back(MakeVerdict(REASON_CODE_LEGACY, "dossier.code",
                                   "is not a unit's code, a day and a number like H15.50.05.13-261008-0975"));
  }
  if (dossier.has_return_time() && dossier.has_process_end_time() &&
      DayNumberIn(dossier.return_time()) < DayNumberIn(dossier.process_end_time())) {
    verdicts.push_back(MakeVerdict(REASON_RETURNED_BEFORE_END, "dossier.return_time",
                                   "lies on a day before process_end_time"));
  }
}

std::string KeyText(const rv1::Dossier& dossier) { return dossier.code(); }

void KeepKey(rv1::Dossier& dossier) {
  rv1::Dossier key;
  key.mutable_code()->swap(*dossier.mutable_code());
  dossier = std::move(key);
}

Finding CheckKey(const rv1::ProgressLine& line) {
  if (auto f = RequiredLongCode("progress.dossier_code", line.dossier_code())) return f;
  if (!line.has_process_time()) {
    return MakeVerdict(REASON_FIELD_MISSING, "progress.process_time", "must be given");
  }
  if (auto f = Time("progress.process_time", line.has_process_time(), line.process_time())) return f;
  return KnownOrEmpty("progress.status", rv1::DossierStatus_IsValid(line.status()));
}

Finding CheckContent(const rv1::ProgressLine& line, absl::Time now) {
  if (auto f = PastTime("progress.process_time", line.has_process_time(), line.process_time(), now)) return f;
  if (auto f = PastTime("progress.start_time", line.has_start_time(), line.start_time(), now)) return f;
  if (auto f = Time("progress.due_time", line.has_due_time(), line.due_time())) return f;
  return DaysInOrder("progress.due_time", line.has_start_time() && line.has_due_time(), line.start_time(),
                     line.due_time(), "start_time");
}

std::string KeyText(const rv1::ProgressLine& line) {
  const absl::Time time =
      absl::FromUnixSeconds(line.process_time().seconds()) + absl::Nanoseconds(line.process_time().nanos());
  return absl::StrCat(line.dossier_code(), "@", absl::FormatTime(time, absl::UTCTimeZone()), "/",
                      line.status());
}

void KeepKey(rv1::ProgressLine& line) {
  line.clear_start_time();
  line.clear_due_time();
}

}  // namespace chiso::rules
