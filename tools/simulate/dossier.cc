#include "tools/simulate/dossier.h"

#include <algorithm>

#include "tools/simulate/hours.h"

namespace chiso {
namespace {

using absl::CivilDay;
using absl::CivilSecond;
using enum record::v1::ApplicantKind;
using enum record::v1::Channel;
using enum record::v1::DossierStatus;
using enum record::v1::Payment;
using record::v1::DossierStatus;

constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

// Shares, per 1,000. Eight in a hundred are late, as provinces with good figures report.
constexpr int kLatePermille = 80;
// Of the late ones: by more than three working days.
constexpr int kVeryLatePermille = 150;
// Seldom, but each kind must occur in a commune's quarter.
constexpr int kRefusedUnreceivedPermille = 25;
constexpr int kWithdrawnPermille = 10;
constexpr int kRefusedPermille = 8;
constexpr int kStoppedPermille = 5;
// Of those with a term that leaves time to ask.
constexpr int kSupplementPermille = 70;
constexpr int kSecondSupplementPermille = 120;
// Of those with a fee that came online; the others paid when they handed in.
constexpr int kPaymentAwaitedPermille = 400;
// Of those with a fee at the counter: by their telephone.
constexpr int kCounterPaidOnlinePermille = 200;
constexpr int kNationalPortalPermille = 650;
constexpr int kFeeExemptPermille = 50;
// A few never fetch what they asked for.
constexpr int kNeverFetchedPermille = 20;
constexpr int kFetchedLaterPermille = 300;
constexpr int kBusinessPermille = 850;
constexpr int kOrganisationPermille = 15;
constexpr int kVerifiedPermille = 800;
constexpr int kDigitisedPermille = 850;
constexpr int kReusedPermille = 250;
constexpr int kByPostPermille = 80;
constexpr int kResultFilePermille = 880;
// Some systems send dossiers that are not received yet, and not every step.
constexpr int kRegisteredSentPermille = 200;
constexpr int kStepSentPermille = 500;
constexpr int kLineSentPermille = 900;

// Later, what has no term is for the next morning.
constexpr int kSameDayHour = 15;
constexpr int64_t kNextMorningEnd = 11 * kHour + 30 * kMinute;

CivilSecond DueTime(CivilSecond receive, int term) {
  const CivilDay day(receive);
  if (term > 0) return EndOfWork(AddWorkingDays(day, term));
  if (receive.hour() < kSameDayHour) return EndOfWork(day);
  return CivilSecond(AddWorkingDays(day, 1)) + kNextMorningEnd;
}

class Planner {
 public:
  Planner(SimulatedDossier& dossier, SimulationRandom& random)
      : dossier_(dossier), procedure_(*dossier.procedure), random_(random) {}

  void Plan() {
    DrawTraits();
    if (!Receive()) return;
    AwaitPayment();
    Step(AddWorkingTime(now_, random_.Between(2 * kMinute, (procedure_.term > 0 ? 90 : 10) * kMinute)),
         DOSSIER_STATUS_PROCESSING);
    if (procedure_.term >= 2 && random_.Chance(kSupplementPermille)) {
      AwaitSupplement();
      if (random_.Chance(kSecondSupplementPermille)) AwaitSupplement();
    }
    if (!EndEarly()) Finish();
  }

 private:
  bool online() const { return dossier_.channel == CHANNEL_ONLINE; }
  bool has_fee() const { return procedure_.fee > 0 && !dossier_.fee_exempt; }

  void DrawTraits() {
    if (procedure_.business ? random_.Chance(kBusinessPermille) : random_.Chance(kOrganisationPermille)) {
      dossier_.applicant = procedure_.business ? APPLICANT_KIND_BUSINESS : APPLICANT_KIND_OTHER;
    }
    dossier_.fee_exempt = procedure_.fee > 0 && random_.Chance(kFeeExemptPermille);
    dossier_.account_verified = online() && random_.Chance(kVerifiedPermille);
    dossier_.result_by_post =
        procedure_.has_result && (dossier_.channel == CHANNEL_POSTAL || random_.Chance(kByPostPermille));
    dossier_.result_file = procedure_.has_result && random_.Chance(kResultFilePermille);
    for (int i = 0; i < procedure_.components; ++i) {
      if (online() || random_.Chance(kDigitisedPermille)) ++dossier_.digitised;
    }
    if (dossier_.digitised > 0 && random_.Chance(kReusedPermille)) dossier_.reused = 1;
  }

  void Add(CivilSecond time, DossierStatus status, bool dossier_sent, bool line_sent) {
    // The exchange has whole seconds, so states lie at least a second apart.
    if (!dossier_.stages.empty()) time = std::max(time, dossier_.stages.back().time + 1);
    dossier_.stages.push_back({time, status, dossier_sent, line_sent});
    now_ = time;
  }
  void Step(CivilSecond time, DossierStatus status) {
    const bool dossier_sent = random_.Chance(kStepSentPermille);
    Add(time, status, dossier_sent, random_.Chance(kLineSentPermille));
  }

  void Pay(CivilSecond time) {
    dossier_.pay_time = time;
    dossier_.payment =
        random_.Chance(kNationalPortalPermille) ? PAYMENT_NATIONAL_PORTAL : PAYMENT_LOCAL_GATEWAY;
  }

  // False: it was refused unread.
  bool Receive() {
    now_ = dossier_.submit_time;
    if (online()) {
      if (random_.Chance(kRegisteredSentPermille)) Add(now_, DOSSIER_STATUS_REGISTERED, true, false);
      // Most within the hour, all within half a working day.
      const int64_t longest = random_.Between(10, 240);
      now_ = AddWorkingTime(NextWorkingTime(now_), random_.Between(3 * kMinute, longest * kMinute));
      if (random_.Chance(kRefusedUnreceivedPermille)) {
        Add(now_, DOSSIER_STATUS_REFUSED, true, random_.Chance(kLineSentPermille));
        return false;
      }
    }
    Add(now_, DOSSIER_STATUS_RECEIVED, true, random_.Chance(kLineSentPermille));
    dossier_.receive_time = now_;
    dossier_.due_time = DueTime(now_, procedure_.term);
    return true;
  }

  void AwaitPayment() {
    if (!has_fee()) return;
    if (!online()) {
      if (random_.Chance(kCounterPaidOnlinePermille)) Pay(now_);
      return;
    }
    if (procedure_.term < 2 || !random_.Chance(kPaymentAwaitedPermille)) {
      Pay(dossier_.submit_time);
      return;
    }
    Add(now_ + random_.Between(20, 10 * kMinute), DOSSIER_STATUS_PAYMENT_AWAITED, true, true);
    // People pay at any time of the day, most of them soon.
    const int64_t longest = random_.Between(1, 20);
    Pay(now_ + random_.Between(3 * kMinute, longest * kHour));
    now_ = NextWorkingTime(*dossier_.pay_time);
  }

  CivilSecond due_time() const {
    return dossier_.supplements.empty() ? dossier_.due_time : dossier_.supplements.back().new_due_time;
  }
  // After so many hundredths of the working time that is left.
  CivilSecond Within(int64_t low, int64_t high) {
    const int64_t left = std::max<int64_t>(WorkingTimeBetween(now_, due_time()), 0);
    return AddWorkingTime(now_, left * random_.Between(low, high) / 100);
  }

  void AwaitSupplement() {
    const CivilSecond due = due_time();
    Add(Within(8, 40), DOSSIER_STATUS_SUPPLEMENT_AWAITED, true, true);
    const CivilSecond asked = now_;
    const int64_t days = random_.Between(1, 6);
    const int64_t hours = random_.Between(-4, 4);
    const CivilSecond answered = NextWorkingTime(asked + days * kDay + hours * kHour + random_.Below(kHour));
    // The applicant's time does not count against the office.
    const int64_t pause = WorkingDaysBetween(CivilDay(asked), CivilDay(answered));
    dossier_.supplements.push_back({asked, answered, EndOfWork(AddWorkingDays(CivilDay(due), pause))});
    Add(answered, DOSSIER_STATUS_PROCESSING, true, random_.Chance(kLineSentPermille));
  }

  bool EndEarly() {
    const int64_t draw = random_.Below(1000);
    DossierStatus status;
    if (draw < kWithdrawnPermille) {
      status = DOSSIER_STATUS_WITHDRAWN;
    } else if (draw < kWithdrawnPermille + kRefusedPermille) {
      status = DOSSIER_STATUS_REFUSED;
    } else if (draw < kWithdrawnPermille + kRefusedPermille + kStoppedPermille) {
      status = DOSSIER_STATUS_STOPPED;
    } else {
      return false;
    }
    Add(Within(20, 90), status, true, true);
    return true;
  }

  // When processing ends.
  CivilSecond EndTime() {
    if (!random_.Chance(kLatePermille)) return Within(30, 97);
    const int64_t days = random_.Chance(kVeryLatePermille) ? random_.Between(4, 12) : random_.Between(1, 3);
    const CivilDay day = AddWorkingDays(CivilDay(due_time()) + 1, days - 1);
    return AddWorkingTime(CivilSecond(day), random_.Below(kSecondsPerWorkingDay));
  }

  void Finish() {
    const CivilSecond start = now_;
    const CivilSecond end = EndTime();
    // Long ones pass from desk to desk, which the dossier itself does not show.
    const int desks = procedure_.term >= 10 ? 2 : procedure_.term >= 3 ? 1 : 0;
    for (int i = 1; i <= desks; ++i) {
      const int64_t part = WorkingTimeBetween(start, end) * i / (desks + 1);
      Add(AddWorkingTime(start, part), DOSSIER_STATUS_PROCESSING, false, true);
    }
    Add(end, DOSSIER_STATUS_FINISHED, true, true);
    if (procedure_.has_result) HandOver();
  }

  void HandOver() {
    if (online()) {
      Add(AddWorkingTime(now_, random_.Between(kMinute, 45 * kMinute)), DOSSIER_STATUS_RETURNED, true, true);
    } else if (!random_.Chance(kNeverFetchedPermille)) {
      const bool later = procedure_.term > 0 && random_.Chance(kFetchedLaterPermille);
      const int64_t wait = later ? random_.Between(3, 28) : 0;
      Add(AddWorkingTime(now_, wait * kHour + random_.Between(2 * kMinute, kHour)), DOSSIER_STATUS_RETURNED,
          true, true);
    }
  }

  SimulatedDossier& dossier_;
  const SimulatedProcedure& procedure_;
  SimulationRandom& random_;
  CivilSecond now_;
};

// A line of progress needs no known state, and only what was received can end before that.
SimulatedFault DrawFault(const SimulatedDossier& dossier, const SimulatedSend& send,
                         SimulationRandom& random) {
  const DossierStatus status = dossier.stages[send.stage].status;
  const bool reversible =
      send.line || (dossier.receive_time.has_value() && status != DOSSIER_STATUS_REGISTERED);
  static constexpr SimulatedFault kFaults[] = {SimulatedFault::kCodeMissing, SimulatedFault::kCodeMalformed,
                                               SimulatedFault::kDateMalformed, SimulatedFault::kDatesReversed,
                                               SimulatedFault::kStatusUnknown};
  while (true) {
    const SimulatedFault fault = kFaults[random.Below(std::size(kFaults))];
    if (fault == SimulatedFault::kStatusUnknown && send.line) continue;
    if (fault == SimulatedFault::kDatesReversed && !reversible) continue;
    return fault;
  }
}

// Holds elements back until after the next one of their kind.
void Reorder(std::vector<SimulatedSend>& sends, int permille, SimulationRandom& random) {
  for (const bool line : {false, true}) {
    SimulatedSend* previous = nullptr;
    for (SimulatedSend& send : sends) {
      if (send.line != line) continue;
      if (previous != nullptr && random.Chance(permille)) {
        previous->time = send.time + random.Between(20, 30 * kMinute);
        previous->reordered = true;
        // Otherwise this one could be held back too, and nothing be out of order.
        previous = nullptr;
      } else {
        previous = &send;
      }
    }
  }
}

}  // namespace

void PlanStages(SimulatedDossier& dossier, SimulationRandom& random) { Planner(dossier, random).Plan(); }

void PlanSends(SimulatedDossier& dossier, const SimulatedDisorder& disorder, SimulationRandom& random) {
  if (random.Chance(disorder.broken_permille)) {
    dossier.fault = random.Below(2) == 0 ? SimulatedFault::kCodeLegacy : SimulatedFault::kUnitUnknown;
  }
  std::vector<SimulatedSend>& sends = dossier.sends;
  CivilSecond last = dossier.submit_time;
  for (size_t i = 0; i < dossier.stages.size(); ++i) {
    const SimulatedStage& stage = dossier.stages[i];
    for (const bool line : {false, true}) {
      if (!(line ? stage.line_sent : stage.dossier_sent)) continue;
      // Systems send what was entered within a minute or two.
      last = std::max(stage.time, last) + random.Between(1, 60);
      sends.push_back({last, static_cast<uint16_t>(i), line, false, false, SimulatedFault::kNone});
    }
  }
  Reorder(sends, disorder.reordered_permille, random);
  const size_t right = sends.size();
  for (size_t i = 0; i < right; ++i) {
    SimulatedSend copy = sends[i];
    copy.reordered = false;
    if (random.Chance(disorder.replayed_permille)) {
      SimulatedSend again = copy;
      again.replayed = true;
      // A line that broke is tried again at once, a nightly job sends the last days once more.
      const int64_t longest = random.Chance(500) ? kHour : 2 * kDay;
      again.time = copy.time + random.Between(1, longest);
      sends.push_back(again);
    }
    if (random.Chance(disorder.broken_permille)) {
      copy.fault = DrawFault(dossier, copy, random);
      sends.push_back(copy);
    }
  }
  std::stable_sort(sends.begin(), sends.end(),
                   [](const SimulatedSend& a, const SimulatedSend& b) { return a.time < b.time; });
}

}  // namespace chiso
