#include "tools/simulate/expectation.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/period.h"

namespace chiso {
namespace {

using absl::CivilDay;
using absl::CivilMonth;
using absl::CivilSecond;
using enum record::v1::DossierStatus;

// What is known of a dossier when all is over.
struct Outcome {
  CivilSecond received;
  CivilSecond ended;
  // Since when it is late; absent: it was in time.
  std::optional<CivilSecond> late;
  bool online;
  bool needs_file;
  bool has_file;
  bool digitised;
  bool reused;
  bool stored;
  bool verified;
  bool has_fee;
  bool paid_online;
};

// A new due time takes the place of the old one, and being asked twice for what is missing is late in itself.
std::optional<CivilSecond> LateSince(const SimulatedDossier& dossier, CivilSecond ended) {
  const auto& supplements = dossier.supplements;
  const CivilSecond due = supplements.empty() ? dossier.due_time : supplements.back().new_due_time;
  CivilSecond late(CivilDay(due) + 1);
  if (supplements.size() > 1) late = std::min(late, supplements[1].request_time);
  return late <= ended ? std::optional<CivilSecond>(late) : std::nullopt;
}

Outcome OutcomeOf(const SimulatedDossier& dossier) {
  // Handing over comes after the end.
  auto last = dossier.stages.rbegin();
  const bool finished = last->status == DOSSIER_STATUS_FINISHED || last->status == DOSSIER_STATUS_RETURNED;
  if (last->status == DOSSIER_STATUS_RETURNED) {
    last = std::find_if(last, dossier.stages.rend(),
                        [](const SimulatedStage& stage) { return stage.status == DOSSIER_STATUS_FINISHED; });
  }
  Outcome outcome{.received = *dossier.receive_time, .ended = last->time};
  outcome.late = LateSince(dossier, outcome.ended);
  outcome.online = dossier.channel == record::v1::CHANNEL_ONLINE;
  outcome.needs_file = dossier.procedure->has_result;
  outcome.has_file = finished && outcome.needs_file && dossier.result_file;
  outcome.digitised = dossier.digitised > 0;
  outcome.reused = dossier.reused > 0;
  outcome.verified = dossier.account_verified;
  outcome.stored = outcome.reused && outcome.verified;
  outcome.has_fee = dossier.procedure->fee > 0 && !dossier.fee_exempt;
  outcome.paid_online = outcome.has_fee && dossier.pay_time.has_value();
  return outcome;
}

enum class Population { kReceived, kFinished, kInProcess };

struct Planted {
  const char* code;
  Population population;
  int64_t (*numerator)(const Outcome&, bool late);
  bool (*in_base)(const Outcome&);
};

bool Any(const Outcome&) { return true; }

constexpr Planted kPlanted[] = {
    {"ON_TIME", Population::kInProcess, [](const Outcome&, bool late) -> int64_t { return !late; }, Any},
    {"AVERAGE_TIME", Population::kFinished,
     [](const Outcome& o, bool) -> int64_t { return (o.ended - o.received) / 60; }, Any},
    {"ONLINE_DOSSIERS", Population::kReceived,
     [](const Outcome& o, bool) -> int64_t { return o.online && (o.has_file || !o.needs_file); }, Any},
    {"PAYMENT_DOSSIERS", Population::kInProcess,
     [](const Outcome& o, bool) -> int64_t { return o.paid_online; },
     [](const Outcome& o) { return o.has_fee; }},
    {"ORIGINAL_RESULT_AVAILABLE", Population::kInProcess,
     [](const Outcome& o, bool) -> int64_t { return o.has_file; },
     [](const Outcome& o) { return o.needs_file; }},
    {"SO_HOA_GIAY_TO_GIAI_QUYET", Population::kInProcess,
     [](const Outcome& o, bool) -> int64_t { return o.digitised && (o.has_file || !o.needs_file); }, Any},
    {"REUSED_DIGITIZED_DATA", Population::kInProcess,
     [](const Outcome& o, bool) -> int64_t { return o.digitised || o.reused; }, Any},
    {"SYNCED_WITH_DVCQG_PERSONAL_STORAGE", Population::kInProcess,
     [](const Outcome& o, bool) -> int64_t { return o.stored; }, Any},
    {"CITIZEN_DATA_CONNECTED_DOSSIER", Population::kInProcess,
     [](const Outcome& o, bool) -> int64_t { return o.verified || o.stored; }, Any},
    // Nobody says that he is dissatisfied.
    {"DOSSIER_RECEIVING_SATISFACTION", Population::kInProcess,
     [](const Outcome&, bool late) -> int64_t { return !late; }, Any},
};

bool Belongs(const Outcome& outcome, Population population, CivilMonth month) {
  switch (population) {
    case Population::kReceived:
      return CivilMonth(outcome.received) == month;
    case Population::kFinished:
      return CivilMonth(outcome.ended) == month;
    case Population::kInProcess:
      return CivilMonth(outcome.received) <= month && CivilMonth(outcome.ended) >= month;
  }
  return false;
}

}  // namespace

void Expectation::Add(const SimulatedDossier& dossier, const SimulatedUnit& unit) {
  static_assert(std::size(kPlanted) == kIndicators);
  // What was never received counts for nobody.
  if (!dossier.receive_time) return;
  const Outcome outcome = OutcomeOf(dossier);
  const CivilMonth from = std::max(first_, CivilMonth(outcome.received));
  for (CivilMonth month = from; month < end_ && month <= CivilMonth(outcome.ended); ++month) {
    const bool late = outcome.late && *outcome.late < CivilSecond(month + 1);
    const bool received = Belongs(outcome, Population::kReceived, month);
    for (const Cell& cell : {Cell{unit.code, month, false}, Cell{unit.authority, month, true}}) {
      Counts& counts = cells_[cell];
      counts.received += received;
      // Nobody can tell whose it is.
      if (dossier.fault == SimulatedFault::kUnitUnknown) continue;
      counts.synchronised += received;
      for (size_t i = 0; i < kIndicators; ++i) {
        if (!Belongs(outcome, kPlanted[i].population, month)) continue;
        Figures& figures = counts.indicators[i];
        ++figures.cases;
        if (!kPlanted[i].in_base(outcome)) continue;
        ++figures.denominator;
        figures.numerator += kPlanted[i].numerator(outcome, late);
      }
    }
  }
}

std::string Expectation::Begin(const Cell& cell) {
  const auto& [unit, month, subtree] = cell;
  return absl::StrCat(unit, ",", Period::Month(month).ToString(), ",", subtree ? "subtree" : "own", ",");
}

std::string Expectation::ToCsv() const {
  std::string csv = "unit,period,scope,code,numerator,denominator\n";
  for (const auto& [cell, counts] : cells_) {
    const std::string begin = Begin(cell);
    if (counts.synchronised > 0) {
      absl::StrAppend(&csv, begin, "DOSSIER_SYNC,", counts.synchronised, ",", counts.received, "\n");
    }
    for (size_t i = 0; i < kIndicators; ++i) {
      const Figures& figures = counts.indicators[i];
      if (figures.cases == 0) continue;
      absl::StrAppend(&csv, begin, kPlanted[i].code, ",", figures.numerator, ",", figures.denominator, "\n");
    }
  }
  return csv;
}

std::string Expectation::TotalsCsv() const {
  std::string csv = "unit_code,period,scope,source,received_count\n";
  for (const auto& [cell, counts] : cells_) {
    absl::StrAppend(&csv, Begin(cell), "national_portal,", counts.received, "\n");
  }
  return csv;
}

}  // namespace chiso
