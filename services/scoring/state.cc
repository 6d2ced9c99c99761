#include "services/scoring/state.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock_skew.h"
#include "common/errors.h"
#include "common/page.h"
#include "common/period.h"
#include "common/record/standings.h"
#include "common/text.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/facts.h"
#include "services/scoring/freshness.h"
#include "services/scoring/score_query.h"

namespace chiso {
namespace {

using record::v1::Position;

// How long the time of the scores may stand still at reporting while nothing else changes.
constexpr absl::Duration kFreshness = absl::Seconds(5);
// The same where records arrived that change no score, since a caller may wait for their positions.
constexpr absl::Duration kMovedFreshness = absl::Milliseconds(500);
constexpr absl::Duration kRetryDelay = absl::Seconds(1);

absl::Status CatchingUp() {
  return RetryLater(absl::StatusCode::kUnavailable,
                    "the service is still catching up with the log; call again", kRetryDelay);
}

// The unit after which a page begins.
absl::StatusOr<core::UnitKey> KeyOfToken(const std::string& token) {
  const size_t at = token.find('@');
  record::v1::UnitId id;
  id.set_code(token.substr(0, at));
  if (at != std::string::npos) id.set_valid_from(token.substr(at + 1));
  absl::StatusOr<core::UnitKey> key = UnitKeyFromProto(id);
  if (!key.ok() || !IsUnitCode(key->code)) {
    return InvalidArgument("page_token", "must be the next_page_token of an answer");
  }
  return key;
}

std::string TokenOf(const core::UnitKey& key) {
  return key.valid_from ? absl::StrCat(key.code, "@", FormatDate(*key.valid_from)) : key.code;
}

}  // namespace

State::State(const Definitions& definitions, const std::vector<std::string>& logs,
             std::function<absl::Time()> now)
    : definitions_(definitions), logs_(logs), now_(std::move(now)), ledger_(definitions.all()) {
  for (const std::string& log : logs_) progress_[log].reached.set_log(log);
}

void State::Apply(const LogFacts& read) {
  Receptions receptions;
  receptions.Take(read);
  const absl::Time now = now_();
  absl::MutexLock lock(&mutex_);
  heard_at_ = now;
  ledger_.Apply(read.facts);
  receptions_.Merge(receptions);
  LogProgress& progress = progress_.at(read.reached.log());
  if (read.reached.sequence() > progress.reached.sequence()) moved_ = true;
  if (read.reached.sequence() >= progress.reached.sequence()) progress.reached = read.reached;
  if (!progress.first_head) progress.first_head = read.head;
  progress.head = read.head;
  if (progress.reached.sequence() >= read.head) {
    // Ingestion's clock may be ahead, now or for a while; what was complete then was complete before too.
    progress.complete_at = std::min(read.send_time, now);
  }
  UpdateAsOf();
  if (read.facts.empty()) return;
  changed_ = true;
  findings_due_ = true;
}

bool State::Ready() const {
  return std::all_of(progress_.begin(), progress_.end(),
                     [](const auto& log) { return log.second.caught_up(); });
}

bool State::AwaitReady(absl::Time deadline) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return Ready(); };
  return mutex_.AwaitWithDeadline(absl::Condition(&ready), deadline);
}

bool State::AwaitComplete(absl::Time deadline) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto complete = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return std::all_of(progress_.begin(), progress_.end(),
                       [](const auto& log) { return log.second.complete_at != absl::InfinitePast(); });
  };
  return mutex_.AwaitWithDeadline(absl::Condition(&complete), deadline);
}

absl::Status State::AwaitPositions(const Positions& positions, absl::Time deadline) const {
  for (int i = 0; i < positions.size(); ++i) {
    if (std::find(logs_.begin(), logs_.end(), positions[i].log()) != logs_.end()) continue;
    return InvalidArgument(absl::StrCat("min_positions[", i, "].log"),
                           "is not a log that this service follows");
  }
  absl::ReaderMutexLock lock(&mutex_);
  if (!Ready()) return CatchingUp();
  const auto reached = [&]()
                           ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return Covers(ReachedLocked(), positions); };
  if (mutex_.AwaitWithDeadline(absl::Condition(&reached), deadline)) return absl::OkStatus();
  return absl::DeadlineExceededError("min_positions: the records were not taken in before the deadline");
}

Positions State::ReachedLocked() const {
  Positions positions;
  for (const auto& [log, progress] : progress_) *positions.Add() = progress.reached;
  return positions;
}

Positions State::Reached() const {
  absl::ReaderMutexLock lock(&mutex_);
  return ReachedLocked();
}

// Invariant: every log was read to its end at as_of_ or later, so the scores hold all records that were
// acknowledged before it. It goes back only where the own clock does, by so much that it was wrong before.
void State::UpdateAsOf() {
  const absl::Time latest = heard_at_ + kMaxClockSkew;
  absl::Time earliest = absl::InfiniteFuture();
  for (auto& [log, progress] : progress_) {
    if (progress.complete_at > latest) progress.complete_at = absl::InfinitePast();
    earliest = std::min(earliest, progress.complete_at);
  }
  if (as_of_ > latest) as_of_ = absl::InfinitePast();
  as_of_ = std::max(as_of_, earliest);
  AdvanceLedger();
}

void State::AdvanceLedger() {
  if (AsOf() == absl::InfinitePast()) return;
  ledger_.AdvanceTo(absl::ToUnixSeconds(AsOf()));
}

absl::Time State::AsOf() const { return std::max(as_of_, least_as_of_); }

void State::SetLeastAsOf(absl::Time time) {
  absl::MutexLock lock(&mutex_);
  least_as_of_ = time;
  AdvanceLedger();
}

void State::SetProgress(index::v1::Score& score) const {
  *score.mutable_positions() = ReachedLocked();
  if (AsOf() != absl::InfinitePast()) *score.mutable_as_of_time() = ToTimestamp(AsOf());
}

absl::StatusOr<index::v1::Score> State::GetScore(const scoring::v1::GetScoreRequest& request) const {
  const absl::StatusOr<ScoreQuery> query = QueryOf(request.period(), request.scope());
  if (!query.ok()) return query.status();
  const absl::Time now = now_();
  absl::ReaderMutexLock lock(&mutex_);
  if (!Ready()) return CatchingUp();
  const auto unit = FindUnit(ledger_.units(), request.unit_code(), request.unit_valid_from(), query->period);
  if (!unit.ok()) return unit.status();
  const auto definition = DefinitionFor(definitions_, request.definition_id(), query->period);
  if (!definition.ok()) return definition.status();
  index::v1::Score proto = ScoreOf(ledger_, **definition, **unit, *query);
  SetProgress(proto);
  const int32_t place = PlaceOf(ledger_, **unit, query->period);
  *proto.mutable_freshness() =
      FreshnessOf(KnownLocked(), now, **definition,
                  PlacesOf(ledger_.offices().TreeIn(query->period), place, query->period, query->scope));
  return proto;
}

absl::StatusOr<scoring::v1::ListScoresResponse> State::ListScores(
    const scoring::v1::ListScoresRequest& request, int page_size) const {
  const absl::StatusOr<ScoreQuery> query = QueryOf(request.period(), request.scope());
  if (!query.ok()) return query.status();
  std::optional<core::Level> level;
  if (request.level() != record::v1::LEVEL_UNSPECIFIED) {
    level = LevelFromProto(request.level());
    if (!level) return InvalidArgument("level", "has a value that this service does not know");
  }
  core::UnitKey after;
  if (!request.page_token().empty()) {
    absl::StatusOr<core::UnitKey> key = KeyOfToken(request.page_token());
    if (!key.ok()) return key.status();
    after = *std::move(key);
  }
  const absl::Time now = now_();
  absl::ReaderMutexLock lock(&mutex_);
  if (!Ready()) return CatchingUp();
  const auto definition = DefinitionFor(definitions_, request.definition_id(), query->period);
  if (!definition.ok()) return definition.status();
  const core::Tree& tree = ledger_.offices().TreeIn(query->period);
  int32_t parent = -1;
  if (!request.parent_code().empty()) {
    absl::Status status = CheckUnitCode("parent_code", request.parent_code());
    if (!status.ok()) return status;
    parent = tree.Of(ledger_.offices().In(request.parent_code(), query->period));
    if (parent < 0) return absl::NotFoundError("parent_code: there is no such unit in the period");
  }
  scoring::v1::ListScoresResponse response;
  core::Tallies tallies(ledger_, **definition);
  PageRoom room(page_size);
  // The empty key of a first page is before every other.
  const auto& units = ledger_.units().all();
  for (auto it = units.upper_bound(after); it != units.end(); ++it) {
    const core::Unit& unit = it->second;
    const int32_t place = tree.Of(ledger_.offices().Of(unit.key));
    // An office is listed once, as the unit that it stands as.
    if (place < 0 || tree.places[place].unit != &unit || (level && unit.level != *level)) continue;
    if (parent >= 0 && place != parent && tree.places[place].above != parent) continue;
    const core::Score score = core::ScorePlace(tallies, place, query->period, query->scope);
    index::v1::Score proto = ToProto(score, **definition, {unit.key, query->period, query->scope});
    SetProgress(proto);
    if (!room.Take(proto.ByteSizeLong())) {
      const record::v1::UnitId& last = response.scores().rbegin()->unit();
      response.set_next_page_token(TokenOf(*UnitKeyFromProto(last)));
      break;
    }
    *response.add_scores() = std::move(proto);
  }
  *response.mutable_freshness() = FreshnessOf(
      KnownLocked(), now, **definition,
      request.parent_code().empty() ? AllPlaces(tree, query->period)
                                    : PlacesOf(tree, parent, query->period, core::Scope::kSubtree));
  return response;
}

record::v1::Standings State::Compare(const google::protobuf::RepeatedPtrField<record::v1::Record>& records,
                                     const std::string& sender) const {
  // The digests are worked out without the lock.
  std::vector<std::pair<int, core::Fact>> facts;
  for (int i = 0; i < records.size(); ++i) {
    absl::StatusOr<core::Fact> fact = FactFromProto(records[i], sender);
    if (fact.ok()) facts.emplace_back(i, *std::move(fact));
  }
  record::v1::Standings standings;
  absl::ReaderMutexLock lock(&mutex_);
  for (const auto& [index, fact] : facts) {
    AddStanding(index, KeyTextOf(fact), ledger_.StandingOf(fact), standings);
  }
  return standings;
}

bool State::HasChanges() const {
  if (AsOf() == absl::InfinitePast()) return false;
  // Not by the time of the scores, which may stand still: whoever waits for positions must not hang on it.
  // The own clock may go back; then changes are a little late, or go out at once.
  return changed_ || absl::AbsDuration(heard_at_ - taken_at_) >= (moved_ ? kMovedFreshness : kFreshness);
}

std::optional<core::Touched> State::TakeTouched(absl::Time deadline) {
  absl::MutexLock lock(&mutex_);
  const auto changed = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return HasChanges(); };
  if (!mutex_.AwaitWithDeadline(absl::Condition(&changed), deadline)) return std::nullopt;
  taken_at_ = heard_at_;
  changed_ = false;
  moved_ = false;
  return ledger_.TakeTouched();
}

void State::SetWriter(const Writer& writer) {
  absl::MutexLock lock(&mutex_);
  writer_ = writer;
}

Writer State::writer() const {
  absl::ReaderMutexLock lock(&mutex_);
  return writer_;
}

std::vector<core::Finding> State::TakeNewFindings() {
  absl::MutexLock lock(&mutex_);
  if (!findings_due_) return {};
  findings_due_ = false;
  const std::vector<core::Finding> former = std::exchange(findings_, ledger_.Findings());
  std::sort(findings_.begin(), findings_.end());
  std::vector<core::Finding> added;
  std::set_difference(findings_.begin(), findings_.end(), former.begin(), former.end(),
                      std::back_inserter(added));
  return added;
}

}  // namespace chiso
