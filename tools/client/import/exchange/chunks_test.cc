#include "tools/client/import/exchange/chunks.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/period.h"
#include "common/testing/test_file.h"

namespace chiso {
namespace {

using google::protobuf::util::MessageDifferencer;
using record::v1::Record;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

const absl::Time kMade = absl::FromUnixSeconds(1'786'347'000);
const RevisionRule kRule{{kMade, kMade}, {}};

std::vector<Chunk> Read(const std::string& content, const RevisionRule& rule = kRule) {
  const TestFile file(content);
  auto reader = ExchangeChunks::Open(file.path(), rule);
  EXPECT_TRUE(reader.ok()) << reader.status();
  std::vector<Chunk> chunks;
  while (std::optional<Chunk> chunk = (*reader)->Next()) chunks.push_back(*std::move(chunk));
  EXPECT_TRUE((*reader)->status().ok());
  return chunks;
}

// The record of a file with one element that is taken.
Record One(const std::string& element) {
  const auto chunks = Read(element);
  EXPECT_EQ(chunks.size(), 1u);
  EXPECT_TRUE(chunks.at(0).findings.empty())
      << chunks.at(0).findings[0].column << ": " << chunks.at(0).findings[0].message;
  return chunks.at(0).batch.records_size() == 1 ? chunks.at(0).batch.records(0) : Record();
}

// What is said of a file with one element that is refused: `REASON column`.
std::string Refused(const std::string& element) {
  const auto chunks = Read(element);
  if (chunks.size() != 1 || chunks[0].findings.size() != 1 || chunks[0].batch.records_size() != 0) return "";
  EXPECT_TRUE(chunks[0].findings[0].rejected);
  return absl::StrCat(chunks[0].findings[0].reason, " ", chunks[0].findings[0].column);
}

// Whatever stands in place of @ is a person's, or nobody else's business.
constexpr char kFull[] = R"({
  "MaHoSo": "H15.50.05.13-260803-0975", "MaTTHC": "2.000815", "TenTTHC": "Chứng thực bản sao @",
  "MaLinhVuc": "LV@", "TenLinhVuc": "@", "KenhThucHien": "2",
  "ChuHoSo": "Nguyễn Văn @", "Email": "@@example.vn", "Fax": "@", "SoDienThoai": "09@",
  "SoGiayToChuHoSo": "@", "LoaiDoiTuong": "1", "MaDoiTuong": "@",
  "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "001@"}, {"SoDinhDanh": "012345678901"}],
  "ThongTinKhac": "@", "TrichYeuHoSo": "@", "GhiChu": "@",
  "NgayNopHoSo": "20260803080000", "NgayTiepNhan": "20260803090000", "NgayHenTra": "20260810170000",
  "NgayKetThucXuLy": "20260807150000", "NgayTra": "20260808100000", "NgayTuChoi": "20260809",
  "TrangThaiHoSo": "10", "HinhThuc": "0", "ThongTinTra": "@", "DonViXuLy": " H15.50.05.13 ",
  "NoiNopHoSo": "2", "HoSoCoThanhPhanSoHoa": "1", "TaiKhoanDuocXacThucVoiVNeID": "0",
  "DuocThanhToanTrucTuyen": "1", "DSKetNoiCSDL": [{"MaCSDL": "7"}, {"MaCSDL": "1"}, {"MaCSDL": "7"}],
  "TaiLieuNop": [
    {"TepDinhKemId": "tep-@-0001", "TenTepDinhKem": "don @.pdf", "IsDeleted": "False", "MaThanhPhanHoSo": "@",
     "DuongDanTaiTepTin": "https://a.vn/@1", "DuocSoHoa": "1", "DuocTaiSuDung": "0", "DuocLayTuKhoDMQG": "0"},
    {"TepDinhKemId": "tep-@-0002", "DuongDanTaiTepTin": "https://a.vn/@2", "DuocSoHoa": "1",
     "DuocTaiSuDung": "1", "DuocLayTuKhoDMQG": "1"},
    {"TepDinhKemId": "3", "DuocSoHoa": "0", "DuocTaiSuDung": "2", "MaKetQuaThayThe": "@"},
    {"TepDinhKemId": "4", "IsDeleted": "True", "DuocSoHoa": "1", "DuongDanTaiTepTin": "https://a.vn/@4"}],
  "DanhSachGiayToKetQua": [
    {"TenGiayTo": "@", "GiayToId": "9", "DuongDanTepTinKetQua": "https://a.vn/@9", "MaGiayToKetQua": "KQ@"},
    {"TenGiayTo": "@", "GiayToId": "3", "DuongDanTepTinKetQua": "https://a.vn/@1"},
    {"TenGiayTo": "@", "GiayToId": "tep-@-0002", "DuongDanTepTinKetQua": ""},
    {"TenGiayTo": "@", "DuongDanTepTinKetQua": "https://a.vn/@4", "MaGiayToKetQua": null}],
  "DanhSachLePhi": [{"TenPhiLePhi": "@", "MaPhiLePhi": "@", "HinhThucThu": "@", "Gia": "50000"},
    {"Gia": "0"}, {"Gia": 20000.0}, {"Gia": "1.250.000"}, {"Gia": ""}],
  "DanhSachTepDinhKemKhac": [{"TenGiayTo": "@"}],
  "DanhSachHoSoBoSung": [{"HoSoBoSungId": "@", "NguoiYeuCauBoSung": "@", "NoiDungBoSung": "@",
    "NgayBoSung": "20260804090000", "NguoiTiepNhanBoSung": "@", "ThongTinTiepNhan": "@",
    "NgayTiepNhanBoSung": "20260805090000", "NgayHenTraTruoc": "20260807", "NgayHenTraMoi": "20260810"},
    {"NgayBoSung": "20260806090000", "NgayTiepNhanBoSung": null}],
  "TruongLa": {"Sau": [{"HonNua": "@"}]}
})";

constexpr char kFullRecord[] = R"(
  dossier {
    code: "H15.50.05.13-260803-0975" unit_code: "H15.50.05.13" procedure_code: "2.000815"
    status: DOSSIER_STATUS_RETURNED channel: CHANNEL_ONLINE
    receive_time { seconds: 1785722400 } due_time { seconds: 1786356000 }
    process_end_time { seconds: 1786089600 } return_time { seconds: 1786158000 }
    refuse_time { seconds: 1786208400 } submit_time { seconds: 1785718800 }
    payment: PAYMENT_NATIONAL_PORTAL has_digitised_component: true account_verified: false
    database_codes: "7" database_codes: "1"
    components { count: 3 digitised_count: 2 reused_count: 2 reused_result_count: 1 storage_count: 1 }
    results { count: 4 file_count: 3 code_count: 1 input_file_count: 2 }
    fees { line_count: 5 zero_count: 1 amount: 1320000 }
    supplements { request_time { seconds: 1785808800 } receive_time { seconds: 1785895200 }
      previous_due_time { seconds: 1786035600 } new_due_time { seconds: 1786294800 } }
    supplements { request_time { seconds: 1785981600 } }
    applicant_kind: APPLICANT_KIND_PERSON identity: IDENTITY_KIND_CITIZEN
  })";

TEST(ExchangeChunks, EveryFieldOfADossierHasItsPlace) {
  Record expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(kFullRecord, &expected));
  Record record = One(kFull);
  EXPECT_EQ(record.revision() / 1'000'000, 1786208400);
  record.clear_revision();
  record.clear_revision_order();
  std::string difference;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(expected, record)) << difference;
}

TEST(ExchangeChunks, NothingOfAPersonGetsIntoARecordOrAFinding) {
  constexpr char kMark[] = "RIENGTU";
  const std::string marked = absl::StrReplaceAll(kFull, {{"@", kMark}});
  const std::string record = One(marked).SerializeAsString();
  EXPECT_THAT(record, Not(HasSubstr(kMark)));
  EXPECT_THAT(record, Not(HasSubstr("012345678901")));
  EXPECT_THAT(record, Not(HasSubstr("http")));
  // Wherever the element breaks off, and whichever quote is missing, nothing is shown.
  for (size_t i = 1; i < marked.size(); i += 3) {
    std::string quote = marked;
    if (quote[i] == '"') quote.erase(i, 1);
    for (const std::string& file : {marked.substr(0, i), quote}) {
      for (const Chunk& chunk : Read(file)) {
        EXPECT_THAT(chunk.batch.SerializeAsString(), Not(HasSubstr(kMark))) << i;
        for (const Finding& finding : chunk.findings) {
          EXPECT_THAT(finding.column + finding.message + finding.unit, Not(HasSubstr(kMark))) << i;
        }
      }
    }
  }
}

TEST(ExchangeChunks, AnElementIsADossierOrALineOfProgressByWhatItSays) {
  const Record progress = One(
      R"({"service":"CapNhatTienDoHoSoMC","data":[{"MaHoSo":"H15-260803-0975","NguoiXuLy":"Trần Thị B",
          "ChucDanh":"x","ThoiDiemXuLy":"20260804090000","PhongBanXuLy":"x","NoiDungXuLy":"x","TrangThai":"4",
          "NgayBatDau":"20260803","NgayKetThucTheoQuyDinh":"20260810"}]})");
  Record expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(progress { dossier_code: "H15-260803-0975" process_time { seconds: 1785808800 }
         status: DOSSIER_STATUS_PROCESSING start_time { seconds: 1785690000 } due_time { seconds: 1786294800 } })",
      &expected));
  expected.set_revision(progress.revision());
  expected.set_revision_order(progress.revision_order());
  EXPECT_TRUE(MessageDifferencer::Equals(progress, expected)) << progress.DebugString();
  EXPECT_EQ(progress.revision() / 1'000'000, 1785808800);

  EXPECT_TRUE(One(R"({"MaHoSo":"1","NguoiXuLy":"x","NgayTiepNhan":"20260803"})").has_dossier());
  EXPECT_TRUE(One(R"({"MaHoSo":"1","NguoiXuLy":"x","NgayTiepNhan":null})").has_progress());
  EXPECT_TRUE(One(R"({"service":"CapNhatTienDoHoSoMC","data":[{"MaHoSo":"1"}]})").has_progress());
  EXPECT_TRUE(One(R"({"MaHoSo":"1"})").has_dossier());
  EXPECT_EQ(Refused(R"({"code":"MaHoSo"})"), "ELEMENT_UNKNOWN ");
}

TEST(ExchangeChunks, RecordsInProtobufsOwnJsonKeepTheirRevisionAndHaveTheOrderOfTheFile) {
  const std::string native =
      R"({"revision":"7","unit":{"code":"H15","name":"Đắk Lắk","level":"LEVEL_PROVINCE"}})";
  for (const std::string& file :
       {native, absl::StrCat("{\"sender\":\"a\",\"reason\":\"TEXT_MALFORMED\",\"record\":", native, "}")}) {
    const auto chunks = Read(file);
    ASSERT_EQ(chunks.at(0).batch.records_size(), 1);
    EXPECT_EQ(chunks[0].batch.records(0).revision(), 7);
    EXPECT_EQ(chunks[0].batch.records(0).revision_order(), RevisionOrder(kRule.making));
    EXPECT_EQ(chunks[0].batch.records(0).unit().name(), "Đắk Lắk");
    EXPECT_THAT(chunks[0].exchanged, ElementsAre(false));
  }
  EXPECT_EQ(One(R"({"revision":"7","revisionOrder":"8","unit":{"code":"H15"}})").revision_order(), 8);
  EXPECT_THAT(Refused(R"({"dossier":{"code":"1","status":"Nguyễn Văn A"}})"), StartsWith("RECORD_MALFORMED"));
  EXPECT_THAT(Refused(R"({"dossier":{"code":"1","NguyenVanA":1}})"), Not(HasSubstr("Nguyen")));
}

TEST(ExchangeChunks, ValuesAreTakenWhereTheirMeaningIsClear) {
  const auto dossier = [](const std::string& members) {
    return One(absl::StrCat("{\"MaHoSo\":\"1\",", members, "}")).dossier();
  };
  EXPECT_EQ(dossier(R"("TrangThaiHoSo":0)").status(), record::v1::DOSSIER_STATUS_IN_TRANSIT);
  EXPECT_EQ(dossier(R"("TrangThaiHoSo":4.0)").status(), record::v1::DOSSIER_STATUS_PROCESSING);
  EXPECT_EQ(dossier(R"("KenhThucHien":null)").channel(), record::v1::CHANNEL_UNSPECIFIED);
  EXPECT_TRUE(dossier(R"("HoSoCoThanhPhanSoHoa":true)").has_digitised_component());
  EXPECT_FALSE(dossier(R"("HoSoCoThanhPhanSoHoa":"")").has_has_digitised_component());
  EXPECT_EQ(dossier(R"("NgayTiepNhan":20260803090000)").receive_time().seconds(), 1785722400);
  // Missing is not zero, and an empty list is.
  EXPECT_FALSE(dossier(R"("TaiLieuNop":null)").has_components());
  EXPECT_TRUE(dossier(R"("TaiLieuNop":[])").has_components());
  EXPECT_EQ(dossier(R"("DonViXuLy":"  Sở\u00a0Tư  pha\u0301p ")").unit_name(), "Sở Tư pháp");
  EXPECT_EQ(dossier(R"("DonViXuLy":"VPUB")").unit_name(), "VPUB");
}

TEST(ExchangeChunks, WhatCannotBeMeantIsRefusedByTheExchangesNames) {
  const auto refused = [](const std::string& members) {
    return Refused(absl::StrCat("{\"MaHoSo\":\"1\",", members, "}"));
  };
  EXPECT_EQ(refused(R"("TrangThaiHoSo":"11")"), "VALUE_UNKNOWN TrangThaiHoSo");
  EXPECT_EQ(refused(R"("TrangThaiHoSo":"xong")"), "VALUE_UNKNOWN TrangThaiHoSo");
  EXPECT_EQ(refused(R"("KenhThucHien":"4")"), "VALUE_UNKNOWN KenhThucHien");
  EXPECT_EQ(refused(R"("DuocThanhToanTrucTuyen":"9")"), "VALUE_UNKNOWN DuocThanhToanTrucTuyen");
  EXPECT_EQ(refused(R"("HoSoCoThanhPhanSoHoa":"x")"), "VALUE_UNKNOWN HoSoCoThanhPhanSoHoa");
  EXPECT_EQ(refused(R"("TaiKhoanDuocXacThucVoiVNeID":"2")"), "VALUE_UNKNOWN TaiKhoanDuocXacThucVoiVNeID");
  EXPECT_EQ(refused(R"("TaiLieuNop":[{"DuocSoHoa":"1"},{"DuocSoHoa":"x"}])"),
            "VALUE_UNKNOWN TaiLieuNop[1].DuocSoHoa");
  EXPECT_EQ(refused(R"("TaiLieuNop":[{"DuocTaiSuDung":"3"}])"), "VALUE_UNKNOWN TaiLieuNop[0].DuocTaiSuDung");
  EXPECT_EQ(refused(R"("TaiLieuNop":[{"DuocLayTuKhoDMQG":"-"}])"),
            "VALUE_UNKNOWN TaiLieuNop[0].DuocLayTuKhoDMQG");
  EXPECT_EQ(refused(R"("NgayHenTra":"10/08/2026")"), "DATE_MALFORMED NgayHenTra");
  EXPECT_EQ(refused(R"("DanhSachHoSoBoSung":[{},{"NgayBoSung":"x"}])"),
            "DATE_MALFORMED DanhSachHoSoBoSung[1].NgayBoSung");
  EXPECT_EQ(refused(R"("MaTTHC":["1"])"), "TYPE_MISMATCH MaTTHC");
  EXPECT_EQ(refused(R"("TaiLieuNop":"x")"), "TYPE_MISMATCH TaiLieuNop");
  EXPECT_EQ(refused(R"("DanhSachLePhi":[{"Gia":"1.5"}])"), "NUMBER_MALFORMED DanhSachLePhi[0].Gia");
  EXPECT_EQ(refused(R"("DanhSachLePhi":[{"Gia":"miễn"}])"), "NUMBER_MALFORMED DanhSachLePhi[0].Gia");
  EXPECT_EQ(refused(R"("DonViXuLy":"Bà A, 0912 345 678")"), "PERSONAL_DATA DonViXuLy");
  EXPECT_EQ(refused(R"("DonViXuLy":"001234567890")"), "PERSONAL_DATA DonViXuLy");
  EXPECT_EQ(refused(R"("MaTTHC":"1","MaTTHC":"2")"), "JSON_MALFORMED MaTTHC");
  EXPECT_EQ(refused(R"("MaTTHC":"1","GhiChu":x)"), "JSON_MALFORMED GhiChu");
}

TEST(ExchangeChunks, WhatNoFigureDependsOnIsLeftOutWithAWarning) {
  const auto chunks = Read(
      "\n{\"MaHoSo\":\"1\",\"LoaiDoiTuong\":\"9\"}\n"
      "{\"MaHoSo\":\"1\",\"ThoiDiemXuLy\":\"20260804\",\"TrangThai\":\"xong\"}");
  ASSERT_EQ(chunks.at(0).batch.records_size(), 2);
  EXPECT_THAT(chunks[0].findings, IsEmpty());
  ASSERT_THAT(chunks[0].warnings, SizeIs(2));
  EXPECT_EQ(chunks[0].batch.records(0).dossier().applicant_kind(), record::v1::APPLICANT_KIND_UNSPECIFIED);
  EXPECT_EQ(chunks[0].batch.records(1).progress().status(), record::v1::DOSSIER_STATUS_UNSPECIFIED);
  const Finding& warning = chunks[0].warnings[0];
  EXPECT_FALSE(warning.rejected);
  EXPECT_EQ(warning.line, 2);
  EXPECT_EQ(warning.reason + " " + warning.column, "VALUE_UNKNOWN LoaiDoiTuong");
  EXPECT_EQ(chunks[0].warnings[1].column, "TrangThai");
}

TEST(ExchangeChunks, AFindingNamesTheLineAndCostsNoOtherElement) {
  const auto chunks = Read(
      "[{\"MaHoSo\":\"1\"},\n{\"MaHoSo\":\"2\",\n\"ChuHoSo\":\"Nguy\xE1n\"},\n"
      "{\"MaHoSo\":\"3\",\"NgayTra\":\"x\"},\n{\"MaHoSo\":\"4\"}]");
  ASSERT_EQ(chunks.size(), 1u);
  EXPECT_THAT(chunks[0].lines, ElementsAre(1, 5));
  ASSERT_EQ(chunks[0].findings.size(), 2u);
  EXPECT_EQ(chunks[0].findings[0].line, 3);
  EXPECT_EQ(chunks[0].findings[0].column, "ChuHoSo");
  EXPECT_THAT(chunks[0].findings[0].message, HasSubstr("UTF-8"));
  EXPECT_EQ(chunks[0].findings[1].line, 4);
}

TEST(ExchangeChunks, AFileIsAlwaysCutTheSameWay) {
  std::string file = "{\"data\":[{\"MaHoSo\":\"0\"}";
  for (int i = 1; i < 2500; ++i) absl::StrAppend(&file, ",\n{\"MaHoSo\":\"", i, "\"}");
  absl::StrAppend(&file, "]}");
  const auto chunks = Read(file);
  ASSERT_EQ(chunks.size(), 3u);
  EXPECT_EQ(chunks[2].lines.back(), 2500);
  EXPECT_THAT(chunks[0].batch.batch_id(), StartsWith("records-"));
  EXPECT_EQ(Read(file)[1].batch.batch_id(), chunks[1].batch.batch_id());
  EXPECT_NE(Read(file, {{kMade + absl::Seconds(1), kMade + absl::Seconds(1)}, {}})[1].batch.batch_id(),
            chunks[1].batch.batch_id());
  EXPECT_EQ(Read(file, {kRule.making, 5})[0].batch.records(0).revision(), 5);
}

}  // namespace
}  // namespace chiso
