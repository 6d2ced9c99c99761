#include "tests/load/score_audit.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "tests/load/worker.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ingestion::v1::IngestionService;

// How many differing values are named.
constexpr int kNamed = 10;
// Of these something is counted wherever there are procedures or communes, whether or not anything happens.
const std::set<std::string>& CountedWithoutEvents() {
  static const auto* const kCodes = new std::set<std::string>{"PUBLISH_ON_TIME",
                                                              "PUBLIC_UPDATE_ON_TIME",
                                                              "PUBLIC_CONTENT_FULL",
                                                              "ONLINE_PROVIDED",
                                                              "ONLINE_USED",
                                                              "PAYMENT_PROVIDED",
                                                              "PAYMENT_USED",
                                                              "CITIZEN_DATA_CONNECTED_FORMALITY",
                                                              "ELECTRONIC_CERTIFIED_COPY"};
  return *kCodes;
}

std::string NameOf(record::v1::Scope scope) { return scope == record::v1::SCOPE_SUBTREE ? "subtree" : "own"; }

std::string NameOf(const record::v1::UnitId& unit) {
  return unit.valid_from().empty() ? unit.code() : absl::StrCat(unit.code(), "@", unit.valid_from());
}

std::string NameOf(index::v1::Status status) {
  const std::string name = index::v1::Status_Name(status);
  return std::string(absl::StripPrefix(name, "STATUS_"));
}

// As the recompute writes what may be absent.
std::string CountText(bool given, int64_t count) { return given ? absl::StrCat(count) : ""; }
std::string PointsText(bool given, int32_t points) {
  return given ? absl::StrFormat("%d.%02d", points / 100, points % 100) : "";
}

std::string TextOf(const Standpoint& standpoint) {
  return absl::StrCat("reference:", standpoint.reference, " main:", standpoint.main, " as of ",
                      absl::FormatTime(absl::FromUnixSeconds(standpoint.as_of)));
}

struct LoggedLine {
  std::string log;
  int64_t sequence;
  // What the recompute reads.
  std::string json;
};

std::vector<LoggedLine> ReadLogs(IngestionService::Stub& ingestion) {
  std::vector<LoggedLine> lines;
  google::protobuf::util::JsonPrintOptions names;
  names.preserve_proto_field_names = true;
  for (const std::string log : {"reference", "main"}) {
    ingestion::v1::ReadRecordsRequest request;
    request.mutable_after()->set_log(log);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kHanging));
    const auto reader = ingestion.ReadRecords(&context, request);
    ingestion::v1::ReadRecordsResponse response;
    while (reader->Read(&response)) {
      for (const record::v1::LogEntry& entry : response.entries()) {
        for (int i = 0; i < entry.records_size(); ++i) {
          std::string json;
          EXPECT_TRUE(google::protobuf::util::MessageToJsonString(entry.records(i), &json, names).ok());
          lines.push_back({log, entry.first_sequence() + i,
                           absl::StrFormat(R"({"sender": "%s", "record": %s})", entry.sender(), json)});
        }
      }
    }
    const grpc::Status status = reader->Finish();
    EXPECT_TRUE(status.ok()) << log << ": " << status.error_message();
  }
  return lines;
}

}  // namespace

std::optional<Standpoint> StandpointOf(const index::v1::Score& score) {
  if (!score.has_as_of_time()) return std::nullopt;
  Standpoint standpoint;
  for (const record::v1::Position& position : score.positions()) {
    (position.log() == "main" ? standpoint.main : standpoint.reference) = position.sequence();
  }
  standpoint.as_of = score.as_of_time().seconds();
  return standpoint;
}

void ScoreAudit::Take(const index::v1::Score& score) {
  const std::optional<Standpoint> standpoint = StandpointOf(score);
  if (!standpoint) return;
  EXPECT_EQ(score.definition_id(), "766-2026");
  Told& told = told_[*standpoint];
  told.periods.insert(score.period());
  const std::string cell =
      absl::StrCat(NameOf(score.unit()), ",", score.period(), ",", NameOf(score.scope()), ",");
  for (const index::v1::IndicatorScore& each : score.indicators()) {
    Add(told, cell + each.code(),
        absl::StrCat(NameOf(each.status()), ",", CountText(each.has_numerator(), each.numerator()), ",",
                     CountText(each.has_denominator(), each.denominator()), ",",
                     PointsText(each.has_points(), each.points())));
  }
  for (const index::v1::GroupScore& each : score.groups()) {
    Add(told, cell + each.code(),
        absl::StrCat(NameOf(each.status()), ",,,", PointsText(each.has_points(), each.points())));
  }
  Add(told, cell + "TOTAL",
      absl::StrCat(NameOf(score.total_status()), ",,,",
                   PointsText(score.has_total_points(), score.total_points())));
}

void ScoreAudit::TakeAll(const std::string& period, record::v1::Scope scope,
                         const std::vector<index::v1::Score>& scores) {
  for (const index::v1::Score& score : scores) {
    Take(score);
    if (const auto standpoint = StandpointOf(score)) {
      told_[*standpoint].whole.insert(absl::StrCat(period, ",", NameOf(scope)));
    }
  }
}

void ScoreAudit::TakeValue(const Standpoint& standpoint, const record::v1::UnitId& unit,
                           const std::string& period, record::v1::Scope scope, const std::string& code,
                           index::v1::Status status, const std::string& points) {
  Add(told_[standpoint], absl::StrCat(NameOf(unit), ",", period, ",", NameOf(scope), ",", code),
      absl::StrCat(NameOf(status), ",,,", points));
}

void ScoreAudit::Add(Told& told, const std::string& cell, const std::string& value) {
  const auto [known, is_new] = told.values.emplace(cell, value);
  EXPECT_EQ(known->second, value) << cell << " is told in two ways";
}

void ScoreAudit::ExpectAllCounted(const Standpoint& standpoint, const std::set<std::string>& periods) {
  told_[standpoint].periods.insert(periods.begin(), periods.end());
  told_[standpoint].all_counted = true;
}

void ScoreAudit::Check(IngestionService::Stub& ingestion, const std::string& file) {
  const std::vector<LoggedLine> log = ReadLogs(ingestion);
  std::filesystem::create_directories(std::filesystem::path(file).parent_path());
  std::ofstream histories(file);
  int number = 0;
  for (const auto& [standpoint, told] : told_) {
    const std::string as_of =
        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(standpoint.as_of), absl::UTCTimeZone());
    histories << absl::StrFormat(
        R"({"history": %d, "definition": "766-2026", "as_of": "%s", "periods": ["%s"]})", ++number, as_of,
        absl::StrJoin(told.periods, R"(", ")"));
    for (const LoggedLine& line : log) {
      if (line.sequence <= (line.log == "main" ? standpoint.main : standpoint.reference)) {
        histories << "\n" << line.json;
      }
    }
    histories << "\n";
  }
  histories.close();
  const Outcome answer =
      RunProgram({"/usr/bin/env", "python3", "-B", SourcePath("tests/oracle/answer.py"), file});
  ASSERT_EQ(answer.exit_code, 0) << answer.err;
  std::map<std::string, Values> expected;
  for (const absl::string_view row : absl::StrSplit(answer.out, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> fields = absl::StrSplit(row, ',');
    ASSERT_EQ(fields.size(), 11u) << row;
    expected[fields[0]][absl::StrJoin(fields.begin() + 1, fields.begin() + 5, ",")] =
        absl::StrJoin(fields.begin() + 5, fields.begin() + 9, ",");
  }
  number = 0;
  for (const auto& [standpoint, told] : told_) {
    Compare(standpoint, told, expected[absl::StrCat(++number)]);
  }
  if (!::testing::Test::HasFailure()) std::filesystem::remove(file);
}

void ScoreAudit::Compare(const Standpoint& standpoint, const Told& told, const Values& expected) {
  int differing = 0;
  const auto tell = [&](const std::string& cell, const std::string& got, const std::string& wanted) {
    if (++differing > kNamed) return;
    ADD_FAILURE() << TextOf(standpoint) << ": " << cell << " is told as " << got
                  << ", and the recompute says " << wanted;
  };
  for (const auto& [cell, value] : told.values) {
    const auto wanted = expected.find(cell);
    ++compared_;
    if (wanted == expected.end()) {
      tell(cell, value, "that there is no such office");
    } else if (wanted->second != value) {
      tell(cell, value, wanted->second);
    }
  }
  for (const auto& [cell, value] : expected) {
    if (told.values.contains(cell)) continue;
    const std::vector<std::string> names = absl::StrSplit(cell, ',');
    const std::vector<std::string> fields = absl::StrSplit(value, ',');
    const bool counted = !fields[2].empty() && fields[2] != "0" && !CountedWithoutEvents().contains(names[3]);
    if (told.whole.contains(absl::StrCat(names[1], ",", names[2])) || (told.all_counted && counted)) {
      tell(cell, "nothing", value);
    }
  }
  EXPECT_LE(differing, kNamed) << TextOf(standpoint) << ": " << differing << " values in all differ";
}

}  // namespace chiso::testing
