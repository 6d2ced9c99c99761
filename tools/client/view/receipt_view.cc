#include "tools/client/view/receipt_view.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tools/client/view/table.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

// Text from files must not hold control characters for the terminal.
std::string OnOneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return absl::ascii_iscntrl(c); }, ' ');
  return text;
}

std::string FaultText(const ReceiptFault& fault) {
  const std::string place =
      fault.batch_id.empty() ? fault.sender : absl::StrCat(fault.sender, " ", fault.batch_id);
  return OnOneLine(place.empty() ? fault.message : absl::StrCat(place, ": ", fault.message));
}

}  // namespace

std::string ReceiptReportText(const ReceiptReport& report, bool heads_given, Language language) {
  const auto say = [language](Text text) { return std::string(Say(language, text)); };
  Table table({{say(Text::kSender)},
               {say(Text::kReceipts), Table::Align::kRight},
               {say(Text::kStored), Table::Align::kRight},
               {say(Text::kRefused), Table::Align::kRight},
               {say(Text::kFirstBatch)},
               {say(Text::kLastBatch)},
               {say(Text::kHead)}});
  for (const SenderReceipts& sender : report.senders) {
    table.Add({OnOneLine(sender.sender), LocalCount(language, sender.receipt_count),
               LocalCount(language, sender.accepted_count), LocalCount(language, sender.rejected_count),
               OnOneLine(sender.first_batch_id), OnOneLine(sender.last_batch_id),
               absl::BytesToHexString(sender.head)});
  }
  std::string text = table.empty() ? "" : absl::StrCat(table.ToString(), "\n");
  for (const WholeLog& log : report.logs) {
    absl::StrAppend(
        &text, Say(language, Text::kWholeLog, OnOneLine(log.log), LocalCount(language, log.sequence)), "\n");
  }
  for (const ReceiptFault& fault : report.faults) absl::StrAppend(&text, FaultText(fault), "\n");
  if (!report.faults.empty()) {
    return absl::StrCat(
        text, Say(language, Text::kReceiptsFaulty, LocalCount(language, report.faults.size())), "\n");
  }
  absl::StrAppend(&text, Say(language, Text::kReceiptsWhole), "\n");
  if (!heads_given) absl::StrAppend(&text, Say(language, Text::kReceiptsEnd), "\n");
  return text;
}

}  // namespace chiso
