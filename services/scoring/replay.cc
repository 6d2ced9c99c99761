#include "services/scoring/replay.h"

#include <algorithm>
#include <set>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "services/scoring/core/level.h"
#include "services/scoring/facts.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;

// The log of reference data, as the contracts of units, aliases, days, procedures and declarations say.
constexpr char kReferenceLog[] = "reference";
// Facts that are applied together; reference settles once for all of them.
constexpr size_t kMaxFacts = 10'000;
constexpr absl::Duration kProgressPeriod = absl::Seconds(5);

constexpr rv1::RecordKind kCases[] = {rv1::RECORD_KIND_DOSSIER, rv1::RECORD_KIND_PETITION};

size_t HashOf(const std::string& code) { return absl::HashOf(code); }

bool IsNation(const core::Units& units, const std::string& code) {
  const auto bearing = units.Bearing(code);
  return std::any_of(bearing.begin(), bearing.end(),
                     [](const core::Unit* unit) { return unit->level == core::Level::kNation; });
}

}  // namespace

Kin::Kin(const core::Units& units, const std::string& unit_code) : all_(IsNation(units, unit_code)) {
  if (all_) return;
  std::vector<std::string> open = {unit_code};
  const auto add = [&](const std::string& code) {
    if (!code.empty() && codes_.insert(code).second) open.push_back(code);
  };
  codes_.insert(unit_code);
  // Upwards, then downwards from all of them.
  while (!open.empty()) {
    const std::string code = std::move(open.back());
    open.pop_back();
    for (const core::Unit* unit : units.Bearing(code)) {
      if (!IsNation(units, unit->parent_code)) add(unit->parent_code);
    }
  }
  absl::flat_hash_map<std::string, std::vector<std::string>> below;
  for (const auto& [key, unit] : units.all()) below[unit.parent_code].push_back(key.code);
  open.assign(codes_.begin(), codes_.end());
  while (!open.empty()) {
    const auto found = below.find(open.back());
    open.pop_back();
    if (found == below.end()) continue;
    for (const std::string& code : found->second) add(code);
  }
}

absl::Status Replay::Run(const std::string& unit_code, const Positions& positions, absl::Time as_of,
                         const ReadLog& read) {
  unit_code_ = unit_code;
  ledger_.AdvanceTo(absl::ToUnixSeconds(as_of));
  for (const rv1::Position& end : positions) {
    record_count_ += end.sequence();
    if (end.log() != kReferenceLog) continue;
    if (absl::Status status = ReadReference(end, read); !status.ok()) return status;
  }
  kin_ = Kin(ledger_.units(), unit_code);
  for (const rv1::Position& end : positions) {
    if (end.log() == kReferenceLog || kin_.all()) continue;
    if (absl::Status status = FindCases(end, read); !status.ok()) return status;
  }
  for (const auto& [petition, dossier] : petitions_of_dossiers_) {
    if (dossiers_.contains(dossier)) petitions_.insert(petition);
  }
  for (const rv1::Position& end : positions) {
    if (end.log() == kReferenceLog) continue;
    if (absl::Status status = ReadCases(end, read); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Replay::ReadReference(const rv1::Position& end, const ReadLog& read) {
  absl::Status status = read(end, ScoredKinds(), [&](const rv1::LogEntry& entry) {
    TellProgress("reference", end, entry.first_sequence());
    for (const rv1::Record& record : entry.records()) {
      if (!record.has_unit_alias()) continue;
      meanings_[record.unit_alias().alias()].push_back(record.unit_alias().unit_code());
    }
    return Take(entry, [](const rv1::Record&) { return true; });
  });
  Settle();
  return status;
}

absl::Status Replay::FindCases(const rv1::Position& end, const ReadLog& read) {
  return read(end, kCases, [&](const rv1::LogEntry& entry) {
    TellProgress("cases", end, entry.first_sequence());
    for (const rv1::Record& record : entry.records()) {
      if (record.has_dossier()) {
        const rv1::Dossier& dossier = record.dossier();
        if (MayStand(dossier.unit_code(), dossier.unit_name())) dossiers_.insert(HashOf(dossier.code()));
      } else if (record.has_petition()) {
        const rv1::Petition& petition = record.petition();
        const size_t hash = HashOf(petition.code());
        if (MayStand(petition.unit_code(), "")) petitions_.insert(hash);
        if (!petition.dossier_code().empty()) {
          petitions_of_dossiers_.emplace_back(hash, HashOf(petition.dossier_code()));
        }
      }
    }
    return CheckSize(dossiers_.size());
  });
}

absl::Status Replay::CheckSize(size_t dossiers) const {
  if (dossiers <= max_dossiers_) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("there are more than ", max_dossiers_, " dossiers that matter to this unit"));
}

absl::Status Replay::ReadCases(const rv1::Position& end, const ReadLog& read) {
  absl::Status status = read(end, ScoredKinds(), [&](const rv1::LogEntry& entry) {
    TellProgress("records", end, entry.first_sequence());
    absl::Status taken = Take(entry, [this](const rv1::Record& record) { return Keeps(record); });
    return taken.ok() ? CheckSize(ledger_.cases().row_count()) : taken;
  });
  Settle();
  return status.ok() ? CheckSize(ledger_.cases().row_count()) : status;
}

// On whatever day: the days of units and aliases are the ledger's affair.
bool Replay::MayStand(const std::string& unit_code, const std::string& unit_name) const {
  const std::string& named = unit_code.empty() ? unit_name : unit_code;
  if (!unit_code.empty() && kin_.Holds(unit_code)) return true;
  const auto meant = meanings_.find(named);
  return meant != meanings_.end() &&
         std::any_of(meant->second.begin(), meant->second.end(),
                     [this](const std::string& code) { return kin_.Holds(code); });
}

bool Replay::Keeps(const rv1::Record& record) const {
  if (kin_.all()) return true;
  const auto of_kept = [this](const std::string& code) { return dossiers_.contains(HashOf(code)); };
  switch (record.content_case()) {
    case rv1::Record::kDossier:
      return of_kept(record.dossier().code());
    case rv1::Record::kProgress:
      return of_kept(record.progress().dossier_code());
    case rv1::Record::kSatisfaction:
      return of_kept(record.satisfaction().dossier_code());
    case rv1::Record::kPetition:
      return petitions_.contains(HashOf(record.petition().code()));
    case rv1::Record::kUnitReturn:
      return kin_.Holds(record.unit_return().unit_code());
    case rv1::Record::kNationalTotal:
      return kin_.Holds(record.national_total().unit_code());
    case rv1::Record::kCertifiedCopy:
      return kin_.Holds(record.certified_copy().unit_code());
    default:
      return true;
  }
}

absl::Status Replay::Take(const rv1::LogEntry& entry, absl::FunctionRef<bool(const rv1::Record&)> keeps) {
  for (const rv1::Record& record : entry.records()) {
    if (!keeps(record)) continue;
    absl::StatusOr<core::Fact> fact = FactFromProto(record, entry.sender());
    // What the state skips, too.
    if (fact.ok()) facts_.push_back(*std::move(fact));
    if (facts_.size() >= kMaxFacts) Settle();
  }
  return absl::OkStatus();
}

void Replay::Settle() {
  ledger_.Apply(facts_);
  facts_.clear();
}

void Replay::TellProgress(absl::string_view step, const rv1::Position& end, int64_t sequence) {
  const absl::Time now = absl::Now();
  if (now - told_at_ < kProgressPeriod) return;
  // The first time is none to tell of.
  if (told_at_ != absl::InfinitePast()) {
    SPDLOG_INFO("recomputing {}: {} of log {}, {} of {} records", unit_code_, std::string(step), end.log(),
                sequence, end.sequence());
  }
  told_at_ = now;
}

}  // namespace chiso
