// What the check of receipts found, as people read it. Pure.

#ifndef CHISO_TOOLS_CLIENT_VIEW_RECEIPT_VIEW_H_
#define CHISO_TOOLS_CLIENT_VIEW_RECEIPT_VIEW_H_

#include <string>

#include "tools/client/receipts/receipt_check.h"
#include "tools/client/words/texts.h"

namespace chiso {

// A line for each sender; a line for each log that is whole; a line for each fault; whether all is well.
// `heads_given`: whether receipts that are missing at the end would have been noticed.
std::string ReceiptReportText(const ReceiptReport& report, bool heads_given, Language language);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_VIEW_RECEIPT_VIEW_H_
