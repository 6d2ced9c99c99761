#include "tools/client/view/rejection_view.h"

#include <google/protobuf/util/time_util.h>
#include <google/protobuf/wrappers.pb.h>

#include "absl/strings/str_cat.h"
#include "common/csv.h"
#include "tools/client/json.h"
#include "tools/client/view/table.h"
#include "tools/client/words/ingestion_words.h"
#include "tools/client/words/local_numbers.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using ingestion::v1::ListRejectionsResponse;
using ingestion::v1::Rejection;

// With quotes.
std::string JsonString(const std::string& text) {
  google::protobuf::StringValue value;
  value.set_value(text);
  return ToJsonLine(value);
}

std::string ReasonSentence(const ingestion::v1::Verdict& verdict, Language language) {
  if (language == Language::kEnglish && !verdict.message().empty()) return verdict.message();
  const absl::string_view text = ReasonText(language, verdict.reason());
  return text.empty() ? verdict.message() : std::string(text);
}

}  // namespace

std::string RejectionsCsv(const ListRejectionsResponse& rejections) {
  std::string text = CsvLine({"arrival", "sender", "batch", "index", "reason", "field", "key", "message"});
  for (const Rejection& rejection : rejections.rejections()) {
    const ingestion::v1::Verdict& verdict = rejection.verdict();
    absl::StrAppend(
        &text, CsvLine({FormatTimestamp(rejection.arrival_time()), rejection.sender(), rejection.batch_id(),
                        absl::StrCat(verdict.index()), ReasonName(verdict.reason()), verdict.field(),
                        verdict.key(), verdict.message()}));
  }
  return text;
}

std::string RejectionsTable(const ListRejectionsResponse& rejections, Language language) {
  if (rejections.rejections().empty()) return absl::StrCat(Say(language, Text::kNothingFound), "\n");
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kArrival)},
               {say(Text::kSender)},
               {say(Text::kKey)},
               {say(Text::kField)},
               {say(Text::kReason)},
               {say(Text::kBatch)}});
  for (const Rejection& rejection : rejections.rejections()) {
    const ingestion::v1::Verdict& verdict = rejection.verdict();
    table.Add({LocalMoment(language, rejection.arrival_time()), rejection.sender(), verdict.key(),
               verdict.field(), ReasonSentence(verdict, language),
               absl::StrCat(rejection.batch_id(), " [", verdict.index(), "]")});
  }
  return table.ToString();
}

std::string RejectionLine(const Rejection& rejection) {
  const ingestion::v1::Verdict& verdict = rejection.verdict();
  const std::string arrival = google::protobuf::util::TimeUtil::ToString(rejection.arrival_time());
  return absl::StrCat(
      "{\"sender\":", JsonString(rejection.sender()), ",\"batch_id\":", JsonString(rejection.batch_id()),
      ",\"arrival_time\":\"", arrival, "\",\"reason\":\"", ReasonName(verdict.reason()),
      "\",\"field\":", JsonString(verdict.field()), ",\"message\":", JsonString(verdict.message()),
      ",\"record\":", ToJsonLine(rejection.record()), "}\n");
}

}  // namespace chiso
