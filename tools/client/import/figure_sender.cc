#include "tools/client/import/figure_sender.h"

#include <algorithm>
#include <utility>

#include "tools/client/import/chunk/record_code.h"

namespace chiso {
namespace {

Finding FindingOf(const Chunk& chunk, const reporting::v1::FigureVerdict& verdict) {
  Finding finding{0, ColumnOf(FileKind::kOfficial, verdict.field()), verdict.message(), verdict.rejected(),
                  verdict.reason()};
  const bool known = verdict.index() >= 0 && verdict.index() < static_cast<int64_t>(chunk.lines.size());
  if (!known) return finding;
  finding.line = chunk.lines[verdict.index()];
  const reporting::v1::OfficialFigure& figure = chunk.figures.figures(verdict.index());
  finding.code = ShownCode(figure.unit_code());
  if (verdict.field() == "revision") {
    SpeakOfFileTime(chunk, absl::FromUnixMicros(figure.revision()), "--revision", finding);
  } else if (verdict.field() == "read_time") {
    SpeakOfFileTime(chunk, absl::FromUnixSeconds(figure.read_time().seconds()), "a column read_at", finding);
  }
  return finding;
}

}  // namespace

FigureSender::FigureSender(const Endpoint& reporting, Options options, OnAnswer on_answer,
                           RetryPolicy::Notice on_retry)
    : connection_(reporting),
      options_(std::move(options)),
      on_answer_(std::move(on_answer)),
      retry_policy_(reporting.timeout, std::move(on_retry)) {}

absl::Status FigureSender::Send(Chunk chunk) {
  if (HasNothingToSend(chunk)) {
    on_answer_(chunk, ChunkAnswer{.findings = chunk.findings, .positions = {}});
    return absl::OkStatus();
  }
  chunk.figures.set_sender(options_.sender);
  chunk.figures.set_validate_only(options_.validate_only);
  retry_policy_.Reset();
  const auto response = connection_.Call(&Api::Stub::RecordOfficialFigures, chunk.figures, retry_policy_);
  if (response.ok()) on_answer_(chunk, AnswerOf(chunk, *response));
  return response.status();
}

ChunkAnswer FigureSender::AnswerOf(const Chunk& chunk,
                                   const reporting::v1::RecordOfficialFiguresResponse& response) {
  ChunkAnswer answer;
  answer.stored = response.changed_count();
  // What is not in force has changed nothing, and is not what is in force either.
  answer.standings = response.standings();
  const int known_not_in_force =
      response.standings().not_in_force_count() - response.changed_not_in_force_count();
  answer.unchanged = std::max(0, response.unchanged_count() - known_not_in_force);
  answer.findings = chunk.findings;
  for (const reporting::v1::FigureVerdict& verdict : response.verdicts()) {
    answer.findings.push_back(FindingOf(chunk, verdict));
  }
  std::stable_sort(answer.findings.begin(), answer.findings.end(), StandsBefore);
  return answer;
}

}  // namespace chiso
