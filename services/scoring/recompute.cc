#include "services/scoring/recompute.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/page.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/score_query.h"

namespace chiso {
namespace {

using scoring::v1::RecomputeScoresRequest;
using scoring::v1::RecomputeScoresResponse;

constexpr int kMaxScores = 1000;
// The first second of the year 2200: no record names a later time.
constexpr int64_t kEndOfTime = 7'258'118'400;

absl::Status CheckPositions(const Positions& positions, const std::vector<std::string>& logs) {
  std::set<std::string> named;
  for (int i = 0; i < positions.size(); ++i) {
    if (positions[i].sequence() < 0) {
      return InvalidArgument(absl::StrCat("positions[", i, "].sequence"), "must be at least 0");
    }
    if (!named.insert(positions[i].log()).second) {
      return InvalidArgument(absl::StrCat("positions[", i, "].log"), "is named twice");
    }
  }
  for (const std::string& log : logs) {
    if (named.contains(log)) continue;
    return InvalidArgument("positions", absl::StrCat("must name every log that is followed, and lacks ", log,
                                                     "; one that was not followed then stands at 0"));
  }
  return absl::OkStatus();
}

absl::Status CheckTime(const RecomputeScoresRequest& request) {
  const int64_t seconds = request.as_of_time().seconds();
  if (request.has_as_of_time() && seconds > 0 && seconds < kEndOfTime) return absl::OkStatus();
  return InvalidArgument("as_of_time", "must be a time of the years 1970 to 2199");
}

absl::Status CheckDefinition(const RecomputeScoresRequest& request, const core::IndexDefinition& definition) {
  if (request.definition_sha256().empty() || request.definition_sha256() == definition.sha256) {
    return absl::OkStatus();
  }
  return ErrorWithReason(
      absl::StatusCode::kFailedPrecondition, "DEFINITION_CHANGED",
      absl::StrCat("definition_sha256: the definition ", definition.id, " of this service is another one"));
}

// The units below, each followed by all below that one.
void AddBelow(const core::Ledger& ledger, const core::IndexDefinition& definition, int32_t place,
              const ScoreQuery& query, PageRoom& room, RecomputeScoresResponse& response) {
  const core::Tree& tree = ledger.offices().TreeIn(query.period);
  core::Tallies tallies(ledger, definition);
  for (int32_t below = place + 1; below < tree.places[place].end; ++below) {
    index::v1::Score score = ToProto(core::ScorePlace(tallies, below, query.period, query.scope), definition,
                                     {tree.places[below].unit->key, query.period, query.scope});
    *score.mutable_positions() = response.scores(0).positions();
    *score.mutable_as_of_time() = response.scores(0).as_of_time();
    if (!room.Take(score.ByteSizeLong())) {
      response.set_omitted_count(tree.places[place].end - below);
      return;
    }
    *response.add_scores() = std::move(score);
  }
}

}  // namespace

absl::StatusOr<RecomputeScoresResponse> RecomputeScores(const Definitions& definitions,
                                                        const std::vector<std::string>& logs,
                                                        const RecomputeScoresRequest& request,
                                                        const ReadLog& read) {
  const absl::StatusOr<ScoreQuery> query = QueryOf(request.period(), request.scope());
  if (!query.ok()) return query.status();
  const auto definition = DefinitionFor(definitions, request.definition_id(), query->period);
  if (!definition.ok()) return definition.status();
  absl::Status status = CheckUnitCode("unit_code", request.unit_code());
  if (status.ok()) status = CheckDefinition(request, **definition);
  if (status.ok()) status = CheckPositions(request.positions(), logs);
  if (status.ok()) status = CheckTime(request);
  if (!status.ok()) return status;
  Replay replay(definitions);
  status = replay.Run(request.unit_code(), request.positions(), FromTimestamp(request.as_of_time()), read);
  if (!status.ok()) return status;
  const core::Ledger& ledger = replay.ledger();
  const auto unit = FindUnit(ledger.units(), request.unit_code(), request.unit_valid_from(), query->period);
  if (!unit.ok()) return unit.status();
  RecomputeScoresResponse response;
  response.set_record_count(replay.record_count());
  index::v1::Score& score = *response.add_scores();
  score = ScoreOf(ledger, **definition, **unit, *query);
  *score.mutable_positions() = request.positions();
  *score.mutable_as_of_time() = request.as_of_time();
  const int32_t place = PlaceOf(ledger, **unit, query->period);
  if (!request.with_units_below() || place < 0) return response;
  PageRoom room(kMaxScores);
  room.Take(score.ByteSizeLong());
  AddBelow(ledger, **definition, place, *query, room, response);
  return response;
}

}  // namespace chiso
