#include "tools/client/view/status_view.h"

#include <google/protobuf/util/time_util.h>

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tools/client/view/drift_view.h"
#include "tools/client/view/table.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;
using scoring::v1::GetStatusResponse;
using scoring::v1::LogStatus;

// Enough of a digest to tell two apart.
constexpr size_t kDigestBytes = 6;

std::string DurationText(Language language, const google::protobuf::Duration& duration) {
  return LocalDuration(language, absl::Milliseconds(TimeUtil::DurationToMilliseconds(duration)));
}

// Mebibytes, with one decimal.
std::string MebibytesText(Language language, int64_t bytes) {
  const int64_t tenths = (bytes * 10 + (1 << 19)) >> 20;
  return LocalDecimal(language, absl::StrCat(tenths / 10, ".", tenths % 10));
}

std::string TimeText(const GetStatusResponse& status, Language language) {
  if (!status.has_as_of_time()) return absl::StrCat(Say(language, Text::kNoTimeYet), "\n");
  return absl::StrCat(Say(language, Text::kAsOfAgo, LocalMoment(language, status.as_of_time()),
                          DurationText(language, status.lag())),
                      "\n");
}

std::string FirstReadingText(const LogStatus& log, Language language) {
  if (log.first_reading_complete()) return std::string(Say(language, Text::kReadWhole));
  std::string text = absl::StrCat(log.first_reading_percent(), " %");
  if (log.has_first_reading_left()) {
    absl::StrAppend(&text, ", ",
                    Say(language, Text::kProgressLeft, DurationText(language, log.first_reading_left())));
  }
  return text;
}

std::string LogsTable(const GetStatusResponse& status, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kLog)},
               {say(Text::kReadUpTo), Table::Align::kRight},
               {say(Text::kLastRecord), Table::Align::kRight},
               {say(Text::kUnread), Table::Align::kRight},
               {say(Text::kCompleteAgo), Table::Align::kRight},
               {say(Text::kFirstReading)}});
  for (const LogStatus& log : status.logs()) {
    table.Add({log.position().log(), LocalCount(language, log.position().sequence()),
               LocalCount(language, log.head_sequence()), LocalCount(language, log.lag_records()),
               log.has_lag() ? DurationText(language, log.lag()) : kMissing,
               FirstReadingText(log, language)});
  }
  return table.ToString();
}

std::string HoldingsText(const scoring::v1::Holdings& holdings, Language language) {
  return absl::StrCat(
      Say(language, Text::kHeld, LocalCount(language, holdings.unit_count()),
          LocalCount(language, holdings.office_count()), LocalCount(language, holdings.dossier_count()),
          MebibytesText(language, holdings.dossier_bytes()),
          MebibytesText(language, holdings.resident_bytes())),
      "\n");
}

std::string WriterText(const scoring::v1::WriterStatus& writer, Language language) {
  const Text text = writer.epoch() == 0 ? Text::kWriterNone
                    : writer.writing()  ? Text::kWriterWrites
                                        : Text::kWriterDoesNotWrite;
  return absl::StrCat(Say(language, text, writer.epoch()), "\n");
}

std::string DriftText(const scoring::v1::DriftStatus& drift, Language language) {
  if (!drift.enabled()) return "";
  if (!drift.has_last()) return absl::StrCat(Say(language, Text::kDriftNotYet), "\n");
  std::string text =
      absl::StrCat(Say(language, Text::kDriftFound, LocalCount(language, drift.compared_count()),
                       LocalCount(language, drift.differing_count()), drift.last().unit_code(),
                       LocalMoment(language, drift.last().check_time())),
                   "\n");
  if (drift.has_last_differing()) {
    absl::StrAppend(&text, DifferenceText(drift.last_differing().first(), language), "\n");
  }
  return text;
}

std::string SendersTable(const GetStatusResponse& status, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kSender)}, {say(Text::kNewestReceived)}, {say(Text::kLastArrival)}});
  for (const index::v1::SenderReception& sender : status.senders()) {
    table.Add(
        {sender.sender(),
         sender.has_newest_receive_time() ? LocalMoment(language, sender.newest_receive_time()) : kMissing,
         LocalMoment(language, sender.last_arrival_time())});
  }
  if (status.omitted_sender_count() > 0) {
    table.Add({Say(language, Text::kMore, LocalCount(language, status.omitted_sender_count()))});
  }
  return table.ToString();
}

std::string DefinitionsTable(const GetStatusResponse& status, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kDefinition)}, {"SHA-256"}, {say(Text::kValidFrom)}});
  for (const scoring::v1::DefinitionInUse& definition : status.definitions()) {
    table.Add({definition.id(),
               absl::BytesToHexString(absl::string_view(definition.sha256()).substr(0, kDigestBytes)),
               definition.draft() ? say(Text::kDraft) : LocalDate(language, definition.valid_from())});
  }
  return table.ToString();
}

std::string UnknownUnitsTable(const GetStatusResponse& status, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table(
      {{say(Text::kNamedUnit)}, {say(Text::kOddCount), Table::Align::kRight}, {say(Text::kExamples)}});
  for (const scoring::v1::UnknownUnit& unit : status.unknown_units()) {
    table.Add({unit.named_unit(), LocalCount(language, unit.dossier_count()), unit.example()});
  }
  return absl::StrCat(
      Say(language, Text::kUnknownUnits, LocalCount(language, status.unknown_unit_dossier_count()),
          LocalCount(language, status.unknown_unit_count())),
      "\n\n", table.ToString());
}

}  // namespace

std::string StatusTables(const GetStatusResponse& status, Language language) {
  std::string text = TimeText(status, language);
  if (!status.ready()) absl::StrAppend(&text, Say(language, Text::kNotReady), "\n");
  absl::StrAppend(&text, "\n", LogsTable(status, language), "\n", HoldingsText(status.holdings(), language),
                  WriterText(status.writer(), language), DriftText(status.drift(), language));
  if (!status.senders().empty()) absl::StrAppend(&text, "\n", SendersTable(status, language));
  absl::StrAppend(&text, "\n", DefinitionsTable(status, language));
  if (status.unknown_unit_count() > 0) absl::StrAppend(&text, "\n", UnknownUnitsTable(status, language));
  return text;
}

}  // namespace chiso
