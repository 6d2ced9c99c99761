#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/json.h"
#include "tools/client/view/drift_view.h"
#include "tools/client/view/score_view.h"
#include "tools/client/words/enum_names.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using scoring::v1::RecomputeScoresRequest;
using scoring::v1::ScoringService;

// Reading long logs takes minutes.
constexpr absl::Duration kReplayTime = absl::Hours(1);

constexpr char kRecomputeFooter[] =
    "Reads the logs from their beginnings up to those positions; the time is given as of the score, --at "
    "once for\n"
    "each log. `chiso scores` prints the command. With --score all of it comes from what `chiso scores "
    "--format json`\n"
    "printed, and exit code 1 says that something else comes out.\n"
    "Examples:\n"
    "  chiso recompute --unit H44 --period 2026-08 --at main=184513 --at reference=342 --as-of "
    "2026-09-01T07:00:05\n"
    "  chiso scores --unit H44 --period 2026-08 --format json >august.json\n"
    "  chiso recompute --score august.json";
constexpr char kDriftFooter[] =
    "Compares every unit, period and scope. Exit code 1: a score differs, which is a fault of the service.\n"
    "Examples:\n"
    "  chiso drift\n"
    "  chiso --lang vi drift --unit H44";

struct RecomputeOptions {
  std::string unit;
  std::string period;
  std::string scope = "subtree";
  std::string definition;
  std::vector<std::string> at;
  std::string as_of;
  std::string score;  // a file; empty: none
  bool below = false;
  std::string format;
};

struct DriftOptions {
  std::string unit;  // empty: all
  std::string format;
};

Endpoint Patient(Endpoint endpoint) {
  endpoint.timeout = std::max(endpoint.timeout, kReplayTime);
  return endpoint;
}

absl::StatusOr<record::v1::Position> ParsePosition(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  record::v1::Position position;
  int64_t sequence = 0;
  if (parts.first.empty() || !absl::SimpleAtoi(parts.second, &sequence) || sequence < 0) {
    return absl::InvalidArgumentError("--at: must be a log and a number of a record, like main=342");
  }
  position.set_log(parts.first);
  position.set_sequence(sequence);
  return position;
}

absl::StatusOr<RecomputeScoresRequest> RequestOf(const RecomputeOptions& options) {
  RecomputeScoresRequest request;
  request.set_unit_code(options.unit);
  request.set_period(options.period);
  request.set_scope(ParseScope(options.scope));
  request.set_definition_id(options.definition);
  request.set_with_units_below(options.below);
  for (const std::string& at : options.at) {
    absl::StatusOr<record::v1::Position> position = ParsePosition(at);
    if (!position.ok()) return position.status();
    *request.add_positions() = *std::move(position);
  }
  const std::optional<absl::Time> as_of = ParseTime(options.as_of);
  if (!as_of) {
    return absl::InvalidArgumentError("--as-of: must be a time like 2026-09-01T07:00:05 or 14:30 10/10/2026");
  }
  *request.mutable_as_of_time() = ToTimestamp(*as_of);
  return request;
}

RecomputeScoresRequest RequestOf(const index::v1::Score& score, bool below) {
  RecomputeScoresRequest request;
  request.set_unit_code(score.unit().code());
  request.set_unit_valid_from(score.unit().valid_from());
  request.set_period(score.period());
  request.set_scope(score.scope());
  request.set_definition_id(score.definition_id());
  request.set_definition_sha256(score.definition_sha256());
  *request.mutable_positions() = score.positions();
  *request.mutable_as_of_time() = score.as_of_time();
  request.set_with_units_below(below);
  return request;
}

absl::Status Print(const scoring::v1::RecomputeScoresResponse& answer, const RecomputeOptions& options,
                   Connection<ScoringService>& scoring, Language language) {
  if (options.format == "json") {
    std::cout << (options.below ? ToJson(answer) : ToJson(answer.scores(0)));
    return absl::OkStatus();
  }
  scoring::v1::GetIndexDefinitionRequest wanted;
  wanted.set_id(answer.scores(0).definition_id());
  const auto definition = scoring.Call(&ScoringService::Stub::GetIndexDefinition, wanted);
  if (!definition.ok()) return definition.status();
  for (const index::v1::Score& score : answer.scores()) {
    std::cout << (options.format == "csv" ? ScoreCsv(score) : ScoreTable(score, *definition, language));
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Recompute(const Settings& settings, const RecomputeOptions& options) {
  std::optional<index::v1::Score> given;
  absl::StatusOr<RecomputeScoresRequest> request;
  if (options.score.empty()) {
    request = RequestOf(options);
  } else {
    if (absl::Status read = ReadJson(options.score, given.emplace()); !read.ok()) return read;
    request = RequestOf(*given, options.below);
  }
  if (!request.ok()) return request.status();
  Connection<ScoringService> scoring(Patient(settings.scoring()));
  const auto answer = scoring.Call(&ScoringService::Stub::RecomputeScores, *request);
  if (!answer.ok()) return answer.status();
  if (absl::Status printed = Print(*answer, options, scoring, settings.language()); !printed.ok())
    return printed;
  if (!given) return ExitCode::kDone;
  // Beside the table, so that what is printed for scripts stays what it is.
  if (IsSameScore(*given, answer->scores(0))) {
    std::cerr << Say(settings.language(), Text::kRecomputeEqual) << std::endl;
    return ExitCode::kDone;
  }
  std::cerr << Say(settings.language(), Text::kRecomputeDiffers,
                   absl::StrJoin(DifferingCodes(*given, answer->scores(0)), ", "))
            << std::endl;
  return ExitCode::kFaults;
}

// All trees as they come.
absl::StatusOr<std::vector<scoring::v1::TreeDrift>> Check(Connection<ScoringService>& scoring,
                                                          const std::string& unit) {
  RetryPolicy retry(scoring.endpoint().timeout);
  scoring::v1::CheckDriftRequest request;
  request.set_unit_code(unit);
  while (true) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(retry.deadline()));
    const auto reader = scoring.stub().CheckDrift(&context, request);
    std::vector<scoring::v1::TreeDrift> trees;
    scoring::v1::TreeDrift tree;
    while (reader->Read(&tree)) trees.push_back(tree);
    const grpc::Status status = reader->Finish();
    if (status.ok()) return trees;
    const absl::Status error = FromGrpcStatus(status);
    if (!RetryDelayOf(error) || !retry.WaitToRetry(error)) return Explain(scoring.endpoint(), error);
  }
}

absl::StatusOr<ExitCode> ShowDrift(const Settings& settings, const DriftOptions& options) {
  Connection<ScoringService> scoring(Patient(settings.scoring()));
  const auto trees = Check(scoring, options.unit);
  if (!trees.ok()) return trees.status();
  if (options.format == "json") {
    for (const scoring::v1::TreeDrift& tree : *trees) std::cout << ToJsonLine(tree) << "\n";
  } else {
    std::cout << DriftTable(*trees, settings.language());
  }
  const bool differs =
      std::any_of(trees->begin(), trees->end(), [](const auto& tree) { return tree.differing_count() > 0; });
  return differs ? ExitCode::kFaults : ExitCode::kDone;
}

}  // namespace

void AddRecompute(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<RecomputeOptions>();
  CLI::App* const command = program.add_subcommand(
      "recompute",
      "Computes a former score anew from the records that were known then, and says whether it is equal.");
  CLI::Option* const unit = AddText(*command, "--unit", options->unit, "CODE", "The unit's code");
  CLI::Option* const period = AddText(*command, "--period", options->period, "PERIOD", "The period");
  AddScope(*command, options->scope);
  AddText(*command, "--definition", options->definition, "ID",
          "The index definition; unset: the one in force on the last day of the period");
  CLI::Option* const at =
      command->add_option("--at", options->at, "A log and its last record that counts; for each log")
          ->type_name("LOG=POSITION");
  CLI::Option* const as_of =
      AddText(*command, "--as-of", options->as_of, "TIME", "The time as of which, Asia/Ho_Chi_Minh");
  CLI::Option* const score =
      AddText(*command, "--score", options->score, "FILE",
              "A score as JSON: says all of this, and is compared with what comes out");
  for (CLI::Option* const option : {unit, period, at, as_of}) score->excludes(option);
  command->add_flag("--below", options->below, "The scores of all units below this one, too");
  AddFormat(*command, options->format, {"table", "csv", "json"});
  command->footer(kRecomputeFooter);
  command->callback([=, &settings, &action] {
    if (score->count() == 0 &&
        (unit->count() == 0 || period->count() == 0 || at->count() == 0 || as_of->count() == 0)) {
      throw CLI::ValidationError("--unit, --period, --at and --as-of are needed, or --score");
    }
    action = [options, &settings] { return Recompute(settings, *options); };
  });
}

void AddDrift(CLI::App& program, const Settings& settings, Action& action) {
  auto options = std::make_shared<DriftOptions>();
  CLI::App* const command = program.add_subcommand(
      "drift",
      "Compares all scores that are kept with what the records give, and names the first that differs.");
  AddText(*command, "--unit", options->unit, "CODE",
          "Only the tree that this unit stands in; unset: that of every top-level unit");
  AddFormat(*command, options->format, {"table", "json"});
  command->footer(kDriftFooter);
  command->callback([options, &settings, &action] {
    action = [options, &settings] { return ShowDrift(settings, *options); };
  });
}

}  // namespace chiso
