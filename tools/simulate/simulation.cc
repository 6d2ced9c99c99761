#include "tools/simulate/simulation.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "tools/simulate/element.h"
#include "tools/simulate/hours.h"

namespace chiso {
namespace {

using absl::CivilDay;
using absl::CivilMinute;
using absl::CivilMonth;
using absl::CivilSecond;

// Dates of the exchange end with 2199; the longest dossiers take months.
constexpr int kLastYear = 2198;

// How many dossiers come in a minute of the day, against other minutes.
struct Rush {
  int until_minute;
  int weight;
};
// Counters are fullest in the middle of the morning.
constexpr Rush kCounterRush[] = {{8 * 60, 80},  {10 * 60, 140}, {12 * 60, 110},
                                 {14 * 60, 80}, {16 * 60, 110}, {24 * 60, 70}};
// What comes online besides, about an eighth of all: at noon and in the evening, at night hardly anything.
constexpr Rush kOnlineRush[] = {{6 * 60, 1}, {22 * 60, 8}, {24 * 60, 1}};
// Monday to Sunday: what waited over the weekend comes on Monday.
constexpr int kDayWeights[] = {12, 10, 10, 10, 9, 6, 6};
// Besides, no two days are alike.
constexpr int kLeastDayWeight = 16;
constexpr int kGreatestDayWeight = 24;
// Per 1,000 that come in working time, of those that do not come online.
constexpr int kPostalPermille = 60;
// Units differ in size by up to this factor.
constexpr int kUnitSpread = 12;
// A department handles what all communes of a province send it.
constexpr int kDepartmentFactor = 2;

template <size_t kSize>
int RushWeight(const Rush (&rush)[kSize], int minute_of_day) {
  return std::find_if(std::begin(rush), std::end(rush),
                      [minute_of_day](const Rush& part) { return minute_of_day < part.until_minute; })
      ->weight;
}

int64_t MinuteWeight(CivilMinute minute) {
  const int minute_of_day = minute.hour() * 60 + minute.minute();
  const int day = kDayWeights[static_cast<int>(absl::GetWeekday(minute))];
  return day * (IsWorkingTime(CivilSecond(minute)) ? RushWeight(kCounterRush, minute_of_day)
                                                   : RushWeight(kOnlineRush, minute_of_day));
}

bool IsPermille(int value) { return value >= 0 && value <= 1000; }

}  // namespace

int64_t SimulationCounts::refused() const {
  int64_t sum = 0;
  for (size_t i = 0; i < static_cast<size_t>(SimulatedFault::kCodeLegacy); ++i) sum += faults[i];
  return sum;
}

int64_t SimulationCounts::remarked() const {
  return Of(SimulatedFault::kCodeLegacy) + Of(SimulatedFault::kUnitUnknown);
}

absl::StatusOr<Simulation> Simulation::Create(SimulationOptions options) {
  if (options.units.empty()) {
    return absl::InvalidArgumentError("--units: there must be a unit that receives dossiers");
  }
  if (options.dossiers < 1 || options.dossiers > kMaxSimulatedDossiers) {
    return absl::InvalidArgumentError("--dossiers: must be 1 to 100,000,000");
  }
  if (options.months < 1 || options.months > kMaxSimulatedMonths) {
    return absl::InvalidArgumentError("--months: must be 1 to 120");
  }
  if (options.first_month < CivilMonth(1900, 1) ||
      options.first_month + options.months > CivilMonth(kLastYear + 1, 1)) {
    return absl::InvalidArgumentError("--month: the months must lie in 1900 to 2198");
  }
  const SimulatedDisorder& disorder = options.disorder;
  if (!IsPermille(disorder.broken_permille)) {
    return absl::InvalidArgumentError("--broken: must be 0 to 1000");
  }
  if (!IsPermille(disorder.replayed_permille)) {
    return absl::InvalidArgumentError("--replayed: must be 0 to 1000");
  }
  if (!IsPermille(disorder.reordered_permille)) {
    return absl::InvalidArgumentError("--reordered: must be 0 to 1000");
  }
  if (options.last_day && *options.last_day < CivilDay(options.first_month)) {
    return absl::InvalidArgumentError("--until: must not be before the first month");
  }
  return Simulation(std::move(options));
}

Simulation::Simulation(SimulationOptions options)
    : options_(std::move(options)),
      random_(options_.seed),
      minute_(options_.first_month),
      end_(options_.first_month + options_.months),
      expectation_(options_.first_month, options_.months) {
  DrawOffices();
  DrawDays();
}

void Simulation::DrawDays() {
  const CivilDay end(end_);
  for (CivilDay day(minute_); day < end; ++day) {
    day_weights_.push_back(random_.Between(kLeastDayWeight, kGreatestDayWeight));
  }
  for (CivilMinute minute = minute_; minute < end_; ++minute) total_weight_ += WeightOf(minute);
}

int64_t Simulation::WeightOf(CivilMinute minute) const {
  return MinuteWeight(minute) * day_weights_[CivilDay(minute) - CivilDay(options_.first_month)];
}

void Simulation::DrawOffices() {
  int64_t sum = 0;
  for (const SimulatedUnit& unit : options_.units) {
    // The lesser of two draws: many small ones, few large ones.
    const int64_t first = random_.Between(1, 10 * kUnitSpread);
    const int64_t second = random_.Between(1, 10 * kUnitSpread);
    sum += (10 + std::min(first, second)) * (unit.is_department ? kDepartmentFactor : 1);
    offices_.push_back({sum, CivilDay(), 0});
  }
}

bool Simulation::Later(const std::unique_ptr<SimulatedDossier>& a,
                       const std::unique_ptr<SimulatedDossier>& b) {
  return std::tie(a->sends[a->next_send].time, a->number) > std::tie(b->sends[b->next_send].time, b->number);
}

std::optional<SimulationEvent> Simulation::Next() {
  SubmitUntilNextEvent();
  if (open_.empty()) return std::nullopt;
  if (options_.last_day &&
      CivilDay(open_.front()->sends[open_.front()->next_send].time) > *options_.last_day) {
    return std::nullopt;
  }
  std::pop_heap(open_.begin(), open_.end(), Later);
  SimulatedDossier& dossier = *open_.back();
  const SimulatedSend send = dossier.sends[dossier.next_send];
  Count(dossier, send);
  SimulationEvent event;
  event.time = send.time;
  event.dossier = dossier.number;
  event.stage = send.stage;
  event.line = send.line;
  event.replayed = send.replayed;
  event.reordered = send.reordered;
  event.fault = send.fault != SimulatedFault::kNone ? send.fault : dossier.fault;
  event.json = ElementJson(dossier, send, options_.units[dossier.unit]);
  if (++dossier.next_send < dossier.sends.size()) {
    std::push_heap(open_.begin(), open_.end(), Later);
  } else {
    open_.pop_back();
  }
  return event;
}

void Simulation::Count(const SimulatedDossier& dossier, const SimulatedSend& send) {
  counts_.dossiers += dossier.next_send == 0;
  ++(send.line ? counts_.line_elements : counts_.dossier_elements);
  counts_.replayed += send.replayed;
  counts_.reordered += send.reordered;
  // Whatever else is wrong with what is refused is not said.
  if (send.fault != SimulatedFault::kNone) {
    ++counts_.faults[static_cast<size_t>(send.fault)];
  } else if (dossier.fault != SimulatedFault::kNone && !send.line) {
    ++counts_.faults[static_cast<size_t>(dossier.fault)];
  }
}

// What is submitted in a minute is sent in it at the earliest.
void Simulation::SubmitUntilNextEvent() {
  while (minute_ < end_ &&
         (open_.empty() || open_.front()->sends[open_.front()->next_send].time >= CivilSecond(minute_))) {
    SubmitMinute();
    ++minute_;
  }
}

void Simulation::SubmitMinute() {
  // Adds up to all dossiers exactly: each minute takes what is due by its end.
  const int64_t weight = WeightOf(minute_);
  const int64_t due = options_.dossiers * (weight_before_ + weight) / total_weight_;
  weight_before_ += weight;
  std::vector<int64_t> seconds;
  for (int64_t i = submitted_; i < due; ++i) seconds.push_back(random_.Below(60));
  std::sort(seconds.begin(), seconds.end());
  for (const int64_t second : seconds) Submit(CivilSecond(minute_) + second);
}

void Simulation::Submit(CivilSecond time) {
  auto dossier = std::make_unique<SimulatedDossier>();
  dossier->number = submitted_++;
  dossier->submit_time = time;
  const int64_t place = random_.Below(offices_.back().weight_sum);
  const auto office = std::upper_bound(offices_.begin(), offices_.end(), place,
                                       [](int64_t value, const Office& o) { return value < o.weight_sum; });
  dossier->unit = static_cast<int>(office - offices_.begin());
  if (office->day != CivilDay(time)) {
    office->day = CivilDay(time);
    office->sequence = 0;
  }
  dossier->sequence = ++office->sequence;
  DrawProcedure(!IsWorkingTime(time), *dossier);
  PlanStages(*dossier, random_);
  PlanSends(*dossier, options_.disorder, random_);
  expectation_.Add(*dossier, options_.units[dossier->unit]);
  open_.push_back(std::move(dossier));
  std::push_heap(open_.begin(), open_.end(), Later);
}

void Simulation::DrawProcedure(bool online_only, SimulatedDossier& dossier) {
  const std::vector<SimulatedProcedure>& procedures =
      options_.units[dossier.unit].is_department ? DepartmentProcedures() : CommuneProcedures();
  int total = 0;
  for (const SimulatedProcedure& procedure : procedures) total += procedure.weight;
  while (true) {
    int64_t place = random_.Below(total);
    auto procedure = procedures.begin();
    while (place >= procedure->weight) place -= (procedure++)->weight;
    const bool online = random_.Chance(procedure->online_permille);
    // In the evening, what people do at the counter is not asked for.
    if (online_only && !online) continue;
    dossier.procedure = &*procedure;
    dossier.channel = online                            ? record::v1::CHANNEL_ONLINE
                      : random_.Chance(kPostalPermille) ? record::v1::CHANNEL_POSTAL
                                                        : record::v1::CHANNEL_DIRECT;
    return;
  }
}

}  // namespace chiso
