#include "tools/simulate/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/test_file.h"
#include "tools/simulate/catalogue.h"
#include "tools/simulate/files.h"
#include "tools/simulate/hours.h"

namespace chiso {
namespace {

using absl::CivilDay;
using absl::CivilMonth;
using absl::CivilSecond;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kHeader[] = "unit_code,name,level,parent_code,valid_from,valid_to\n";

SimulationOptions OptionsOf(int64_t dossiers, SimulatedDisorder disorder = {}) {
  SimulationOptions options;
  options.units = {{"H44.100", "H44.100", false},
                   {"000.20.30.H53", "H53.30.20", false},
                   {"H44.08", "H44.08", true},
                   {"H44.104", "H44.104", false}};
  options.first_month = CivilMonth(2026, 10);
  options.dossiers = dossiers;
  options.seed = 7;
  options.disorder = disorder;
  return options;
}

std::vector<SimulationEvent> Simulate(Simulation& simulation) {
  std::vector<SimulationEvent> events;
  while (auto event = simulation.Next()) events.push_back(*std::move(event));
  return events;
}

std::vector<SimulationEvent> Simulate(const SimulationOptions& options) {
  Simulation simulation = Simulation::Create(options).value();
  return Simulate(simulation);
}

std::string Text(const std::vector<SimulationEvent>& events) {
  std::string text;
  for (const SimulationEvent& event : events) absl::StrAppend(&text, event.json, "\n");
  return text;
}

// FNV-1a: enough to tell whether bytes have changed.
uint64_t Digest(const std::string& text) {
  uint64_t digest = 14695981039346656037u;
  for (const char c : text) digest = (digest ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return digest;
}

CivilSecond TimeOf(const std::string& text) {
  const bool digits = text.size() == 14 && text.find_first_not_of("0123456789") == std::string::npos;
  EXPECT_TRUE(digits) << text;
  if (!digits) return CivilSecond();
  const auto part = [&text](int begin, int size) { return std::stoi(text.substr(begin, size)); };
  const CivilSecond time(part(0, 4), part(4, 2), part(6, 2), part(8, 2), part(10, 2), part(12, 2));
  EXPECT_EQ(time.day(), part(6, 2)) << text;
  return time;
}

// The form that the national portal prescribes.
bool IsPortalCode(const std::string& code) {
  static const regex_t* const kForm = [] {
    auto* const form = new regex_t;
    regcomp(form, "^[A-Z][0-9]{2}(\\.[0-9]+)*-[0-9]{6}-[0-9]{4,7}$", REG_EXTENDED | REG_NOSUB);
    return form;
  }();
  return regexec(kForm, code.c_str(), 0, nullptr, 0) == 0;
}

bool IsRefused(const SimulationEvent& event) {
  return event.fault != SimulatedFault::kNone && event.fault < SimulatedFault::kCodeLegacy;
}

// The dossiers of communes as they end, where nothing is broken or out of order.
std::vector<nlohmann::json> EndStates() {
  SimulationOptions options = OptionsOf(3'000);
  std::erase_if(options.units, [](const SimulatedUnit& unit) { return unit.is_department; });
  std::map<int64_t, std::string> last;
  for (const SimulationEvent& event : Simulate(options)) {
    if (!event.line) last[event.dossier] = event.json;
  }
  std::vector<nlohmann::json> states;
  for (const auto& [dossier, text] : last) states.push_back(nlohmann::json::parse(text));
  return states;
}

// Of 1,000.
int64_t Share(const std::vector<nlohmann::json>& states,
              const std::function<bool(const nlohmann::json&)>& wanted) {
  return std::count_if(states.begin(), states.end(), wanted) * 1000 / static_cast<int64_t>(states.size());
}

TEST(SimulationTest, TheSameSeedGivesTheSameBytesEverywhere) {
  const std::string text = Text(Simulate(OptionsOf(300, {5, 20, 10})));
  EXPECT_EQ(text, Text(Simulate(OptionsOf(300, {5, 20, 10}))));
  // Other machines and compilers must come to the same.
  EXPECT_EQ(Digest(text), 10884442972387346407u);
  SimulationOptions other = OptionsOf(300, {5, 20, 10});
  other.seed = 8;
  EXPECT_NE(text, Text(Simulate(other)));
}

TEST(SimulationTest, EventsAreInOrderOfTimeAndTellOfAllDossiers) {
  Simulation simulation = Simulation::Create(OptionsOf(500, {5, 20, 10})).value();
  const std::vector<SimulationEvent> events = Simulate(simulation);
  EXPECT_TRUE(std::is_sorted(events.begin(), events.end(),
                             [](const auto& a, const auto& b) { return a.time < b.time; }));
  EXPECT_EQ(simulation.counts().dossiers, 500);
  EXPECT_EQ(simulation.open_dossiers(), 0u);
  // Submitted in the month, and some end only after it.
  EXPECT_LT(events.front().time, CivilSecond(2026, 10, 3));
  EXPECT_GT(events.back().time, CivilSecond(2026, 11, 2));
  std::set<int64_t> numbers;
  for (const SimulationEvent& event : events) numbers.insert(event.dossier);
  EXPECT_EQ(numbers.size(), 500u);
}

TEST(SimulationTest, RightElementsHaveTheFormOfTheExchange) {
  const std::set<std::string> units = {"H44.100", "000.20.30.H53", "H44.08", "H44.104"};
  for (const SimulationEvent& event : Simulate(OptionsOf(700))) {
    const nlohmann::json element = nlohmann::json::parse(event.json);
    ASSERT_TRUE(IsPortalCode(element["MaHoSo"])) << event.json;
    for (const auto& [key, value] : element.items())
      ASSERT_TRUE(value.is_string() || value.is_array()) << key;
    if (event.line) {
      EXPECT_GE(TimeOf(element["ThoiDiemXuLy"]), TimeOf(element["NgayBatDau"])) << event.json;
      continue;
    }
    EXPECT_TRUE(units.contains(element["DonViXuLy"].get<std::string>()));
    const int status = std::stoi(element["TrangThaiHoSo"].get<std::string>());
    EXPECT_EQ(element["NgayTra"] != "", status == 10) << event.json;
    EXPECT_EQ(element["NgayTuChoi"] != "", status == 3) << event.json;
    if (element["NgayTiepNhan"] == "") {
      EXPECT_TRUE(status == 1 || status == 3) << event.json;
      continue;
    }
    const CivilSecond received = TimeOf(element["NgayTiepNhan"]);
    EXPECT_LE(TimeOf(element["NgayNopHoSo"]), received) << event.json;
    EXPECT_GT(TimeOf(element["NgayHenTra"]), received) << event.json;
    EXPECT_EQ(element["NgayKetThucXuLy"] != "", status == 3 || status >= 7) << event.json;
    CivilSecond last = received;
    for (const char* const name : {"NgayKetThucXuLy", "NgayTra"}) {
      if (element[name] == "") continue;
      EXPECT_GE(TimeOf(element[name]), last) << event.json;
      last = TimeOf(element[name]);
    }
    // Nothing is told before it has happened.
    EXPECT_LT(last, event.time) << event.json;
  }
}

TEST(SimulationTest, LooksLikeAMonthOfCommunes) {
  const std::vector<nlohmann::json> states = EndStates();
  ASSERT_EQ(states.size(), 3'000u);
  // Counters keep working hours, and what comes online does not.
  int outside = 0;
  for (const nlohmann::json& element : states) {
    const bool working = IsWorkingTime(TimeOf(element["NgayNopHoSo"]));
    outside += !working;
    EXPECT_TRUE(working || element["KenhThucHien"] == "2") << element.dump();
    for (const char* const name : {"NgayTiepNhan", "NgayKetThucXuLy", "NgayTra"}) {
      EXPECT_TRUE(element[name] == "" || IsWorkingTime(TimeOf(element[name]))) << element.dump();
    }
  }
  EXPECT_NEAR(outside, 360, 60);
  const auto is = [](const char* name, const char* value) {
    return [name, value](const nlohmann::json& element) { return element[name] == value; };
  };
  const auto finished = [](const nlohmann::json& element) {
    return element["TrangThaiHoSo"] == "9" || element["TrangThaiHoSo"] == "10";
  };
  const auto late = [](const nlohmann::json& element) {
    return element["NgayKetThucXuLy"] != "" &&
           CivilDay(TimeOf(element["NgayKetThucXuLy"])) > CivilDay(TimeOf(element["NgayHenTra"]));
  };
  const int finished_share = Share(states, finished);
  EXPECT_NEAR(finished_share, 960, 15);
  EXPECT_NEAR(Share(states, late) * 1000 / finished_share, 80, 12);
  EXPECT_NEAR(Share(states, is("KenhThucHien", "2")), 500, 60);
  EXPECT_NEAR(Share(states, is("KenhThucHien", "3")), 30, 15);
  // The most popular procedure is far ahead, and every end occurs.
  EXPECT_GT(Share(states, is("MaTTHC", "2.000815")), 200);
  for (const char* const status : {"3", "7", "8", "9", "10"}) {
    EXPECT_GT(Share(states, is("TrangThaiHoSo", status)), 0) << status;
  }
  const auto supplements = [](size_t least) {
    return [least](const nlohmann::json& element) { return element["DanhSachHoSoBoSung"].size() >= least; };
  };
  EXPECT_GT(Share(states, supplements(1)), 10);
  EXPECT_GT(Share(states, supplements(2)), 0);
}

TEST(SimulationTest, TheSummaryCountsWhatWasSent) {
  Simulation simulation = Simulation::Create(OptionsOf(1'200, {60, 50, 40})).value();
  const std::vector<SimulationEvent> events = Simulate(simulation);
  const SimulationCounts& counts = simulation.counts();
  std::map<SimulatedFault, int64_t> faults;
  std::set<std::string> sent;
  std::map<std::pair<int64_t, bool>, int> reached;
  int64_t replayed = 0, reordered = 0;
  for (const SimulationEvent& event : events) {
    const nlohmann::json element = nlohmann::json::parse(event.json);
    if (IsRefused(event) || !event.line) ++faults[event.fault];
    if (IsRefused(event)) continue;
    EXPECT_EQ(IsPortalCode(element["MaHoSo"]), event.fault != SimulatedFault::kCodeLegacy);
    // What was sent before, byte for byte, and nothing else.
    EXPECT_EQ(!sent.insert(event.json).second, event.replayed) << event.json;
    replayed += event.replayed;
    if (event.replayed) continue;
    int& stage = reached[{event.dossier, event.line}];
    EXPECT_EQ(event.stage < stage, event.reordered) << event.json;
    reordered += event.stage < stage;
    stage = std::max(stage, event.stage);
  }
  EXPECT_EQ(counts.elements(), static_cast<int64_t>(events.size()));
  EXPECT_EQ(counts.replayed, replayed);
  EXPECT_NEAR(replayed * 1000 / counts.elements(), 45, 8);
  EXPECT_EQ(counts.reordered, reordered);
  EXPECT_GT(reordered, 100);
  int64_t refused = 0;
  for (int i = 1; i < static_cast<int>(SimulatedFault::kCount); ++i) {
    const auto fault = static_cast<SimulatedFault>(i);
    EXPECT_GT(faults[fault], 10) << i;
    EXPECT_EQ(counts.Of(fault), faults[fault]) << i;
    if (fault < SimulatedFault::kCodeLegacy) refused += faults[fault];
  }
  EXPECT_EQ(counts.refused(), refused);
  EXPECT_NEAR(refused * 1000 / counts.elements(), 54, 8);
}

TEST(SimulationTest, EachFaultIsWhatItIsCalled) {
  for (const SimulationEvent& event : Simulate(OptionsOf(500, {60, 0, 0}))) {
    const nlohmann::json element = nlohmann::json::parse(event.json);
    const std::string first = element.value(event.line ? "NgayBatDau" : "NgayTiepNhan", "");
    const std::string last = element.value(event.line ? "NgayKetThucTheoQuyDinh" : "NgayKetThucXuLy", "");
    const bool dates = first != "" && last != "";
    EXPECT_EQ(element["MaHoSo"] == "", event.fault == SimulatedFault::kCodeMissing);
    EXPECT_EQ(element["MaHoSo"].get<std::string>().find('#') != std::string::npos,
              event.fault == SimulatedFault::kCodeMalformed);
    EXPECT_EQ(element.value("TrangThaiHoSo", "") == "99", event.fault == SimulatedFault::kStatusUnknown);
    EXPECT_EQ(element[event.line ? "ThoiDiemXuLy" : "NgayTiepNhan"] == "20269931080000",
              event.fault == SimulatedFault::kDateMalformed);
    if (event.fault != SimulatedFault::kDateMalformed) {
      EXPECT_EQ(dates && last.substr(0, 8) < first.substr(0, 8),
                event.fault == SimulatedFault::kDatesReversed)
          << event.json;
    }
    // The name stands in the broken elements of such a dossier as well.
    const bool named = !event.line && element["DonViXuLy"] == "Bộ phận Một cửa Ví Dụ";
    EXPECT_TRUE(named || event.line || event.fault != SimulatedFault::kUnitUnknown);
    EXPECT_TRUE(!named || IsRefused(event) || event.fault == SimulatedFault::kUnitUnknown);
  }
}

TEST(SimulationTest, MemoryGrowsWithOpenDossiersAlone) {
  SimulationOptions options = OptionsOf(1'200, {5, 20, 10});
  options.months = 6;
  std::map<int64_t, CivilSecond> submitted;
  std::map<int64_t, int> unsent;
  for (const SimulationEvent& event : Simulate(options)) {
    ++unsent[event.dossier];
    if (event.line) continue;
    const size_t place = event.json.find("\"NgayNopHoSo\":\"");
    ASSERT_NE(place, std::string::npos);
    submitted[event.dossier] = TimeOf(event.json.substr(place + 15, 14));
  }
  Simulation simulation = Simulation::Create(options).value();
  int64_t begun = 0;
  int64_t ended = 0;
  size_t most = 0;
  while (const auto event = simulation.Next()) {
    if (--unsent[event->dossier] == 0) ++ended;
    // Those of the minute under way are known already.
    while (begun < 1'200 && absl::CivilMinute(submitted[begun]) <= event->time) ++begun;
    ASSERT_EQ(static_cast<int64_t>(simulation.open_dossiers()), begun - ended);
    ASSERT_EQ(simulation.closed_dossiers(), ended);
    most = std::max(most, simulation.open_dossiers());
  }
  EXPECT_EQ(ended, 1'200);
  EXPECT_LT(most, 250u);
}

TEST(SimulationTest, TheLastDayCutsOff) {
  SimulationOptions options = OptionsOf(500);
  const std::vector<SimulationEvent> all = Simulate(options);
  options.last_day = CivilDay(2026, 10, 20);
  Simulation simulation = Simulation::Create(options).value();
  const std::vector<SimulationEvent> some = Simulate(simulation);
  const auto expected = std::count_if(all.begin(), all.end(), [](const SimulationEvent& event) {
    return event.time < CivilSecond(2026, 10, 21);
  });
  EXPECT_EQ(static_cast<int64_t>(some.size()), expected);
  EXPECT_EQ(simulation.counts().elements(), expected);
  EXPECT_GT(simulation.open_dossiers(), 0u);
}

TEST(SimulationTest, NonsenseIsRefusedByName) {
  const auto refusal = [](const std::function<void(SimulationOptions&)>& change) {
    SimulationOptions options = OptionsOf(1);
    change(options);
    return std::string(Simulation::Create(options).status().message());
  };
  EXPECT_EQ(refusal([](SimulationOptions&) {}), "");
  EXPECT_EQ(refusal([](SimulationOptions& o) { o.dossiers = 0; }), "--dossiers: must be 1 to 100,000,000");
  EXPECT_THAT(refusal([](SimulationOptions& o) { o.dossiers = 100'000'001; }), HasSubstr("--dossiers"));
  EXPECT_EQ(refusal([](SimulationOptions& o) { o.dossiers = 100'000'000; }), "");
  EXPECT_THAT(refusal([](SimulationOptions& o) { o.months = 0; }), HasSubstr("--months"));
  EXPECT_THAT(refusal([](SimulationOptions& o) { o.units.clear(); }), HasSubstr("--units"));
  EXPECT_THAT(refusal([](SimulationOptions& o) { o.first_month = CivilMonth(2199, 1); }),
              HasSubstr("--month"));
  EXPECT_THAT(refusal([](SimulationOptions& o) { o.disorder.broken_permille = 1001; }),
              HasSubstr("--broken"));
  EXPECT_THAT(refusal([](SimulationOptions& o) { o.disorder.replayed_permille = -1; }),
              HasSubstr("--replayed"));
  EXPECT_THAT(refusal([](SimulationOptions& o) { o.last_day = CivilDay(2026, 9, 30); }),
              HasSubstr("--until"));
}

TEST(SimulationHoursTest, CountsWorkingTimeAlone) {
  // 2026-10-09 is a Friday.
  EXPECT_TRUE(IsWorkingTime(CivilSecond(2026, 10, 9, 7, 30, 0)));
  EXPECT_FALSE(IsWorkingTime(CivilSecond(2026, 10, 9, 11, 30, 0)));
  EXPECT_FALSE(IsWorkingTime(CivilSecond(2026, 10, 9, 17, 0, 0)));
  EXPECT_FALSE(IsWorkingTime(CivilSecond(2026, 10, 10, 9, 0, 0)));
  EXPECT_EQ(AddWorkingTime(CivilSecond(2026, 10, 9, 11, 0, 0), 3600), CivilSecond(2026, 10, 9, 14, 0, 0));
  EXPECT_EQ(AddWorkingTime(CivilSecond(2026, 10, 9, 16, 30, 0), 3600), CivilSecond(2026, 10, 12, 8, 0, 0));
  EXPECT_EQ(NextWorkingTime(CivilSecond(2026, 10, 10, 9, 0, 0)), CivilSecond(2026, 10, 12, 7, 30, 0));
  EXPECT_EQ(WorkingTimeBetween(CivilSecond(2026, 10, 9, 16, 30, 0), CivilSecond(2026, 10, 12, 8, 0, 0)),
            3600);
  EXPECT_EQ(AddWorkingDays(CivilDay(2026, 10, 9), 3), CivilDay(2026, 10, 14));
  EXPECT_EQ(AddWorkingDays(CivilDay(2026, 10, 10), 0), CivilDay(2026, 10, 12));
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2026, 10, 9), CivilDay(2026, 10, 14)), 3);
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2026, 10, 9), CivilDay(2026, 10, 11)), 0);
}

TEST(SimulationHoursTest, NobodyWorksOnPublicHolidays) {
  for (const CivilDay day :
       {CivilDay(2026, 1, 1), CivilDay(2026, 2, 16), CivilDay(2026, 2, 17), CivilDay(2026, 2, 20),
        CivilDay(2026, 4, 27), CivilDay(2026, 4, 30), CivilDay(2026, 5, 1), CivilDay(2026, 9, 1),
        CivilDay(2026, 9, 2), CivilDay(2025, 1, 29), CivilDay(2025, 4, 7), CivilDay(2024, 9, 3)}) {
    EXPECT_FALSE(IsWorkingTime(CivilSecond(day) + 9 * 3600)) << day;
  }
  // A Monday off, and the Saturday before worked for it.
  EXPECT_EQ(AddWorkingTime(CivilSecond(2026, 8, 21, 16, 30, 0), 3600), CivilSecond(2026, 8, 22, 8, 0, 0));
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2026, 8, 21), CivilDay(2026, 8, 31)), 6);
  EXPECT_TRUE(IsWorkingTime(CivilSecond(2026, 2, 23, 9, 0, 0)));
  EXPECT_TRUE(IsWorkingTime(CivilSecond(2026, 9, 3, 9, 0, 0)));
  // The Friday before Tết and the Monday after; the Hùng Kings' day is a Sunday, so that Monday is off.
  EXPECT_EQ(AddWorkingDays(CivilDay(2026, 2, 13), 1), CivilDay(2026, 2, 23));
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2026, 2, 13), CivilDay(2026, 2, 23)), 1);
  EXPECT_EQ(AddWorkingTime(CivilSecond(2026, 4, 24, 16, 30, 0), 3600), CivilSecond(2026, 4, 28, 8, 0, 0));
  EXPECT_EQ(NextWorkingTime(CivilSecond(2026, 4, 30, 9, 0, 0)), CivilSecond(2026, 5, 4, 7, 30, 0));
  // Counting there and back agrees for every day.
  for (CivilDay day(2025, 1, 1); day < CivilDay(2028, 1, 1); ++day) {
    const CivilDay next = AddWorkingDays(day, 0);
    EXPECT_TRUE(IsWorkingTime(CivilSecond(next) + 9 * 3600)) << day;
    EXPECT_EQ(WorkingDaysBetween(day, AddWorkingDays(next, 7)), next == day ? 7 : 8) << day;
  }
}

TEST(SimulatedUnitsTest, DossierCodesBeginWithTheNewerFormOfTheUnitsCode) {
  EXPECT_EQ(DossierPrefix("H44.100"), "H44.100");
  EXPECT_EQ(DossierPrefix("000.20.30.H53"), "H53.30.20");
  EXPECT_EQ(DossierPrefix("000.00.30.H53"), "H53.30");
  EXPECT_EQ(DossierPrefix("XA-01"), std::nullopt);
  EXPECT_EQ(DossierPrefix("H44.A1"), std::nullopt);
  EXPECT_EQ(DossierPrefix(""), std::nullopt);
}

TEST(SimulatedUnitsTest, OnlyOfficesOfThatTimeReceiveDossiers) {
  const TestFile file(absl::StrCat(kHeader,
                                   "H44,Tỉnh,province,,,\n"
                                   "H44.01,Sở,department,H44,,\n"
                                   "H44.100,Phường,commune,H44,2025-07-01,\n"
                                   "000.100.H44,Phường cũ,commune,H44,,\n"
                                   "H44.101,Phường sau,commune,H44,2026-10-02,\n"
                                   "H44.30,Huyện,district,H44,,2026-10-30\n"
                                   "XA-1,Xã,commune,H44,,\n"));
  const auto units = ReadSimulatedUnits(file.path(), CivilDay(2026, 10, 1), CivilDay(2026, 10, 31)).value();
  std::vector<std::string> codes;
  for (const SimulatedUnit& unit : units) codes.push_back(unit.code);
  EXPECT_THAT(codes, ElementsAre("H44.01", "H44.100"));
  EXPECT_TRUE(units[0].is_department);
  EXPECT_FALSE(units[1].is_department);

  const TestFile none(absl::StrCat(kHeader, "H44,Tỉnh,province,,,\n"));
  EXPECT_THAT(
      std::string(
          ReadSimulatedUnits(none.path(), CivilDay(2026, 10, 1), CivilDay(2026, 10, 31)).status().message()),
      HasSubstr("no unit of level commune, district or department"));
  const TestFile wrong(absl::StrCat(kHeader, "H44,Tỉnh,state,,,\n"));
  EXPECT_THAT(
      std::string(
          ReadSimulatedUnits(wrong.path(), CivilDay(2026, 10, 1), CivilDay(2026, 10, 31)).status().message()),
      HasSubstr(":2: level: must be"));
}

TEST(SimulationCatalogueTest, EveryProcedureOfADossierIsOfferedByTheAuthorityAboveItsUnit) {
  const TestFile file(absl::StrCat(kHeader,
                                   "000.00.00.H53,Tỉnh,province,,,\n"
                                   "000.00.30.H53,Thành phố,district,000.00.00.H53,,\n"
                                   "000.20.30.H53,Phường,commune,000.00.30.H53,,\n"
                                   "H44.08,Sở,department,,,\n"));
  SimulationOptions options = OptionsOf(500);
  options.units = ReadSimulatedUnits(file.path(), CivilDay(2026, 10, 1), CivilDay(2026, 10, 31)).value();
  const auto catalogue = SimulatedCatalogue(options.units, options.first_month);
  std::map<std::string, std::set<std::string>> offered;
  for (const record::v1::Record& record : catalogue) {
    EXPECT_EQ(record.revision(), 1'790'787'600'000'000);  // 2026-10-01 00:00, Asia/Ho_Chi_Minh
    const record::v1::Procedure& procedure = record.procedure();
    EXPECT_TRUE(offered[procedure.unit_code()].insert(procedure.code()).second) << procedure.code();
  }
  EXPECT_EQ(offered.size(), 2u);
  for (const SimulationEvent& event : Simulate(options)) {
    if (event.line) continue;
    const auto element = nlohmann::json::parse(event.json);
    const bool department = element["MaHoSo"].get<std::string>().starts_with("H44.08");
    EXPECT_TRUE(offered[department ? "H44" : "000.00.00.H53"].contains(element["MaTTHC"])) << event.json;
  }
  EXPECT_THAT(ToLines(catalogue), HasSubstr(R"("unitCode":"000.00.00.H53")"));
}

TEST(SimulationFilesTest, FilesHoldAllElementsOnALineEach) {
  std::string folder = ::testing::TempDir() + "chiso-simulation.XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  SimulationFiles files = SimulationFiles::Open(folder).value();
  const std::vector<SimulationEvent> events = Simulate(OptionsOf(1'300));
  for (const SimulationEvent& event : events) ASSERT_TRUE(files.Add(event).ok());
  ASSERT_TRUE(files.Close().ok());

  std::vector<std::string> dossiers, lines, written_dossiers, written_lines;
  for (const SimulationEvent& event : events) (event.line ? lines : dossiers).push_back(event.json);
  // Files in order of their names hold elements in order of time.
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.insert(entry.path());
  for (const std::filesystem::path& path : paths) {
    const std::string name = path.filename().string();
    EXPECT_THAT(name,
                ::testing::MatchesRegex("(DongBoHoSoMC|CapNhatTienDoHoSoMC)-[0-9]{14}-[0-9]{3}\\.json"));
    std::ifstream file(path);
    EXPECT_TRUE(nlohmann::json::accept(file)) << name;
    file.clear();
    file.seekg(0);
    std::string line;
    std::getline(file, line);
    EXPECT_EQ(line, absl::StrCat("{\"service\":\"", name.substr(0, name.find('-')),
                                 "\",\"isUpdating\":true,\"data\":["));
    int count = 0;
    while (std::getline(file, line) && line != "]}") {
      if (line.back() == ',') line.pop_back();
      (name[0] == 'D' ? written_dossiers : written_lines).push_back(line);
      ++count;
    }
    EXPECT_LE(count, 5'000);
  }
  EXPECT_EQ(files.count(), static_cast<int64_t>(paths.size()));
  EXPECT_GE(paths.size(), 3u);
  EXPECT_TRUE(written_dossiers == dossiers);
  EXPECT_TRUE(written_lines == lines);
  EXPECT_THAT(std::string(SimulationFiles::Open(folder).status().message()), HasSubstr("must be empty"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace chiso
