#include "services/scoring/testing/country.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace chiso::bench {
namespace {

using namespace core;  // NOLINT: the ledger is what this file is about.

// Bits that look random, the same for the same number: SplitMix64.
class Random {
 public:
  explicit Random(int64_t number) : state_(static_cast<uint64_t>(number) * 0xd1342543de82ef95) {}

  int64_t Below(uint64_t bound) {
    uint64_t bits = state_ += 0x9e3779b97f4a7c15;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return static_cast<int64_t>((bits ^ bits >> 31) % bound);
  }
  bool OneIn(uint64_t bound) { return Below(bound) == 0; }

 private:
  uint64_t state_;
};

constexpr absl::CivilMonth kFirstMonth(2026, 1);

// What becomes of a dossier beside the usual way.
enum class Lot { kLate = 0, kRepeated = 1, kCorrected = 2 };
constexpr int64_t kLots = 16;
bool Has(int64_t dossier, Lot lot) { return Random(~dossier).Below(kLots) == static_cast<int64_t>(lot); }

struct ProcedureFlags {
  bool online, has_fee, for_persons, payable, result_required;
};
ProcedureFlags FlagsOf(int province, int procedure) {
  Random random(int64_t{1'000'000'007} * (province + 1) + procedure);
  return {random.OneIn(2), random.OneIn(4), random.OneIn(3), random.OneIn(2), !random.OneIn(5)};
}
std::string ProcedureCode(int procedure) { return absl::StrCat("1.", 100'000 + procedure); }

DossierFlags RandomFlags(Random& random) {
  DossierFlags flags;
  flags.Set(DossierFlag::kOnline, random.OneIn(2));
  flags.Set(DossierFlag::kPaidOnline, random.OneIn(4));
  flags.Set(DossierFlag::kDigitisedComponent, random.OneIn(2));
  flags.Set(DossierFlag::kReusesData, random.OneIn(3));
  flags.Set(DossierFlag::kFromStorage, random.OneIn(5));
  flags.Set(DossierFlag::kAccountVerified, random.OneIn(2));
  flags.Set(DossierFlag::kAsksDatabase, random.OneIn(8));
  flags.Set(DossierFlag::kHasAmount, random.OneIn(3));
  flags.Set(DossierFlag::kAllLinesAreZero, random.OneIn(10));
  return flags;
}

void AppendMoment(const MaybeMoment& moment, std::string& out) {
  if (moment) absl::StrAppend(&out, *moment);
  out += ',';
}

}  // namespace

Country::Country(const CountrySize& size) : size_(size) {
  first_day_ = NumberOf(absl::CivilDay(kFirstMonth));
  as_of_ = StartOf(NumberOf(absl::CivilDay(kFirstMonth + size.months - 1) + 19)) + kDaySeconds / 2;
}

MonthNumber Country::first_month() const { return NumberOf(kFirstMonth); }

std::string Country::UnitCode(int unit) const {
  const int province = unit / (1 + size_.communes);
  const int commune = unit % (1 + size_.communes);
  return commune == 0 ? absl::StrFormat("H%02d", province + 10)
                      : absl::StrFormat("H%02d.%d", province + 10, 99 + commune);
}

std::vector<Fact> Country::Reference() const {
  std::vector<Fact> facts;
  const Origin origin = {.version = {.revision = 1}, .sender = "one"};
  for (int unit = 0; unit < units(); ++unit) {
    const int province = unit / (1 + size_.communes);
    const bool is_province = unit % (1 + size_.communes) == 0;
    const std::string code = UnitCode(unit);
    UnitFact fact{.origin = origin};
    fact.unit = {.key = {code, std::nullopt}, .name = code, .level = Level::kProvince};
    if (!is_province) {
      fact.unit.level = Level::kCommune;
      fact.unit.parent_code = UnitCode(unit - unit % (1 + size_.communes));
    }
    facts.push_back(fact);
    for (int i = 0; is_province && i < kProcedures; ++i) {
      const ProcedureFlags flags = FlagsOf(province, i);
      ProcedureFact procedure{.origin = origin, .key = {ProcedureCode(i), code}};
      procedure.procedure.online = flags.online;
      procedure.procedure.for_persons = flags.for_persons;
      procedure.procedure.payable_online = flags.payable;
      procedure.procedure.facts.has_fee = flags.has_fee;
      procedure.procedure.facts.result_required = flags.result_required;
      facts.push_back(procedure);
    }
  }
  for (const Kind kind : {Kind::kDossier, Kind::kProcedure}) {
    facts.push_back(FeedFact{.origin = origin, .key = {"one", kind, ""}});
  }
  return facts;
}

std::string Country::UnitTable() const {
  std::string out;
  for (int unit = 0; unit < units(); ++unit) {
    absl::StrAppend(&out, unit, ",", unit - unit % (1 + size_.communes), "\n");
  }
  return out;
}

std::string Country::ProcedureTable() const {
  std::string out;
  for (int province = 0; province < kProvinces; ++province) {
    for (int i = 0; i < kProcedures; ++i) {
      const ProcedureFlags flags = FlagsOf(province, i);
      absl::StrAppend(&out, province * (1 + size_.communes), ",", i);
      for (const bool flag :
           {flags.online, flags.has_fee, flags.for_persons, flags.payable, flags.result_required}) {
        out += flag ? ",true" : ",false";
      }
      out += '\n';
    }
  }
  return out;
}

DossierVersion Country::Version(int64_t dossier, int number) const {
  Random random(dossier);
  const auto days = static_cast<uint64_t>(DayAt(as_of_) - first_day_);
  DossierVersion version{.dossier = dossier, .number = number};
  version.coded_unit = version.unit = static_cast<int>(random.Below(static_cast<uint64_t>(units())));
  version.procedure = static_cast<int>(random.Below(kProcedures));
  const DayNumber day = first_day_ + static_cast<DayNumber>(random.Below(days));
  version.receive = StartOf(day) + 28'800 + random.Below(32'000);
  if (!random.OneIn(50)) version.due = version.receive + (1 + random.Below(20)) * kDaySeconds;
  version.flags = RandomFlags(random);
  const Moment end = version.receive + 3'600 + random.Below(22 * kDaySeconds);
  const bool stays_open = random.OneIn(20);
  const bool has_result = random.OneIn(2);
  // Papers are asked for after an hour; they come within days, or not at all.
  if (random.OneIn(33)) {
    version.pause_from = version.receive + 3'600;
    if (!random.OneIn(4)) version.pause_to = version.receive + 7'200 + random.Below(9 * kDaySeconds);
  }
  version.status = number == 0 ? DossierStatus::kReceived : DossierStatus::kProcessing;
  Moment said = version.receive + number * 3'600;
  if (number >= 2 && !stays_open && end <= as_of_) {
    version.status = DossierStatus::kFinished;
    version.ended = said = end;
    version.flags.Set(DossierFlag::kResultFile, has_result);
  }
  if (number == 3) {
    version.retracted = random.OneIn(8);
    const int commune = static_cast<int>(random.Below(static_cast<uint64_t>(1 + size_.communes)));
    version.unit = version.unit - version.unit % (1 + size_.communes) + commune;
    if (version.due) *version.due += random.Below(5) * kDaySeconds;
    version.flags.Set(DossierFlag::kOnline, !version.flags.Has(DossierFlag::kOnline));
    said += kDaySeconds;
  }
  version.revision = said * 1'000'000 + number;
  return version;
}

std::string Country::CodeOf(const DossierVersion& version) const {
  const absl::CivilDay day = DayOf(DayAt(version.receive));
  return absl::StrFormat("%s-%02d%02d%02d-%07d", UnitCode(version.coded_unit), day.year() % 100, day.month(),
                         day.day(), version.dossier);
}

DossierFact Country::FactOf(const DossierVersion& version) const {
  DossierFact fact;
  fact.origin = {.version = {version.revision, 0, absl::StrCat("digest", version.number, "........")},
                 .retracted = version.retracted,
                 .sender = "one"};
  fact.code = CodeOf(version);
  Dossier& dossier = fact.dossier;
  dossier.status = version.status;
  dossier.unit_code = UnitCode(version.unit);
  dossier.procedure_code = ProcedureCode(version.procedure);
  dossier.receive = version.receive;
  dossier.due = version.due;
  dossier.process_end = version.ended;
  dossier.flags = version.flags;
  if (version.pause_from) {
    dossier.supplements.push_back({version.pause_from, version.pause_to, std::nullopt});
  }
  return fact;
}

void Country::AppendLine(int64_t sequence, const DossierVersion& version, std::string& out) const {
  absl::StrAppend(&out, sequence, ",", CodeOf(version), ",", version.revision, ",", version.unit, ",");
  absl::StrAppend(&out, version.procedure, ",", version.retracted ? 0 : static_cast<int>(version.status), ",",
                  version.receive, ",");
  AppendMoment(version.due, out);
  AppendMoment(version.ended, out);
  AppendMoment(version.pause_from, out);
  AppendMoment(version.pause_to, out);
  absl::StrAppend(&out, version.flags.bits(), "\n");
}

bool Arrivals::Next(DossierVersion& version) {
  for (;;) {
    if (next_ == dossiers_) {
      next_ = 0;
      ++round_;
    }
    if (round_ == kRounds) return false;
    const int64_t dossier = next_++ * kStep % dossiers_;
    int number = round_;
    if (round_ == 1 && Has(dossier, Lot::kLate)) continue;
    if (round_ == 3) {
      if (Has(dossier, Lot::kLate)) {
        number = 1;
      } else if (Has(dossier, Lot::kRepeated)) {
        number = 2;
      } else if (!Has(dossier, Lot::kCorrected)) {
        continue;
      }
    }
    version = country_.Version(dossier, number);
    ++count_;
    return true;
  }
}

double Arrivals::share() const {
  return (round_ + static_cast<double>(next_) / static_cast<double>(dossiers_)) / kRounds;
}

}  // namespace chiso::bench
