// The rules of requests that need no recorded data. Pure.
//
// Each function returns INVALID_ARGUMENT with the field of the first rule that is broken.

#ifndef CHISO_SERVICES_REPORTING_REQUEST_RULES_H_
#define CHISO_SERVICES_REPORTING_REQUEST_RULES_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/record/v1/log.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/reporting/ranking.h"
#include "services/reporting/snapshot.h"

namespace chiso {

// The greatest page of a ranking: the communes of the country on one.
inline constexpr int kMaxRankingPage = 5000;

absl::Status CheckOpening(const reporting::v1::WriterOpening& opening);

// `logs` and `definitions` are those of the stream's opening. Does not look into the values of scores
// (score_values.h).
using OpenedDefinitions = google::protobuf::RepeatedPtrField<index::v1::IndexDefinition>;
absl::Status CheckUpdate(const reporting::v1::ScoreUpdate& update, const std::set<std::string>& logs,
                         const OpenedDefinitions& definitions);

// `at` stands before the names of the fields.
absl::Status CheckUnitId(const std::string& at, const record::v1::UnitId& unit);

absl::Status CheckPositions(const google::protobuf::RepeatedPtrField<record::v1::Position>& positions,
                            absl::string_view field = "min_positions");

// Checks all of the request but its figures, which are judged one by one (official.h).
absl::Status CheckFiguresRequest(const reporting::v1::RecordOfficialFiguresRequest& request);

// The query with defaults filled in, the digest of the list that the pages before were of (RankedList), which
// is empty for a first page, and the number of rows on them.
struct RankingRequest {
  RankingQuery query;
  int page_size = kMaxRankingPage;
  std::string digest;
  int offset = 0;
};
std::string RankingToken(const std::string& digest, int offset);
absl::StatusOr<RankingRequest> ParseRankingRequest(const reporting::v1::ListRankingRequest& request);

// Checks all fields but the page_token.
absl::Status CheckHistoryRequest(const reporting::v1::GetHistoryRequest& request);

absl::Status CheckPublishRequest(const reporting::v1::PublishBulletinRequest& request);

// Reads `units/{unit_code}/bulletins/{period}` with or without `.{revision_number}`.
absl::StatusOr<BulletinKey> ParseBulletinName(absl::string_view name);

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_REQUEST_RULES_H_
