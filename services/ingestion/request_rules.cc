#include "services/ingestion/request_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/period.h"
#include "common/text.h"
#include "common/unseen.h"
#include "services/ingestion/admission/rules/field_rules.h"

namespace chiso {
namespace {

namespace iv1 = ingestion::v1;

// A batch is read, checked and answered as a whole; more records share no more of a commit's cost, but their
// answer and everyone else's waits for them.
constexpr int kMaxBatchRecords = 10'000;
constexpr size_t kMaxBatchIdBytes = 200;
constexpr int kDefaultPageSize = 100;
constexpr int kMaxPageSize = 1000;

// Returns the status of an expression from the function where it is not OK.
#define CHISO_CHECK(expression) \
  if (absl::Status status = (expression); !status.ok()) return status

absl::Status Size(int32_t page_size) {
  if (page_size >= 0 && page_size <= kMaxPageSize) return absl::OkStatus();
  return InvalidArgument("page_size", absl::StrCat("must be 0 to ", kMaxPageSize));
}

absl::Status Sender(const std::string& sender) {
  if (IsSenderName(sender)) return absl::OkStatus();
  return InvalidArgument("sender", "must be 1 to 100 characters of a-z, 0-9, '.', '_' and '-'");
}

absl::Status OptionalSender(const std::string& sender) {
  return sender.empty() ? absl::OkStatus() : Sender(sender);
}

absl::Status OptionalPeriod(const std::string& period) {
  if (period.empty() || Period::Parse(period)) return absl::OkStatus();
  return InvalidArgument("period",
                         "must be like 2026-08, 2026-Q3, 2026-H2 or 2026, of the years 1900 to 2199");
}

bool IsDossierCode(absl::string_view code) { return !RequiredLongCode("code", code); }

absl::Status DossierCode(const std::string& code) {
  if (IsDossierCode(code)) return absl::OkStatus();
  return InvalidArgument("code", "must be 1 to 64 characters of A-Z, a-z, 0-9, '.', '-', '_' and '/'");
}

absl::Status Choice(absl::string_view field, bool known) {
  if (known) return absl::OkStatus();
  return InvalidArgument(field, "has a value that this service does not know");
}

}  // namespace

int PageSize(int32_t requested) { return requested == 0 ? kDefaultPageSize : requested; }

absl::Status Check(const iv1::Batch& batch) {
  CHISO_CHECK(Sender(batch.sender()));
  const std::string& id = batch.batch_id();
  if (id.empty() || id.size() > kMaxBatchIdBytes || !std::all_of(id.begin(), id.end(), absl::ascii_isprint)) {
    return InvalidArgument("batch_id",
                           absl::StrCat("must be 1 to ", kMaxBatchIdBytes, " bytes of printable ASCII"));
  }
  if (batch.records().empty() || batch.records_size() > kMaxBatchRecords) {
    return InvalidArgument("records", absl::StrCat("must be 1 to ", kMaxBatchRecords));
  }
  return absl::OkStatus();
}

absl::Status Check(const iv1::ReadRecordsRequest& request) {
  // A log is named as a sender is. What else the text holds would be cut by the database, or refused.
  if (!IsSenderName(request.after().log())) {
    return InvalidArgument("after.log", "must be 1 to 100 characters of a-z, 0-9, '.', '_' and '-'");
  }
  if (request.after().sequence() < 0) return InvalidArgument("after.sequence", "must be at least 0");
  for (const int kind : request.kinds()) {
    CHISO_CHECK(Choice("kinds", kind != 0 && record::v1::RecordKind_IsValid(kind)));
  }
  return absl::OkStatus();
}

absl::Status Check(const iv1::ListSendersRequest& request) {
  CHISO_CHECK(Size(request.page_size()));
  if (!request.page_token().empty() && !IsSenderName(request.page_token())) return BadPageToken();
  return absl::OkStatus();
}

absl::Status Check(const iv1::ListSenderFindingsRequest& request) {
  CHISO_CHECK(OptionalSender(request.sender()));
  return Size(request.page_size());
}

absl::Status Check(const iv1::ListReceiptsRequest& request) {
  CHISO_CHECK(Sender(request.sender()));
  return Size(request.page_size());
}

absl::Status Check(const iv1::ListRejectionsRequest& request) {
  CHISO_CHECK(OptionalSender(request.sender()));
  CHISO_CHECK(OptionalPeriod(request.period()));
  CHISO_CHECK(Choice("reason", iv1::Reason_IsValid(request.reason())));
  return Size(request.page_size());
}

absl::Status Check(const iv1::GetDossierRequest& request) { return DossierCode(request.code()); }

absl::Status Check(const iv1::ListDossierRevisionsRequest& request) {
  CHISO_CHECK(DossierCode(request.code()));
  return Size(request.page_size());
}

absl::Status BadPageToken() {
  return InvalidArgument("page_token", "must be the next_page_token of an answer");
}

absl::StatusOr<int64_t> NumberOfToken(absl::string_view token, int64_t first) {
  if (token.empty()) return first;
  int64_t number;
  if (!absl::SimpleAtoi(token, &number) || number < 0) return BadPageToken();
  return number;
}

}  // namespace chiso
