#include "tools/client/import/figure_sender.h"

#include <algorithm>
#include <utility>

#include "tools/client/import/chunk/record_code.h"

namespace chiso {

FigureSender::FigureSender(const Endpoint& reporting, Options options, OnAnswer on_answer,
                           RetryPolicy::Notice on_retry)
    : connection_(reporting),
      options_(std::move(options)),
      on_answer_(std::move(on_answer)),
      retry_policy_(reporting.timeout, std::move(on_retry)) {}

absl::Status FigureSender::Send(Chunk chunk) {
  if (HasNothingToSend(chunk)) {
    on_answer_(chunk, ChunkAnswer{0, 0, chunk.findings, {}});
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
  answer.unchanged = response.unchanged_count();
  answer.findings = chunk.findings;
  for (const reporting::v1::FigureVerdict& verdict : response.verdicts()) {
    Finding& finding =
        answer.findings.emplace_back(Finding{0, ColumnOf(FileKind::kOfficial, verdict.field()),
                                             verdict.message(), verdict.rejected(), verdict.reason()});
    if (verdict.index() < 0 || verdict.index() >= static_cast<int64_t>(chunk.lines.size())) continue;
    finding.line = chunk.lines[verdict.index()];
    finding.code = ShownCode(chunk.figures.figures(verdict.index()).unit_code());
  }
  std::stable_sort(answer.findings.begin(), answer.findings.end(), StandsBefore);
  return answer;
}

}  // namespace chiso
