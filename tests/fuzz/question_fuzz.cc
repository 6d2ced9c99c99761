// Any bytes as a question: whoever asks what is not well-formed is told by INVALID_ARGUMENT and a field's
// name.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/stubs/logging.h"
#include "services/ingestion/request_rules.h"
#include "tests/fuzz/hold.h"
#include "tests/fuzz/question.h"

namespace chiso::fuzz {
namespace {

template <typename Request>
void Ask(absl::string_view bytes) {
  Request request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const absl::Status status = Check(request);
  if (status.ok()) return;
  Hold(status.code() == absl::StatusCode::kInvalidArgument, "a question is refused as an invalid argument");
  const absl::string_view message = status.message();
  const std::string field(message.substr(0, message.find_first_of(":.[")));
  Hold(Request::descriptor()->FindFieldByName(field) != nullptr, "a refusal names a field");
}

void Examine(absl::string_view file) {
  if (file.empty()) return;
  const absl::string_view question = QuestionOf(file);
  const absl::string_view bytes = file.substr(1);
  using namespace ingestion::v1;  // NOLINT: the questions are this file's vocabulary.
  if (question == "ReadRecords") return Ask<ReadRecordsRequest>(bytes);
  if (question == "ListSenders") return Ask<ListSendersRequest>(bytes);
  if (question == "ListSenderFindings") return Ask<ListSenderFindingsRequest>(bytes);
  if (question == "ListReceipts") return Ask<ListReceiptsRequest>(bytes);
  if (question == "ListRejections") return Ask<ListRejectionsRequest>(bytes);
  if (question == "GetDossier") return Ask<GetDossierRequest>(bytes);
  Hold(question == "ListDossierRevisions", "every question is asked");
  Ask<ListDossierRevisionsRequest>(bytes);
}

}  // namespace
}  // namespace chiso::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // The library says of every text that is no UTF-8 that it is none.
  static const google::protobuf::LogSilencer silencer;
  chiso::fuzz::Examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
