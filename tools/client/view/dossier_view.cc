#include "tools/client/view/dossier_view.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/csv.h"
#include "common/period.h"
#include "common/record/dossier_terms.h"
#include "tools/client/view/labels.h"
#include "tools/client/view/table.h"
#include "tools/client/words/ingestion_words.h"
#include "tools/client/words/local_numbers.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using google::protobuf::Timestamp;
using ingestion::v1::GetDossierResponse;
using ingestion::v1::ListDossierRevisionsResponse;
using ingestion::v1::StoredRecord;
using record::v1::Dossier;
using record::v1::DossierStatus;
using record::v1::ProgressLine;

absl::CivilDay DayIn(const Timestamp& time) { return DayOf(absl::FromUnixSeconds(time.seconds())); }

bool IsReceived(const Dossier& dossier) { return dossier.has_receive_time(); }

// How the dossier stands to its due day; days are compared, not times.
std::string TermText(const Dossier& dossier, absl::Time now, Language language) {
  const std::optional<Timestamp> due_time = DueTime(dossier);
  if (!due_time) {
    return IsReceived(dossier) ? std::string(Say(language, Text::kNoTerm)) : "";
  }
  const absl::CivilDay due = DayIn(*due_time);
  if (HasEnded(dossier.status())) {
    const std::optional<Timestamp> end = EndTime(dossier);
    if (!end) return std::string(Say(language, Text::kEndNotGiven));
    if (DayIn(*end) <= due) return std::string(Say(language, Text::kEndedInTime));
    return Say(language, Text::kEndedLate, DaysText(language, DayIn(*end) - due));
  }
  const absl::CivilDay today = DayOf(now);
  if (today > due) return Say(language, Text::kOverdueBy, DaysText(language, today - due));
  if (today == due) return std::string(Say(language, Text::kDueToday));
  return Say(language, Text::kDueIn, DaysText(language, due - today));
}

std::string SentText(const StoredRecord& stored, Language language) {
  return Say(language, Text::kSentIn, stored.sender(), stored.batch_id(),
             LocalMoment(language, stored.arrival_time()));
}

std::string RevisionText(int64_t revision, Language language) {
  return LocalMoment(language, ToTimestamp(absl::FromUnixMicros(revision)));
}

std::string ContentText(const StoredRecord& stored, absl::Time now, Language language) {
  const Dossier& dossier = stored.record().dossier();
  Labels lines(language);
  lines.Add(Text::kStatus, DossierStatusText(language, dossier.status()));
  lines.Add(Text::kTerm, TermText(dossier, now, language));
  lines.Add(Text::kProcedure, dossier.procedure_code());
  lines.Add(Text::kUnitCode, dossier.unit_code());
  lines.Add(Text::kUnitName, dossier.unit_name());
  lines.Add(Text::kChannel, ChannelText(language, dossier.channel()));
  lines.AddTime(Text::kSubmitTime, dossier.has_submit_time(), dossier.submit_time());
  lines.AddTime(Text::kReceiveTime, dossier.has_receive_time(), dossier.receive_time());
  const std::optional<Timestamp> due = DueTime(dossier);
  lines.AddTime(Text::kDueTime, due.has_value(), due.value_or(Timestamp()));
  lines.AddTime(Text::kEndTime, dossier.has_process_end_time(), dossier.process_end_time());
  lines.AddTime(Text::kReturnTime, dossier.has_return_time(), dossier.return_time());
  lines.AddTime(Text::kRefuseTime, dossier.has_refuse_time(), dossier.refuse_time());
  if (dossier.has_results()) {
    lines.Add(Text::kResultFile, Say(language, dossier.results().file_count() > 0 ? Text::kYes : Text::kNo));
  }
  lines.Add(Text::kSender, SentText(stored, language));
  lines.Add(Text::kRevision, RevisionText(stored.record().revision(), language));
  return lines.ToString();
}

std::string ProgressTable(absl::string_view code, const GetDossierResponse& response, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  const auto moment = [language](bool given, const Timestamp& time) {
    return given ? LocalMoment(language, time) : "";
  };
  Table table({{say(Text::kStepTime)},
               {say(Text::kStatus)},
               {say(Text::kStepStart)},
               {say(Text::kStepDue)},
               {say(Text::kSender)},
               {say(Text::kNote)}});
  for (const StoredRecord& stored : response.progress()) {
    const ProgressLine& line = stored.record().progress();
    table.Add({moment(line.has_process_time(), line.process_time()),
               std::string(DossierStatusText(language, line.status())),
               moment(line.has_start_time(), line.start_time()), moment(line.has_due_time(), line.due_time()),
               stored.sender(), stored.record().retracted() ? say(Text::kTakenBack) : ""});
  }
  std::string text = absl::StrCat(say(Text::kProgress), "\n\n");
  if (response.omitted_progress_count() > 0) {
    absl::StrAppend(
        &text,
        Say(language, Text::kEarlierProgress, LocalCount(language, response.omitted_progress_count()), code),
        "\n\n");
  }
  return text + table.ToString();
}

record::v1::RecordKind KindOf(const StoredRecord& stored) {
  return stored.record().has_progress() ? record::v1::RECORD_KIND_PROGRESS : record::v1::RECORD_KIND_DOSSIER;
}

DossierStatus StatusOf(const StoredRecord& stored) {
  return stored.record().has_progress() ? stored.record().progress().status()
                                        : stored.record().dossier().status();
}

}  // namespace

std::string DaysText(Language language, int64_t days) {
  return days == 1 ? std::string(Say(language, Text::kDay)) : Say(language, Text::kDays, days);
}

std::string DossierText(absl::string_view code, const GetDossierResponse& response, absl::Time now,
                        Language language) {
  std::string text = absl::StrCat(Say(language, Text::kDossierTitle, code), "\n\n");
  if (!response.has_dossier()) {
    absl::StrAppend(&text, Say(language, Text::kProgressAlone), "\n");
  } else if (response.dossier().record().retracted()) {
    Labels lines(language);
    lines.Add(Text::kSender, SentText(response.dossier(), language));
    lines.Add(Text::kRevision, RevisionText(response.dossier().record().revision(), language));
    absl::StrAppend(&text, Say(language, Text::kDossierTakenBack), "\n", lines.ToString());
  } else {
    absl::StrAppend(&text, ContentText(response.dossier(), now, language));
  }
  if (response.disputed()) absl::StrAppend(&text, "\n", Say(language, Text::kDisputed, code), "\n");
  if (!response.progress().empty()) absl::StrAppend(&text, "\n", ProgressTable(code, response, language));
  return text;
}

std::string DossierRevisionsCsv(const ListDossierRevisionsResponse& revisions) {
  std::string text = CsvLine({"arrival", "sender", "batch", "log", "sequence", "kind", "status", "revision",
                              "retracted", "in_force"});
  for (const StoredRecord& stored : revisions.records()) {
    absl::StrAppend(
        &text,
        CsvLine({FormatTimestamp(stored.arrival_time()), stored.sender(), stored.batch_id(), stored.log(),
                 absl::StrCat(stored.sequence()), KindName(KindOf(stored)),
                 DossierStatusName(StatusOf(stored)), absl::StrCat(stored.record().revision()),
                 stored.record().retracted() ? "true" : "false", stored.in_force() ? "true" : "false"}));
  }
  return text;
}

std::string DossierRevisionsTable(const ListDossierRevisionsResponse& revisions, Language language) {
  if (revisions.records().empty()) return absl::StrCat(Say(language, Text::kNothingFound), "\n");
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kArrival)},
               {say(Text::kSender)},
               {say(Text::kKind)},
               {say(Text::kStatus)},
               {say(Text::kRevision)},
               {say(Text::kInForce)},
               {say(Text::kPlace)},
               {say(Text::kBatch)}});
  for (const StoredRecord& stored : revisions.records()) {
    const std::string status = stored.record().retracted()
                                   ? say(Text::kTakenBack)
                                   : std::string(DossierStatusText(language, StatusOf(stored)));
    table.Add({LocalMoment(language, stored.arrival_time()), stored.sender(),
               std::string(KindText(language, KindOf(stored))), status,
               RevisionText(stored.record().revision(), language), stored.in_force() ? say(Text::kYes) : "",
               absl::StrCat(stored.log(), " ", stored.sequence()), stored.batch_id()});
  }
  return table.ToString();
}

}  // namespace chiso
