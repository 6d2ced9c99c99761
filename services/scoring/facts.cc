#include "services/scoring/facts.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/errors.h"
#include "common/period.h"
#include "common/record/content_digest.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/ledger.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using absl::Status;
using absl::StatusOr;
using core::Fact;
using core::Origin;

// The core's enums have the contract's numbers, so values convert by a cast.
static_assert(static_cast<int>(core::DossierStatus::kInTransit) == rv1::DOSSIER_STATUS_IN_TRANSIT);
static_assert(static_cast<int>(core::DossierStatus::kReturned) == rv1::DOSSIER_STATUS_RETURNED);
static_assert(static_cast<int>(core::DossierStatus::kInTransit) == rv1::DossierStatus_MAX);
static_assert(static_cast<int>(core::PetitionOutcome::kSupplementAsked) == rv1::PetitionOutcome_MAX);
static_assert(static_cast<int>(core::TotalSource::kNationalPortal) == rv1::TotalSource_MAX);
static_assert(static_cast<int>(core::Kind::kPublication) == rv1::RecordKind_MAX);
static_assert(static_cast<int>(core::Kind::kDossier) == rv1::RECORD_KIND_DOSSIER);

constexpr rv1::RecordKind kScoredKinds[] = {
    rv1::RECORD_KIND_UNIT,         rv1::RECORD_KIND_RETURN,         rv1::RECORD_KIND_DOSSIER,
    rv1::RECORD_KIND_PROGRESS,     rv1::RECORD_KIND_PETITION,       rv1::RECORD_KIND_SATISFACTION,
    rv1::RECORD_KIND_PROCEDURE,    rv1::RECORD_KIND_NATIONAL_TOTAL, rv1::RECORD_KIND_CERTIFIED_COPY,
    rv1::RECORD_KIND_CALENDAR_DAY, rv1::RECORD_KIND_UNIT_ALIAS,     rv1::RECORD_KIND_FEED,
};

template <typename Day>
Status ReadDate(absl::string_view field, const std::string& text, Day& day) {
  if (text.empty()) return absl::OkStatus();
  day = ParseDate(text);
  if (day) return absl::OkStatus();
  return InvalidArgument(field, "must be a date YYYY-MM-DD of the years 1900 to 2199");
}

Status ReadDay(absl::string_view field, const std::string& text, std::optional<core::DayNumber>& day) {
  std::optional<absl::CivilDay> date;
  if (Status status = ReadDate(field, text, date); !status.ok()) return status;
  if (date) day = core::NumberOf(*date);
  return absl::OkStatus();
}

// To whole seconds, downwards: nanoseconds count upwards from the second, before 1970 too.
core::Moment MomentOf(const google::protobuf::Timestamp& time) { return time.seconds(); }
core::MaybeMoment MaybeMomentOf(bool given, const google::protobuf::Timestamp& time) {
  return given ? core::MaybeMoment(MomentOf(time)) : std::nullopt;
}

// What names a unit, a period and a scope.
StatusOr<core::UnitKey> UnitOf(absl::string_view kind, const auto& proto) {
  core::UnitKey unit{.code = proto.unit_code(), .valid_from = {}};
  Status status = ReadDate(absl::StrCat(kind, ".unit_valid_from"), proto.unit_valid_from(), unit.valid_from);
  if (!status.ok()) return status;
  return unit;
}

StatusOr<Period> PeriodOf(absl::string_view kind, const auto& proto) {
  const std::optional<Period> period = Period::Parse(proto.period());
  if (period) return *period;
  return InvalidArgument(absl::StrCat(kind, ".period"), "must be like 2026-08, 2026-Q3, 2026-H2 or 2026");
}

StatusOr<core::Cell> CellOf(absl::string_view kind, const auto& proto) {
  StatusOr<core::UnitKey> unit = UnitOf(kind, proto);
  if (!unit.ok()) return unit.status();
  const StatusOr<Period> period = PeriodOf(kind, proto);
  if (!period.ok()) return period.status();
  const std::optional<core::Scope> scope = ScopeFromProto(proto.scope());
  if (!scope) return InvalidArgument(absl::StrCat(kind, ".scope"), "must be own offices or subtree");
  return core::Cell{*std::move(unit), *period, *scope};
}

StatusOr<Fact> FactOf(Origin origin, const rv1::Unit& proto) {
  core::UnitFact fact{.origin = std::move(origin), .unit = {}};
  core::Unit& unit = fact.unit;
  unit.key.code = proto.code();
  Status status = ReadDate("unit.valid_from", proto.valid_from(), unit.key.valid_from);
  if (!status.ok()) return status;
  if (fact.origin.retracted) return fact;
  status = ReadDate("unit.valid_to", proto.valid_to(), unit.valid_to);
  if (!status.ok()) return status;
  const std::optional<core::Level> level = LevelFromProto(proto.level());
  if (!level) return InvalidArgument("unit.level", "must be a level");
  unit.level = *level;
  unit.name = proto.name();
  unit.parent_code = proto.parent_code();
  return fact;
}

StatusOr<Fact> FactOf(Origin origin, const rv1::Return& proto) {
  StatusOr<core::Cell> cell = CellOf("unit_return", proto);
  if (!cell.ok()) return cell.status();
  core::ReturnFact fact{std::move(origin), *std::move(cell), proto.indicator(), {}};
  if (proto.has_numerator()) fact.figures.numerator = proto.numerator();
  if (proto.has_denominator()) fact.figures.denominator = proto.denominator();
  return fact;
}

StatusOr<Fact> FactOf(Origin origin, const rv1::NationalTotal& proto) {
  StatusOr<core::Cell> cell = CellOf("national_total", proto);
  if (!cell.ok()) return cell.status();
  if (proto.source() == rv1::TOTAL_SOURCE_UNSPECIFIED || !rv1::TotalSource_IsValid(proto.source())) {
    return InvalidArgument("national_total.source", "must be a source");
  }
  core::TotalFact fact{
      std::move(origin), *std::move(cell), static_cast<core::TotalSource>(proto.source()), {}};
  if (proto.has_received_count()) fact.received = proto.received_count();
  return fact;
}

StatusOr<Fact> FactOf(Origin origin, const rv1::CertifiedCopyCount& proto) {
  StatusOr<core::UnitKey> unit = UnitOf("certified_copy", proto);
  if (!unit.ok()) return unit.status();
  const StatusOr<Period> period = PeriodOf("certified_copy", proto);
  if (!period.ok()) return period.status();
  core::CopyFact fact{std::move(origin), *std::move(unit), *period, {}};
  if (proto.has_copy_count()) fact.copies = proto.copy_count();
  return fact;
}

StatusOr<Fact> FactOf(Origin origin, const rv1::UnitAlias& proto) {
  core::AliasFact fact{
      .origin = std::move(origin), .key = {}, .valid_to = {}, .unit_code = proto.unit_code()};
  fact.key.sender = proto.sender();
  fact.key.alias = proto.alias();
  Status status = ReadDate("unit_alias.valid_from", proto.valid_from(), fact.key.valid_from);
  if (status.ok()) status = ReadDate("unit_alias.valid_to", proto.valid_to(), fact.valid_to);
  if (!status.ok()) return status;
  return fact;
}

StatusOr<Fact> FactOf(Origin origin, const rv1::CalendarDay& proto) {
  std::optional<core::DayNumber> day;
  if (Status status = ReadDay("calendar_day.date", proto.date(), day); !status.ok()) return status;
  if (!day) return InvalidArgument("calendar_day.date", "must be given");
  return core::CalendarFact{std::move(origin), *day, proto.unit_code(),
                            proto.kind() == rv1::DAY_KIND_WORKING};
}

StatusOr<Fact> FactOf(Origin origin, const rv1::Procedure& proto) {
  core::ProcedureFact fact{
      .origin = std::move(origin), .key = {proto.code(), proto.unit_code()}, .procedure = {}};
  core::Procedure& procedure = fact.procedure;
  Status status = ReadDate("procedure.valid_from", proto.valid_from(), procedure.in_force.first);
  if (status.ok()) status = ReadDate("procedure.valid_to", proto.valid_to(), procedure.in_force.last);
  if (status.ok()) status = ReadDay("procedure.effective_date", proto.effective_date(), procedure.effective);
  if (status.ok()) status = ReadDay("procedure.announce_date", proto.announce_date(), procedure.announced);
  if (status.ok()) status = ReadDay("procedure.publish_date", proto.publish_date(), procedure.published);
  if (!status.ok()) return status;
  for (int i = 0; i < proto.levels_size(); ++i) {
    const std::optional<core::Level> level = LevelFromProto(proto.levels(i));
    if (!level) return InvalidArgument(absl::StrCat("procedure.levels[", i, "]"), "must be a level");
    procedure.levels.Add(*level);
  }
  procedure.online =
      proto.online_level() == rv1::ONLINE_LEVEL_PARTIAL || proto.online_level() == rv1::ONLINE_LEVEL_FULL;
  if (proto.has_has_fee()) procedure.facts.has_fee = proto.has_fee();
  if (proto.has_result_required()) procedure.facts.result_required = proto.result_required();
  if (proto.has_max_working_days()) procedure.facts.max_working_days = proto.max_working_days();
  procedure.payable_online = proto.payable_online();
  procedure.for_persons = proto.for_persons();
  procedure.published_in_full = proto.published_in_full();
  return fact;
}

StatusOr<Fact> FactOf(Origin origin, const rv1::FeedDeclaration& proto) {
  core::FeedFact fact{.origin = std::move(origin),
                      .key = {proto.sender(), static_cast<core::Kind>(proto.kind()), proto.unit_code()},
                      .feed = {}};
  Status status = ReadDate("feed.valid_from", proto.valid_from(), fact.feed.days.first);
  if (status.ok()) status = ReadDate("feed.valid_to", proto.valid_to(), fact.feed.days.last);
  if (!status.ok()) return status;
  if (proto.has_precedence()) fact.feed.precedence = proto.precedence();
  return fact;
}

core::DossierStatus StatusOf(rv1::DossierStatus status) { return static_cast<core::DossierStatus>(status); }

StatusOr<Fact> FactOf(Origin origin, const rv1::Dossier& proto) {
  core::DossierFact fact{.origin = std::move(origin), .code = proto.code(), .dossier = {}};
  core::Dossier& dossier = fact.dossier;
  dossier.status = StatusOf(proto.status());
  dossier.unit_code = proto.unit_code();
  dossier.unit_name = proto.unit_name();
  dossier.procedure_code = proto.procedure_code();
  dossier.receive = MaybeMomentOf(proto.has_receive_time(), proto.receive_time());
  dossier.due = MaybeMomentOf(proto.has_due_time(), proto.due_time());
  dossier.process_end = MaybeMomentOf(proto.has_process_end_time(), proto.process_end_time());
  dossier.returned = MaybeMomentOf(proto.has_return_time(), proto.return_time());
  dossier.refused = MaybeMomentOf(proto.has_refuse_time(), proto.refuse_time());
  dossier.submitted = MaybeMomentOf(proto.has_submit_time(), proto.submit_time());
  using core::DossierFlag;
  core::DossierFlags& flags = dossier.flags;
  flags.Set(DossierFlag::kOnline, proto.channel() == rv1::CHANNEL_ONLINE);
  flags.Set(DossierFlag::kPaidOnline,
            proto.payment() == rv1::PAYMENT_NATIONAL_PORTAL || proto.payment() == rv1::PAYMENT_LOCAL_GATEWAY);
  flags.Set(DossierFlag::kResultFile, proto.results().file_count() >= 1);
  flags.Set(DossierFlag::kDigitisedComponent, proto.has_components()
                                                  ? proto.components().digitised_count() >= 1
                                                  : proto.has_digitised_component());
  flags.Set(DossierFlag::kReusesData,
            proto.has_digitised_component() || proto.components().reused_count() >= 1);
  flags.Set(DossierFlag::kFromStorage, proto.components().storage_count() >= 1);
  flags.Set(DossierFlag::kAccountVerified, proto.account_verified());
  flags.Set(DossierFlag::kAsksDatabase, !proto.database_codes().empty());
  flags.Set(DossierFlag::kHasAmount, proto.fees().amount() > 0);
  flags.Set(DossierFlag::kAllLinesAreZero,
            proto.fees().line_count() >= 1 && proto.fees().zero_count() == proto.fees().line_count());
  dossier.database_codes.assign(proto.database_codes().begin(), proto.database_codes().end());
  for (const rv1::Supplement& supplement : proto.supplements()) {
    dossier.supplements.push_back(
        {.request = MaybeMomentOf(supplement.has_request_time(), supplement.request_time()),
         .receive = MaybeMomentOf(supplement.has_receive_time(), supplement.receive_time()),
         .new_due = MaybeMomentOf(supplement.has_new_due_time(), supplement.new_due_time())});
  }
  return fact;
}

StatusOr<Fact> FactOf(Origin origin, const rv1::ProgressLine& proto) {
  return core::LineFact{std::move(origin), proto.dossier_code(), MomentOf(proto.process_time()),
                        proto.process_time().nanos(), StatusOf(proto.status())};
}

StatusOr<Fact> FactOf(Origin origin, const rv1::SatisfactionAnswer& proto) {
  return core::AnswerFact{std::move(origin), proto.dossier_code(), proto.code(),
                          proto.satisfaction() == rv1::SATISFACTION_DISSATISFIED};
}

StatusOr<Fact> FactOf(Origin origin, const rv1::Petition& proto) {
  core::PetitionFact fact{.origin = std::move(origin), .code = proto.code(), .petition = {}};
  core::Petition& petition = fact.petition;
  petition.unit_code = proto.unit_code();
  petition.receive = MomentOf(proto.receive_time());
  petition.outcome = static_cast<core::PetitionOutcome>(proto.outcome());
  petition.outcome_time = MaybeMomentOf(proto.has_outcome_time(), proto.outcome_time());
  petition.published = MaybeMomentOf(proto.has_publish_time(), proto.publish_time());
  petition.dissatisfied = proto.satisfaction() == rv1::SATISFACTION_DISSATISFIED;
  petition.repeated = proto.repeated_petition();
  petition.dossier_code = proto.dossier_code();
  return fact;
}

std::string DayText(const std::optional<absl::CivilDay>& day) {
  return day ? absl::StrCat("@", FormatDate(*day)) : "";
}
std::string EnumText(const std::string& name, absl::string_view prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(name, prefix));
}

std::string TextOf(const core::UnitFact& fact) { return core::KeyText(fact.unit.key); }
std::string TextOf(const core::ReturnFact& fact) { return core::KeyText(fact.cell, fact.indicator); }
std::string TextOf(const core::TotalFact& fact) {
  const auto source = static_cast<rv1::TotalSource>(fact.source);
  return core::KeyText(fact.cell, EnumText(rv1::TotalSource_Name(source), "TOTAL_SOURCE_"));
}
std::string TextOf(const core::CopyFact& fact) {
  return absl::StrCat(core::KeyText(fact.unit), "/", fact.period.ToString());
}
std::string TextOf(const core::AliasFact& fact) {
  return absl::StrCat(fact.key.sender, "/", fact.key.alias, DayText(fact.key.valid_from));
}
std::string TextOf(const core::CalendarFact& fact) {
  return absl::StrCat(fact.unit_code, "/", FormatDate(core::DayOf(fact.day)));
}
std::string TextOf(const core::ProcedureFact& fact) {
  return absl::StrCat(fact.key.unit_code, "/", fact.key.code);
}
std::string TextOf(const core::FeedFact& fact) {
  const auto kind = static_cast<rv1::RecordKind>(fact.key.kind);
  return absl::StrCat(fact.key.sender, "/", EnumText(rv1::RecordKind_Name(kind), "RECORD_KIND_"), "/",
                      fact.key.unit_code);
}
std::string TextOf(const core::DossierFact& fact) { return fact.code; }
std::string TextOf(const core::LineFact& fact) {
  const auto status = static_cast<rv1::DossierStatus>(fact.status);
  return absl::StrCat(
      fact.dossier_code, "/",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(fact.time), absl::UTCTimeZone()), "/",
      EnumText(rv1::DossierStatus_Name(status), "DOSSIER_STATUS_"));
}
std::string TextOf(const core::AnswerFact& fact) { return absl::StrCat(fact.dossier_code, "/", fact.code); }
std::string TextOf(const core::PetitionFact& fact) { return fact.code; }

}  // namespace

absl::Span<const rv1::RecordKind> ScoredKinds() { return kScoredKinds; }

StatusOr<Fact> FactFromProto(const rv1::Record& record, const std::string& sender) {
  return FactFromProto(record, VersionOf(record), sender);
}

StatusOr<Fact> FactFromProto(const rv1::Record& record, Version version, const std::string& sender) {
  Origin origin{.version = std::move(version), .retracted = record.retracted(), .sender = sender};
  switch (record.content_case()) {
    case rv1::Record::kUnit:
      return FactOf(std::move(origin), record.unit());
    case rv1::Record::kUnitReturn:
      return FactOf(std::move(origin), record.unit_return());
    case rv1::Record::kDossier:
      return FactOf(std::move(origin), record.dossier());
    case rv1::Record::kProgress:
      return FactOf(std::move(origin), record.progress());
    case rv1::Record::kPetition:
      return FactOf(std::move(origin), record.petition());
    case rv1::Record::kSatisfaction:
      return FactOf(std::move(origin), record.satisfaction());
    case rv1::Record::kProcedure:
      return FactOf(std::move(origin), record.procedure());
    case rv1::Record::kNationalTotal:
      return FactOf(std::move(origin), record.national_total());
    case rv1::Record::kCertifiedCopy:
      return FactOf(std::move(origin), record.certified_copy());
    case rv1::Record::kCalendarDay:
      return FactOf(std::move(origin), record.calendar_day());
    case rv1::Record::kUnitAlias:
      return FactOf(std::move(origin), record.unit_alias());
    case rv1::Record::kFeed:
      return FactOf(std::move(origin), record.feed());
    default:
      return InvalidArgument("content", "must be of a kind that scores are made of");
  }
}

std::string KeyTextOf(const Fact& fact) {
  return std::visit([](const auto& of_kind) { return TextOf(of_kind); }, fact);
}

}  // namespace chiso
