#include "services/reporting/request_rules.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors.h"
#include "common/period.h"
#include "common/personal.h"
#include "common/text.h"
#include "common/unseen.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
namespace iv1 = index::v1;

// In bytes. Names of writers, logs and definitions are short words of operators; official names of offices
// take about 200 bytes; the longest sentences of a letter name several decisions.
constexpr size_t kMaxWordBytes = 100;
constexpr size_t kMaxNameBytes = 300;
constexpr size_t kMaxLetterBytes = 2000;
constexpr int kMaxLetterLines = 100;
constexpr int kMaxFigures = 10'000;
constexpr int kMaxHistoryPage = 1000;
// The packed scores of one update, about 1.2 MiB, and 25 MiB where the look at a request adds up what it
// takes.
constexpr int kMaxPackedScores = 5'000;
// Of a definition: what a column of its scores may hold.
constexpr int kMaxIndicators = 100;
constexpr size_t kDigestBytes = 32;
// The last second of the year 9999: what a google.protobuf.Timestamp can hold.
constexpr int64_t kMaxSeconds = 253'402'300'799;

// Returns the status of an expression from the function where it is not OK.
#define CHISO_CHECK(expression) \
  if (absl::Status status = (expression); !status.ok()) return status

absl::Status Text(absl::string_view field, const std::string& text, size_t max_bytes, bool required) {
  if (text.empty() && required) return InvalidArgument(field, "must be given");
  if (text.size() <= max_bytes && IsCleanText(text)) return absl::OkStatus();
  return InvalidArgument(
      field, absl::StrCat("must be UTF-8 in Unicode NFC on one line, at most ", max_bytes, " bytes"));
}

// What a letter says of offices.
absl::Status LetterText(absl::string_view field, const std::string& text, size_t max_bytes, bool required) {
  if (absl::Status status = Text(field, text, max_bytes, required); !status.ok()) return status;
  if (!LooksPersonal(text)) return absl::OkStatus();
  return InvalidArgument(field, "must hold no e-mail address and no number of nine digits or more");
}

absl::Status UnitCode(absl::string_view field, const std::string& code) {
  if (IsUnitCode(code)) return absl::OkStatus();
  return InvalidArgument(field,
                         NamingUnseen("must be 1 to 40 characters of A-Z, a-z, 0-9, '.', '-' and '_'", code));
}

absl::Status Date(absl::string_view field, const std::string& date) {
  if (date.empty() || ParseDate(date)) return absl::OkStatus();
  return InvalidArgument(field, "must be a date YYYY-MM-DD of the years 1900 to 2199");
}

absl::Status PeriodText(absl::string_view field, const std::string& period) {
  if (Period::Parse(period)) return absl::OkStatus();
  return InvalidArgument(field, "must be like 2026-08, 2026-Q3, 2026-H2 or 2026, of the years 1900 to 2199");
}

absl::Status Digest(const std::string& field, const std::string& digest, bool required) {
  if (digest.size() == kDigestBytes || (digest.empty() && !required)) return absl::OkStatus();
  return InvalidArgument(field, absl::StrCat("must be ", kDigestBytes, " bytes"));
}

absl::Status Number(absl::string_view field, int64_t number, int64_t max) {
  if (number >= 0 && number <= max) return absl::OkStatus();
  return InvalidArgument(field, absl::StrCat("must be 0 to ", max));
}

// For enums whose value 0 stands for a default, unless it is required.
absl::Status Choice(absl::string_view field, int value, bool valid, bool required = false) {
  if (value == 0 && required) return InvalidArgument(field, "must be given");
  if (valid) return absl::OkStatus();
  return InvalidArgument(field, "has a value that this service does not know");
}

absl::Status UnitKey(const std::string& at, const std::string& code, const std::string& valid_from) {
  CHISO_CHECK(UnitCode(at + "code", code));
  return Date(at + "valid_from", valid_from);
}

absl::Status CheckUnit(const std::string& at, const record::v1::Unit& unit) {
  CHISO_CHECK(UnitKey(at, unit.code(), unit.valid_from()));
  CHISO_CHECK(Date(at + "valid_to", unit.valid_to()));
  CHISO_CHECK(Text(at + "name", unit.name(), kMaxNameBytes, true));
  CHISO_CHECK(Choice(at + "level", unit.level(), record::v1::Level_IsValid(unit.level()), true));
  if (unit.parent_code().empty()) return absl::OkStatus();
  return UnitCode(at + "parent_code", unit.parent_code());
}

absl::Status CheckScore(const std::string& at, const iv1::Score& score,
                        const OpenedDefinitions& definitions) {
  CHISO_CHECK(UnitKey(at + "unit.", score.unit().code(), score.unit().valid_from()));
  CHISO_CHECK(PeriodText(at + "period", score.period()));
  CHISO_CHECK(Choice(at + "scope", score.scope(), record::v1::Scope_IsValid(score.scope()), true));
  const auto definition = std::find_if(definitions.begin(), definitions.end(), [&](const auto& opened) {
    return opened.id() == score.definition_id();
  });
  if (definition == definitions.end()) {
    return InvalidArgument(at + "definition_id", "must be a definition of the opening");
  }
  if (definition->sha256() == score.definition_sha256()) return absl::OkStatus();
  return InvalidArgument(at + "definition_sha256", "must be that of the definition in the opening");
}

absl::Status CheckPacked(const std::string& at, const rv1::PackedScores& packed,
                         const OpenedDefinitions& definitions) {
  if (packed.definition() < 0 || packed.definition() >= definitions.size()) {
    return InvalidArgument(at + "definition", "must be a place among the definitions of the opening");
  }
  CHISO_CHECK(PeriodText(at + "period", packed.period()));
  CHISO_CHECK(Choice(at + "scope", packed.scope(), record::v1::Scope_IsValid(packed.scope()), true));
  for (int i = 0; i < packed.scores_size(); ++i) {
    const record::v1::UnitId& unit = packed.scores(i).unit();
    if (CheckUnitId("", unit).ok()) continue;
    return CheckUnitId(absl::StrCat(at, "scores[", i, "].unit."), unit);
  }
  return absl::OkStatus();
}

absl::Status CheckScoreId(const std::string& at, const rv1::ScoreId& score) {
  CHISO_CHECK(CheckUnitId(at + "unit.", score.unit()));
  CHISO_CHECK(PeriodText(at + "period", score.period()));
  return Choice(at + "scope", score.scope(), record::v1::Scope_IsValid(score.scope()), true);
}

absl::Status CheckScores(const rv1::ScoreUpdate& update, const OpenedDefinitions& definitions) {
  for (int i = 0; i < update.scores_size(); ++i) {
    CHISO_CHECK(CheckScore(absl::StrCat("update.scores[", i, "]."), update.scores(i), definitions));
  }
  int packed = 0;
  for (int i = 0; i < update.packed_scores_size(); ++i) {
    CHISO_CHECK(
        CheckPacked(absl::StrCat("update.packed_scores[", i, "]."), update.packed_scores(i), definitions));
    packed += update.packed_scores(i).scores_size();
  }
  if (packed > kMaxPackedScores) {
    return InvalidArgument("update.packed_scores",
                           absl::StrCat("must hold at most ", kMaxPackedScores, " scores together"));
  }
  for (int i = 0; i < update.removed_scores_size(); ++i) {
    CHISO_CHECK(CheckScoreId(absl::StrCat("update.removed_scores[", i, "]."), update.removed_scores(i)));
  }
  return absl::OkStatus();
}

absl::Status Time(absl::string_view field, bool given, const google::protobuf::Timestamp& time) {
  if (given && time.seconds() >= 0 && time.seconds() <= kMaxSeconds && time.nanos() >= 0 &&
      time.nanos() < 1'000'000'000) {
    return absl::OkStatus();
  }
  return InvalidArgument(field, "must be given, as a time since 1970-01-01T00:00:00Z");
}

absl::Status CheckLines(const std::string& field,
                        const google::protobuf::RepeatedPtrField<std::string>& lines) {
  if (lines.size() > kMaxLetterLines)
    return InvalidArgument(field, absl::StrCat("must be at most ", kMaxLetterLines));
  for (int i = 0; i < lines.size(); ++i) {
    CHISO_CHECK(LetterText(absl::StrCat(field, "[", i, "]"), lines[i], kMaxLetterBytes, true));
  }
  return absl::OkStatus();
}

absl::Status CheckLetter(const rv1::Letter& letter) {
  CHISO_CHECK(LetterText("letter.agency", letter.agency(), kMaxNameBytes, false));
  CHISO_CHECK(LetterText("letter.place", letter.place(), kMaxNameBytes, false));
  CHISO_CHECK(LetterText("letter.area", letter.area(), kMaxNameBytes, false));
  CHISO_CHECK(LetterText("letter.units_below", letter.units_below(), kMaxNameBytes, false));
  CHISO_CHECK(LetterText("letter.own_offices", letter.own_offices(), kMaxNameBytes, false));
  CHISO_CHECK(CheckLines("letter.legal_bases", letter.legal_bases()));
  CHISO_CHECK(CheckLines("letter.addressees", letter.addressees()));
  CHISO_CHECK(CheckLines("letter.recipients", letter.recipients()));
  return CheckLines("letter.signer_office", letter.signer_office());
}

// Whether the update is a heartbeat and at most the beginning of a snapshot.
bool HoldsNothing(const rv1::ScoreUpdate& update) {
  return update.units().empty() && update.removed_units().empty() && update.scores().empty() &&
         update.packed_scores().empty() && update.removed_scores().empty() && update.positions().empty() &&
         !update.snapshot_end();
}

// Reads what RankingToken made.
bool ParseRankingToken(const std::string& token, RankingRequest& ranking) {
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  if (parts.size() != 2 || parts[0].size() != 16 || parts[1].empty()) return false;
  ranking.digest = parts[0];
  return std::all_of(parts[0].begin(), parts[0].end(), absl::ascii_isxdigit) &&
         std::all_of(parts[1].begin(), parts[1].end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(parts[1], &ranking.offset);
}

}  // namespace

absl::Status CheckOpening(const rv1::WriterOpening& opening) {
  CHISO_CHECK(Text("opening.writer", opening.writer(), kMaxWordBytes, true));
  if (opening.logs().empty()) return InvalidArgument("opening.logs", "must name at least one log");
  std::set<std::string> logs;
  for (int i = 0; i < opening.logs_size(); ++i) {
    const std::string at = absl::StrCat("opening.logs[", i, "]");
    CHISO_CHECK(Text(at, opening.logs(i), kMaxWordBytes, true));
    if (!logs.insert(opening.logs(i)).second) return InvalidArgument(at, "stands there twice");
  }
  std::set<std::string> ids;
  for (int i = 0; i < opening.definitions_size(); ++i) {
    const iv1::IndexDefinition& definition = opening.definitions(i);
    const std::string at = absl::StrCat("opening.definitions[", i, "].");
    CHISO_CHECK(Text(at + "id", definition.id(), kMaxWordBytes, true));
    if (!ids.insert(definition.id()).second) return InvalidArgument(at + "id", "stands there twice");
    CHISO_CHECK(Digest(at + "sha256", definition.sha256(), true));
    CHISO_CHECK(Date(at + "valid_from", definition.valid_from()));
    CHISO_CHECK(Date(at + "valid_to", definition.valid_to()));
    int indicators = 0;
    for (const iv1::Group& group : definition.groups()) indicators += group.indicators_size();
    if (indicators > kMaxIndicators) {
      return InvalidArgument(at + "groups",
                             absl::StrCat("must hold at most ", kMaxIndicators, " indicators together"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUpdate(const rv1::ScoreUpdate& update, const std::set<std::string>& logs,
                         const OpenedDefinitions& definitions) {
  for (int i = 0; i < update.units_size(); ++i) {
    CHISO_CHECK(CheckUnit(absl::StrCat("update.units[", i, "]."), update.units(i)));
  }
  for (int i = 0; i < update.removed_units_size(); ++i) {
    CHISO_CHECK(CheckUnitId(absl::StrCat("update.removed_units[", i, "]."), update.removed_units(i)));
  }
  CHISO_CHECK(CheckScores(update, definitions));
  CHISO_CHECK(CheckPositions(update.positions(), "update.positions"));
  for (int i = 0; i < update.positions_size(); ++i) {
    if (logs.contains(update.positions(i).log())) continue;
    return InvalidArgument(absl::StrCat("update.positions[", i, "].log"), "must be a log of the opening");
  }
  if (!update.has_as_of_time() && HoldsNothing(update)) return absl::OkStatus();
  return Time("update.as_of_time", update.has_as_of_time(), update.as_of_time());
}

absl::Status CheckUnitId(const std::string& at, const record::v1::UnitId& unit) {
  return UnitKey(at, unit.code(), unit.valid_from());
}

absl::Status CheckPositions(const google::protobuf::RepeatedPtrField<record::v1::Position>& positions,
                            absl::string_view field) {
  std::set<std::string> logs;
  for (int i = 0; i < positions.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "].");
    CHISO_CHECK(Text(at + "log", positions[i].log(), kMaxWordBytes, true));
    if (!logs.insert(positions[i].log()).second) return InvalidArgument(at + "log", "stands there twice");
    if (positions[i].sequence() < 0) return InvalidArgument(at + "sequence", "must be at least 0");
    CHISO_CHECK(Digest(at + "digest", positions[i].digest(), false));
  }
  return absl::OkStatus();
}

absl::Status CheckFiguresRequest(const rv1::RecordOfficialFiguresRequest& request) {
  if (!IsSenderName(request.sender())) {
    return InvalidArgument("sender", "must be 1 to 100 characters of a-z, 0-9, '.', '_' and '-'");
  }
  if (request.figures().empty() || request.figures_size() > kMaxFigures) {
    return InvalidArgument("figures", absl::StrCat("must be 1 to ", kMaxFigures));
  }
  return absl::OkStatus();
}

absl::StatusOr<RankingRequest> ParseRankingRequest(const rv1::ListRankingRequest& request) {
  CHISO_CHECK(PeriodText("period", request.period()));
  if (!request.parent_code().empty()) CHISO_CHECK(UnitCode("parent_code", request.parent_code()));
  CHISO_CHECK(Choice("level", request.level(), record::v1::Level_IsValid(request.level())));
  if (!request.by_code().empty() && !IsFigureCode(request.by_code())) {
    return InvalidArgument(
        "by_code", NamingUnseen("must be 1 to 64 characters of A-Z, 0-9 and '_', beginning with a letter",
                                request.by_code()));
  }
  CHISO_CHECK(Choice("basis", request.basis(), rv1::Basis_IsValid(request.basis())));
  CHISO_CHECK(Choice("scope", request.scope(), record::v1::Scope_IsValid(request.scope())));
  CHISO_CHECK(CheckPositions(request.min_positions()));
  CHISO_CHECK(Number("page_size", request.page_size(), kMaxRankingPage));
  RankingRequest ranking{.query = {.period = *Period::Parse(request.period())}};
  RankingQuery& query = ranking.query;
  query.parent_code = request.parent_code();
  query.level = request.level();
  if (!request.by_code().empty()) query.by_code = request.by_code();
  if (request.basis() != rv1::BASIS_UNSPECIFIED) query.basis = request.basis();
  if (request.scope() != record::v1::SCOPE_UNSPECIFIED) query.scope = request.scope();
  if (request.page_size() > 0) ranking.page_size = request.page_size();
  if (!request.page_token().empty() && !ParseRankingToken(request.page_token(), ranking)) {
    return InvalidArgument("page_token", "must be the next_page_token of an answer");
  }
  return ranking;
}

std::string RankingToken(const std::string& digest, int offset) { return absl::StrCat(digest, ".", offset); }

absl::Status CheckHistoryRequest(const rv1::GetHistoryRequest& request) {
  CHISO_CHECK(UnitCode("unit_code", request.unit_code()));
  CHISO_CHECK(Date("unit_valid_from", request.unit_valid_from()));
  CHISO_CHECK(Choice("scope", request.scope(), record::v1::Scope_IsValid(request.scope())));
  CHISO_CHECK(CheckPositions(request.min_positions()));
  if (!request.from_period().empty()) CHISO_CHECK(PeriodText("from_period", request.from_period()));
  if (!request.to_period().empty()) CHISO_CHECK(PeriodText("to_period", request.to_period()));
  const std::optional<Period> from = Period::Parse(request.from_period()),
                              to = Period::Parse(request.to_period());
  if (from && to && to->last_day() < from->first_day()) {
    return InvalidArgument("to_period", "must not end before from_period begins");
  }
  CHISO_CHECK(Choice("kind", request.kind(), rv1::PeriodKind_IsValid(request.kind())));
  CHISO_CHECK(Date("known_on", request.known_on()));
  return Number("page_size", request.page_size(), kMaxHistoryPage);
}

absl::Status CheckPublishRequest(const rv1::PublishBulletinRequest& request) {
  CHISO_CHECK(UnitCode("unit_code", request.unit_code()));
  CHISO_CHECK(PeriodText("period", request.period()));
  CHISO_CHECK(Choice("basis", request.basis(), rv1::Basis_IsValid(request.basis()), true));
  CHISO_CHECK(CheckLetter(request.letter()));
  return CheckPositions(request.min_positions());
}

absl::StatusOr<BulletinKey> ParseBulletinName(absl::string_view name) {
  const absl::Status malformed =
      InvalidArgument("name", "must be units/{unit_code}/bulletins/{period} or that with .{revision_number}");
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() != 4 || parts[0] != "units" || parts[2] != "bulletins" || !IsUnitCode(parts[1]))
    return malformed;
  const std::vector<std::string> ends = absl::StrSplit(parts[3], absl::MaxSplits('.', 1));
  if (!Period::Parse(ends[0])) return malformed;
  BulletinKey key{parts[1], ends[0], 0};
  if (ends.size() == 1) return key;
  const std::string& number = ends[1];
  const bool digits = std::all_of(number.begin(), number.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(number, &key.revision_number) || key.revision_number < 1) return malformed;
  return key;
}

}  // namespace chiso
