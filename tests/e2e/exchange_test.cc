// What a one-stop system sends goes in by the real client, and what became of it can be asked, repaired and
// proved.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kSender[] = "one-stop-h53";

class Exchange : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) const { return absl::StrCat(suite_.folder(), "/", name); }
  Outcome ImportByHand() {
    return suite_.Client({"import", "records", TestData("exchange/by-hand.json"), "--sender", kSender,
                          "--receipts", PathOf("kept.jsonl"), "--no-wait"});
  }

  Suite suite_{{"ingestion", "scoring"}};
};

// What was said about the lines of the file, without its path and without what stands after the field.
std::vector<std::string> Said(const std::string& err) {
  std::vector<std::string> said;
  for (const absl::string_view line : absl::StrSplit(err, '\n')) {
    const size_t name = line.find("by-hand.json:");
    if (name == absl::string_view::npos) continue;
    const absl::string_view rest = line.substr(line.find(':', name) + 1);
    const size_t field = rest.find(": ") + 2;
    const size_t warned = absl::StartsWith(rest.substr(field), "warning: ") ? 9 : 0;
    said.emplace_back(rest.substr(0, rest.find(": ", field + warned)));
  }
  return said;
}

TEST_F(Exchange, AFileWrittenByHandGetsTheVerdictsThatItsReaderExpects) {
  const Outcome outcome = ImportByHand();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(
      Said(outcome.err),
      ElementsAre("7: NgayHenTra", "8: KenhThucHien", "9: NgayTiepNhan", "10: NgayTiepNhan",
                  "11: NgayTiepNhan", "12: TrangThaiHoSo", "13: MaHoSo", "14: MaTTHC", "15: NgayTiepNhan",
                  "17: warning: LoaiDoiTuong", "17: warning: NgayTra", "18: TaiLieuNop[1].DuocSoHoa",
                  "19: DanhSachHoSoBoSung[0].NgayTiepNhanBoSung", "21: DonViXuLy", "22: NgayTiepNhan",
                  "23: DanhSachLePhi[0].Gia", "30: ThoiDiemXuLy", "31: NgayKetThucTheoQuyDinh"))
      << outcome.err;
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("must not lie on a day before NgayBatDau"), Not(HasSubstr("0900 000 001"))));
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("stored 6, unchanged 0, refused 16"), HasSubstr("Ủy ban nhân dân phường Mẫu")));

  // Again: nothing changes, and the same is said.
  const Outcome again = ImportByHand();
  EXPECT_EQ(Said(again.err), Said(outcome.err));
  EXPECT_THAT(again.out, HasSubstr("stored 0, unchanged 6, refused 16"));

  // What has a receipt is in the list.
  const auto listed = ReadCsv(
      suite_.ClientOk({"dossiers", "list", "--unit", "H53.12.03", "--period", "2026-09", "--format", "csv"}));
  std::vector<std::string> codes;
  for (const auto& row : listed) codes.push_back(row.at("code"));
  EXPECT_THAT(codes, ElementsAre("2609010012", "H53.12.03-260901-0001", "H53.12.03-260901-0013"));

  const std::string dossier = suite_.ClientOk({"dossiers", "show", "H53.12.03-260901-0001"});
  EXPECT_THAT(dossier, AllOf(HasSubstr("result handed over"), HasSubstr("ended in time"),
                             HasSubstr("2026-09-02 16:30"), HasSubstr("2026-09-01 09:00  in process")));
  EXPECT_THAT(dossier, Not(HasSubstr("Mẫu")));
  EXPECT_EQ(suite_.Client({"dossiers", "show", "H53.12.03-260901-0003"}).exit_code, 2);
}

TEST_F(Exchange, WhatWasRefusedIsKeptRepairedAndImportedAgain) {
  ImportByHand();
  const auto rejections = ReadCsv(suite_.ClientOk(
      {"rejections", "list", "--sender", kSender, "--reason", "DATES_REVERSED", "--format", "csv"}));
  ASSERT_THAT(rejections, SizeIs(4));
  EXPECT_EQ(rejections[0].at("field"), "dossier.due_time");
  EXPECT_EQ(rejections[0].at("key"), "H53.12.03-260901-0003");

  suite_.ClientOk({"rejections", "export", "--sender", kSender, "--reason", "DATES_REVERSED", "--out",
                   PathOf("refused.jsonl")});
  std::string lines = ReadFile(PathOf("refused.jsonl"));
  lines = lines.substr(0, lines.find('\n') + 1);
  EXPECT_THAT(lines, HasSubstr("\"dueTime\":\"2026-08-30T17:00:00Z\""));
  suite_.ClientOk(
      {"import", "records", "--sender", kSender, "--no-wait",
       suite_.File("repaired.jsonl", absl::StrReplaceAll(lines, {{"2026-08-30T", "2026-09-03T"}}))});
  EXPECT_THAT(suite_.ClientOk({"dossiers", "show", "H53.12.03-260901-0003"}),
              HasSubstr("Due:       2026-09-04"));
}

TEST_F(Exchange, ReceiptsProveOfflineThatNothingWasAlteredOrDropped) {
  ImportByHand();
  suite_.ClientOk({"import", "records", "--sender", kSender, "--no-wait", "--receipts", PathOf("kept.jsonl"),
                   suite_.File("more.json", R"({"data":{"MaHoSo":"H53.12.03-260902-0001","MaTTHC":"2.000815",
                       "NgayTiepNhan":"20260902","TrangThaiHoSo":"2","DonViXuLy":"H53.12.03"}})")});
  suite_.ClientOk({"receipts", "export", "--sender", kSender, "--out", PathOf("all.jsonl")});
  suite_.ClientOk({"receipts", "verify", PathOf("all.jsonl"), "--against", PathOf("kept.jsonl")});

  const std::string all = ReadFile(PathOf("all.jsonl"));
  const auto verify = [&](const std::string& content) {
    return suite_.Client({"receipts", "verify", suite_.File("changed.jsonl", content)}).exit_code;
  };
  EXPECT_EQ(verify(all), 0);
  EXPECT_EQ(verify(all.substr(all.find('\n') + 1)), 1);
  EXPECT_EQ(verify(absl::StrReplaceAll(all, {{"\"acceptedCount\":6", "\"acceptedCount\":5"}})), 1);
  // The last one can be dropped unseen, but not where its chain is known or it was kept.
  const std::string short_file = suite_.File("short.jsonl", all.substr(0, all.find('\n') + 1));
  EXPECT_EQ(suite_.Client({"receipts", "verify", short_file}).exit_code, 0);
  EXPECT_EQ(suite_.Client({"receipts", "verify", short_file, "--against", PathOf("kept.jsonl")}).exit_code,
            1);
}

// A dossier of its own line, as a stream has it.
std::string Line(const std::string& code) {
  return absl::StrCat("{\"MaHoSo\":\"", code, "\",\"MaTTHC\":\"2.000815\",\"NgayTiepNhan\":\"20260902\",",
                      "\"TrangThaiHoSo\":\"2\",\"DonViXuLy\":\"H53.12.03\"}\n");
}

TEST_F(Exchange, WhatCameOfAPipeThatPausesIsStoredAndAnsweredAtOnce) {
  const std::string pipe = PathOf("pipe"), receipts = suite_.File("piped.jsonl", "");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Program import(suite_.ClientCommand(
      {"import", "records", pipe, "--sender", kSender, "--receipts", receipts, "--no-wait"}));
  std::ofstream writer(pipe);
  // Of batches that were answered.
  const auto await = [&](int64_t dossiers) {
    const absl::Time end = absl::Now() + absl::Seconds(60);
    while (absl::Now() < end) {
      int64_t answered = 0;
      for (const absl::string_view line : absl::StrSplit(ReadFile(receipts), '\n', absl::SkipEmpty())) {
        const size_t count = line.find("\"acceptedCount\":");
        if (count != absl::string_view::npos) answered += std::atoi(line.data() + count + 16);
      }
      if (answered >= dossiers) return;
      absl::SleepFor(absl::Milliseconds(50));
    }
    ADD_FAILURE() << dossiers << " dossiers are not answered";
  };
  const auto code = [](int number) { return absl::StrCat("H53.12.03-260902-", 10000 + number); };
  writer << Line(code(1)) << std::flush;
  await(1);
  // In a body, and behind something that is broken.
  writer << "{\"service\":\"DongBoHoSoMC\",\"data\":[" << Line(code(2)) << "]}\n" << std::flush;
  await(2);
  writer << Line(code(3)) << "{\"MaHoSo\":x}\n" << std::flush;
  await(3);
  // As many as one batch takes, so that nothing is left to be cut.
  for (int i = 0; i < 1000; ++i) writer << Line(code(4 + i));
  writer.flush();
  await(1003);
  writer.close();
  const Outcome outcome = import.Wait();
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("stored 1,003, unchanged 0, refused 1"));
}

void AwaitFile(const std::string& path) {
  const absl::Time end = absl::Now() + absl::Seconds(60);
  while (!std::filesystem::exists(path) && absl::Now() < end) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_TRUE(std::filesystem::exists(path)) << path;
}

// An export that ran away. More lines than an answer of 4 MiB has room for.
TEST_F(Exchange, ADossierWithVeryManyLinesOfProgressCanBeReadByEveryClient) {
  constexpr int kLines = 30'000;
  std::string lines;
  for (int i = 0; i < kLines; ++i) {
    const absl::Time time = absl::FromUnixSeconds(1'785'715'200) + absl::Seconds(i);
    absl::StrAppend(&lines, "{\"MaHoSo\": \"H53.10-260803-0150\", \"ThoiDiemXuLy\": \"",
                    absl::FormatTime("%Y%m%d%H%M%S", time, absl::FixedTimeZone(7 * 3600)),
                    "\", \"TrangThai\": \"4\"}\n");
  }
  suite_.ClientOk({"import", "records", suite_.File("many.jsonl", lines), "--sender", kSender, "--no-wait"});
  // As clients are made where nobody says otherwise.
  const auto stub = ingestion::v1::IngestionService::NewStub(
      grpc::CreateChannel(suite_.Address("ingestion"), grpc::InsecureChannelCredentials()));
  ingestion::v1::GetDossierRequest request;
  request.set_code("H53.10-260803-0150");
  ingestion::v1::GetDossierResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub->GetDossier(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.progress_size() + response.omitted_progress_count(), kLines);
  EXPECT_THAT(suite_.ClientOk({"dossiers", "show", "H53.10-260803-0150"}),
              HasSubstr("Earlier lines that are not shown here: 29,000."));
}

TEST_F(Exchange, WhatIsRefusedInABodyOfOneLineIsNamedAndListed) {
  std::string body = "{\"service\":\"DongBoHoSoMC\",\"data\":[";
  for (const char* const more :
       {"", ",\"NgayTra\":\"0001-01-01T00:00:00\"", ",\"NgayHenTra\":\"20260801\"", ",\"MaTTHC\":x"}) {
    const std::string code = absl::StrCat("H53.12.03-260902-", 1000 + body.size());
    absl::StrAppend(&body, body.back() == '[' ? "" : ",", "{\"MaHoSo\":\"", code,
                    "\",\"MaTTHC\":\"2.000815\",\"NgayTiepNhan\":\"20260902\",\"TrangThaiHoSo\":\"2\",",
                    "\"DonViXuLy\":\"H53.12.03\"", more, "}");
  }
  body += "]}";
  const std::string file = suite_.File("one-line.json", body), listed = PathOf("to-correct.csv");
  const Outcome outcome =
      suite_.Client({"import", "records", file, "--sender", kSender, "--no-wait", "--rejections", listed});
  EXPECT_EQ(outcome.exit_code, 1);
  const std::vector<std::map<std::string, std::string>> rows = ReadCsv(ReadFile(listed));
  ASSERT_THAT(rows, SizeIs(3)) << outcome.err;
  const std::vector<std::string> reasons = {"DATE_MALFORMED", "DATES_REVERSED", "JSON_MALFORMED"};
  const std::vector<std::string> fields = {"NgayTra", "NgayHenTra", "MaTTHC"};
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(rows[i].at("file"), file);
    EXPECT_EQ(rows[i].at("line"), "1");
    EXPECT_EQ(rows[i].at("element"), absl::StrCat(i + 2));
    EXPECT_EQ(rows[i].at("reason"), reasons[i]);
    EXPECT_EQ(rows[i].at("field"), fields[i]);
    // Of broken JSON no code is taken.
    EXPECT_EQ(rows[i].at("code").empty(), i == 2);
    EXPECT_THAT(outcome.err,
                HasSubstr(absl::StrCat("(element ", i + 2, i == 2 ? "" : ", ", rows[i].at("code"), ")")));
  }
  // A row of a table is named by its line; the list is begun anew.
  const std::string units = suite_.File("units.csv",
                                        "unit_code,name,level,parent_code,valid_from,valid_to\n"
                                        "H53.9,,commune,,,\nH53 9,Xã,commune,,,\nH53.8,Xã,hamlet,,,\n");
  suite_.Client({"import", "units", units, "--sender", kSender, "--no-wait", "--rejections", listed});
  const auto again = ReadCsv(ReadFile(listed));
  ASSERT_THAT(again, SizeIs(3));
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(again[i].at("line"), absl::StrCat(i + 2));
    EXPECT_EQ(again[i].at("element"), "");
  }
  EXPECT_EQ(again[0].at("code"), "H53.9");
  EXPECT_EQ(again[1].at("code"), "");
  EXPECT_EQ(again[2].at("code"), "H53.8");
}

TEST_F(Exchange, AFileThatGrowsAfterItWasTakenIsImportedAgain) {
  const std::string folder = PathOf("slow");
  std::filesystem::create_directory(folder);
  Program watch(suite_.ClientCommand(
      {"import", "records", "--watch", folder, "--sender", kSender, "--rejections", PathOf("slow.csv")}));
  std::ofstream writer(absl::StrCat(folder, "/slow.jsonl"));
  writer << Line("H53.12.03-260902-3001") << std::flush;
  AwaitFile(absl::StrCat(folder, "/done/slow.jsonl"));
  // Twice, through the same open file.
  for (const char* const code : {"H53.12.03-260902-3002", "H53.12.03-260902-3003"}) {
    writer << Line(code) << std::flush;
    const absl::Time end = absl::Now() + absl::Seconds(60);
    while (suite_.Client({"dossiers", "show", code}).exit_code != 0 && absl::Now() < end) {
      absl::SleepFor(absl::Milliseconds(200));
    }
    EXPECT_THAT(suite_.ClientOk({"dossiers", "show", code}), HasSubstr("2.000815"));
  }
  EXPECT_TRUE(std::filesystem::exists(absl::StrCat(folder, "/done/slow.jsonl")));
  writer << "{\"MaHoSo\":x}\n" << std::flush;
  AwaitFile(absl::StrCat(folder, "/refused/slow.jsonl"));
  EXPECT_THAT(ReadFile(absl::StrCat(folder, "/refused/slow.jsonl.findings.txt")),
              AllOf(HasSubstr("changed after it was taken"), HasSubstr("slow.jsonl:4: MaHoSo")));
  watch.Kill();
  watch.Wait();
  EXPECT_THAT(ReadCsv(ReadFile(PathOf("slow.csv"))), SizeIs(1));
}

TEST_F(Exchange, AWatchedFolderIsEmptiedInto) {
  namespace fs = std::filesystem;
  const std::string folder = PathOf("spool");
  fs::create_directory(folder);
  Program watch(
      suite_.ClientCommand({"import", "records", "--watch", folder, "--sender", kSender, "--no-wait"}));
  const auto drop = [&](const std::string& name, const std::string& content) {
    fs::rename(suite_.File(name, content), absl::StrCat(folder, "/", name));
  };
  const auto await = [&](const std::string& name) { AwaitFile(absl::StrCat(folder, "/", name)); };
  drop("a.json", Line("H53.12.03-260902-0001"));
  await("done/a.json");
  drop("b.json", ReadFile(TestData("exchange/by-hand.json")));
  await("refused/b.json.findings.txt");
  EXPECT_THAT(ReadFile(absl::StrCat(folder, "/refused/b.json.findings.txt")), HasSubstr("7: NgayHenTra"));
  watch.Kill();
  watch.Wait();
  EXPECT_THAT(suite_.ClientOk({"dossiers", "show", "H53.12.03-260902-0001"}), HasSubstr("2.000815"));
  EXPECT_THAT(suite_.ClientOk({"dossiers", "show", "H53.12.03-260901-0001"}), HasSubstr("ended in time"));
}

}  // namespace
}  // namespace chiso::testing
