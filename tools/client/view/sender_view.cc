#include "tools/client/view/sender_view.h"

#include <google/protobuf/util/time_util.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv.h"
#include "tools/client/view/dossier_view.h"
#include "tools/client/view/table.h"
#include "tools/client/words/ingestion_words.h"
#include "tools/client/words/local_numbers.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;
using ingestion::v1::ListSenderFindingsResponse;
using ingestion::v1::ListSendersResponse;
using ingestion::v1::Sender;
using ingestion::v1::SenderFinding;
using record::v1::FeedDeclaration;

bool HasDays(const FeedDeclaration& feed) { return !feed.valid_from().empty() || !feed.valid_to().empty(); }

// KIND[:UNIT[:PRECEDENCE[:FIRST..LAST]]], as far as something is said.
std::string FeedsCode(const Sender& sender) {
  std::string text = absl::StrJoin(sender.feeds(), " ", [](std::string* out, const FeedDeclaration& feed) {
    absl::StrAppend(out, KindName(feed.kind()));
    const bool has_days = HasDays(feed);
    const bool ranks = feed.has_precedence();
    if (!feed.unit_code().empty() || ranks || has_days) absl::StrAppend(out, ":", feed.unit_code());
    if (ranks || has_days) absl::StrAppend(out, ":", ranks ? absl::StrCat(feed.precedence()) : "");
    if (has_days) absl::StrAppend(out, ":", feed.valid_from(), "..", feed.valid_to());
  });
  if (sender.omitted_feed_count() > 0) absl::StrAppend(&text, " ... ", sender.omitted_feed_count());
  return text;
}

// Where a feed is not for all days, for which.
std::string DaysOfFeed(const FeedDeclaration& feed, Language language) {
  std::vector<std::string> days;
  if (!feed.valid_from().empty())
    days.push_back(Say(language, Text::kFromDay, LocalDate(language, feed.valid_from())));
  if (!feed.valid_to().empty())
    days.push_back(Say(language, Text::kToDay, LocalDate(language, feed.valid_to())));
  return days.empty() ? "" : absl::StrCat(" (", absl::StrJoin(days, " "), ")");
}

// Several units of one kind are named behind it.
std::string FeedsText(const Sender& sender, Language language) {
  std::string text;
  record::v1::RecordKind before = record::v1::RECORD_KIND_UNSPECIFIED;
  for (const FeedDeclaration& feed : sender.feeds()) {
    if (feed.kind() != before) {
      absl::StrAppend(&text, text.empty() ? "" : "; ", KindText(language, feed.kind()));
      if (!feed.unit_code().empty()) absl::StrAppend(&text, " ", feed.unit_code());
    } else if (!feed.unit_code().empty()) {
      absl::StrAppend(&text, ", ", feed.unit_code());
    }
    absl::StrAppend(&text, DaysOfFeed(feed, language));
    before = feed.kind();
  }
  if (sender.omitted_feed_count() > 0) {
    absl::StrAppend(&text, "; ",
                    Say(language, Text::kMoreFeeds, LocalCount(language, sender.omitted_feed_count())));
  }
  return text;
}

std::string SilenceText(const Sender& sender, Language language) {
  if (!sender.has_silence()) return kMissing;
  const int64_t seconds = TimeUtil::DurationToSeconds(sender.silence());
  const int64_t days = seconds / 86400;
  if (days < 1) return LocalDuration(language, absl::Seconds(seconds));
  return Say(language, Text::kDaysAndHours, DaysText(language, days), seconds % 86400 / 3600);
}

}  // namespace

std::string SendersCsv(const ListSendersResponse& senders) {
  std::string text = CsvLine({"sender", "last_arrival", "batches", "stored", "refused", "positions",
                              "newest_received", "silent_seconds", "feeds", "head"});
  for (const Sender& sender : senders.senders()) {
    absl::StrAppend(
        &text,
        CsvLine({sender.name(),
                 sender.has_last_arrival_time() ? FormatTimestamp(sender.last_arrival_time()) : "",
                 absl::StrCat(sender.batch_count()), absl::StrCat(sender.accepted_count()),
                 absl::StrCat(sender.rejected_count()), PositionsText(sender.positions()),
                 sender.has_newest_receive_time() ? FormatTimestamp(sender.newest_receive_time()) : "",
                 sender.has_silence() ? absl::StrCat(TimeUtil::DurationToSeconds(sender.silence())) : "",
                 FeedsCode(sender), absl::BytesToHexString(sender.chain())}));
  }
  return text;
}

std::string SendersTable(const ListSendersResponse& senders, Language language) {
  if (senders.senders().empty()) return absl::StrCat(Say(language, Text::kNothingFound), "\n");
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kSender)},
               {say(Text::kLastArrival)},
               {say(Text::kSilence)},
               {say(Text::kBatches), Table::Align::kRight},
               {say(Text::kStored), Table::Align::kRight},
               {say(Text::kRefused), Table::Align::kRight},
               {say(Text::kNewestReceived)},
               {say(Text::kPositions)},
               {say(Text::kFeeds)}});
  for (const Sender& sender : senders.senders()) {
    table.Add({sender.name(),
               sender.has_last_arrival_time() ? LocalMoment(language, sender.last_arrival_time()) : kMissing,
               SilenceText(sender, language), LocalCount(language, sender.batch_count()),
               LocalCount(language, sender.accepted_count()), LocalCount(language, sender.rejected_count()),
               sender.has_newest_receive_time() ? LocalMoment(language, sender.newest_receive_time()) : "",
               PositionsText(sender.positions()), FeedsText(sender, language)});
  }
  return table.ToString();
}

std::string SenderFindingsCsv(const ListSenderFindingsResponse& findings) {
  std::string text = CsvLine({"sender", "oddity", "count", "of", "examples"});
  for (const SenderFinding& finding : findings.findings()) {
    absl::StrAppend(&text,
                    CsvLine({finding.sender(), OddityName(finding.oddity()), absl::StrCat(finding.count()),
                             absl::StrCat(finding.of_count()), absl::StrJoin(finding.examples(), " ")}));
  }
  return text;
}

std::string SenderFindingsTable(const ListSenderFindingsResponse& findings, Language language) {
  if (findings.findings().empty()) return absl::StrCat(Say(language, Text::kNothingFound), "\n");
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kSender)},
               {say(Text::kOddCount), Table::Align::kRight},
               {say(Text::kOddOf), Table::Align::kRight},
               {say(Text::kOddity)},
               {say(Text::kExamples)}});
  for (const SenderFinding& finding : findings.findings()) {
    const absl::string_view oddity = OddityText(language, finding.oddity());
    table.Add({finding.sender(), LocalCount(language, finding.count()),
               LocalCount(language, finding.of_count()),
               oddity.empty() ? OddityName(finding.oddity()) : std::string(oddity),
               absl::StrJoin(finding.examples(), ", ")});
  }
  return table.ToString();
}

}  // namespace chiso
