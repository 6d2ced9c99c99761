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
  for (const char* const number : {"1.000", "5.0", "1e3", "1E0"}) {
    EXPECT_EQ(Refused(absl::StrCat(R"({"unitReturn":{"unitCode":"H44","numerator":)", number, "}}")),
              "NUMBER_MALFORMED unitReturn.numerator");
  }
  EXPECT_THAT(Refused(R"({"unitReturn":{"unitCode":"H44","numerator":"1.000"}})"),
              StartsWith("RECORD_MALFORMED"));
  EXPECT_THAT(Refused(R"({"dossier":{"code":"1","NguyenVanA":1}})"), Not(HasSubstr("Nguyen")));
  EXPECT_THAT(Refused(R"({"dossier":{"code":1}})"), StartsWith("RECORD_MALFORMED"));
  EXPECT_EQ(Refused(R"({"dossier":{"code":"1","code":"2"}})"), "JSON_MALFORMED ");
  EXPECT_EQ(Refused(R"({"dossier":{"code":"1"},"dossier":{"code":"2"}})"), "JSON_MALFORMED ");
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
  EXPECT_TRUE(dossier(R"("HoSoCoThanhPhanSoHoa":"TRUE\u00a0")").has_digitised_component());
  EXPECT_EQ(dossier(R"("NgayTiepNhan":"20000101")").receive_time().seconds(), 946'659'600);
  EXPECT_EQ(dossier(R"("DanhSachLePhi":[{"Gia":"50.000\u200b"},{"Gia":1e3}])").fees().amount(), 51'000);
  // Missing is not zero, and an empty list is.
  EXPECT_FALSE(dossier(R"("MaTTHC":"1")").has_components());
  for (const char* const empty : {"[]", "{}", "null", "\"\"", "\" \u00A0\"", "{\"x\":[]}", "{\"x\":{}}"}) {
    const auto sent = dossier(absl::StrCat("\"TaiLieuNop\":", empty));
    EXPECT_TRUE(sent.has_components()) << empty;
    EXPECT_EQ(sent.components().count(), 0) << empty;
  }
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
  EXPECT_EQ(refused(R"("DanhSachHoSoBoSung":[{"NgayBoSung":"20260804"},{"NgayBoSung":"x"}])"),
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

// Two entries of every list that is read, and what is kept of them.
struct ListCase {
  const char* list;
  const char* first;
  const char* second;
};
constexpr ListCase kLists[] = {
    {"TaiLieuNop", R"({"TepDinhKemId":"A0000001","DuocSoHoa":"1","DuocTaiSuDung":"2"})",
     R"({"DuocSoHoa":"0"})"},
    {"DanhSachGiayToKetQua", R"({"DuongDanTepTinKetQua":"https://a.vn/1","MaGiayToKetQua":"KQ.1"})",
     R"({"TenGiayTo":"x"})"},
    {"DanhSachLePhi", R"({"Gia":"20000"})", R"({"TenPhiLePhi":"x","Gia":"0"})"},
    {"DSKetNoiCSDL", R"({"MaCSDL":"7"})", R"({"MaCSDL":"1"})"},
    {"DinhDanhCHS", R"({"LoaiDinhDanh":"1","SoDinhDanh":"000000001"})", R"({"SoDinhDanh":"001099012345"})"},
    {"DanhSachHoSoBoSung", R"({"NgayBoSung":"20260804090000"})", R"({"NgayBoSung":"20260805090000"})"},
};

std::string With(const std::string& list, const std::string& value) {
  return absl::StrCat("{\"MaHoSo\":\"1\",\"", list, "\":", value, "}");
}

TEST(ExchangeChunks, AListIsTheSameInEveryShape) {
  for (const ListCase& c : kLists) {
    const auto fill = [&c](const std::string& shape) {
      return With(c.list, absl::StrReplaceAll(shape, {{"$1", c.first}, {"$2", c.second}}));
    };
    const std::string two = One(fill("[$1,$2]")).SerializeAsString();
    for (const char* const shape : {
             R"({"0":$1,"2":$2})",
             R"({"10":$2,"9":$1})",
             R"({"0 ":$1,"01":$2})",
             R"({"Muc":[$1,$2]})",
             R"({"@count":"2","Muc":[$1,$2],"#text":"\n"})",
             R"({"Muc":{"0":$1,"3":$2}})",
             R"({"DanhSach":{"Muc":[$1,$2]}})",
             "{\"Nguy\u1EC5n V\u0103n A\":[$1,$2],\"x\":null,\"y\":1,\"z\":true}",
         }) {
      EXPECT_EQ(One(fill(shape)).SerializeAsString(), two) << fill(shape);
    }
    const std::string one = One(fill("[$1]")).SerializeAsString();
    EXPECT_NE(one, two);
    for (const char* const shape :
         {"$1", R"({"Muc":$1})", R"({"Muc":[$1]})", R"({"5":$1})", R"({"5":$1,"n":1})"}) {
      EXPECT_EQ(One(fill(shape)).SerializeAsString(), one) << fill(shape);
    }
  }
}

TEST(ExchangeChunks, WhatIsNoListIsRefusedWithItsPlace) {
  for (const ListCase& c : kLists) {
    const auto refused = [&c](const std::string& shape) {
      return Refused(With(c.list, absl::StrReplaceAll(shape, {{"$1", c.first}, {"$2", c.second}})));
    };
    const std::string list = absl::StrCat("TYPE_MISMATCH ", c.list);
    for (const char* const shape :
         {"\"x\"", "1", "true", "false", R"("[{\"Gia\":\"1\"}]")", R"({"a":[$1],"b":[$2]})",
          R"({"a":[$1],"b":{}})", R"({"a":"x"})", R"({"a":null})", R"({"0":$1,"1":$2,"n":"2"})",
          R"({"la":"1","La":"2"})"}) {
      EXPECT_EQ(refused(shape), list) << shape;
    }
    for (const char* const shape :
         {"[null,$1]", "[\"\"]", "[{}]", "[{\"la\":1}]", "[[$1,$2]]", "[1,2]", "[\"7\"]", R"({"0":null})",
          R"({"1":{"0":$1}})", R"({"a":["x"]})", R"([{"a":$1}])"}) {
      EXPECT_EQ(refused(shape), list + "[0]") << shape;
    }
    EXPECT_EQ(refused("[$1,{}]"), list + "[1]");
    EXPECT_EQ(refused(R"({"7":$1,"8":"x"})"), list + "[1]");
    // One of the two would be lost.
    EXPECT_EQ(refused(R"({"Muc":[$1],"Muc":[$2]})"), absl::StrCat("JSON_MALFORMED ", c.list));
    EXPECT_EQ(refused(R"({"0":$1,"0":$2})"), absl::StrCat("JSON_MALFORMED ", c.list));
  }
}

TEST(ExchangeChunks, CodesAreTextsAndAreNeverMadeOfSomethingElse) {
  for (const char* const value :
       {"1", "4.0", "20.5", "true", "false", "[\"1\"]", "[]", "{}", "{\"#text\":\"1\"}"}) {
    for (const char* const key : {"MaHoSo", "MaTTHC", "DonViXuLy", "SoGiayToChuHoSo"}) {
      EXPECT_EQ(Refused(absl::StrCat("{\"NgayTiepNhan\":\"20260803\",\"", key, "\":", value, "}")),
                absl::StrCat("TYPE_MISMATCH ", key))
          << value;
    }
    EXPECT_EQ(Refused(absl::StrCat("{\"ThoiDiemXuLy\":\"20260803\",\"MaHoSo\":", value, "}")),
              "TYPE_MISMATCH MaHoSo");
    const auto entry = [&value](const std::string& list, const std::string& key) {
      return Refused(With(list, absl::StrCat("[{\"", key, "\":", value, "}]")));
    };
    EXPECT_EQ(entry("DSKetNoiCSDL", "MaCSDL"), "TYPE_MISMATCH DSKetNoiCSDL[0].MaCSDL");
    EXPECT_EQ(entry("DinhDanhCHS", "SoDinhDanh"), "TYPE_MISMATCH DinhDanhCHS[0].SoDinhDanh");
    // A file that is a number or false would be counted as one.
    EXPECT_EQ(entry("DanhSachGiayToKetQua", "DuongDanTepTinKetQua"),
              "TYPE_MISMATCH DanhSachGiayToKetQua[0].DuongDanTepTinKetQua");
    EXPECT_EQ(entry("DanhSachGiayToKetQua", "MaGiayToKetQua"),
              "TYPE_MISMATCH DanhSachGiayToKetQua[0].MaGiayToKetQua");
    EXPECT_EQ(entry("TaiLieuNop", "DuongDanTaiTepTin"), "TYPE_MISMATCH TaiLieuNop[0].DuongDanTaiTepTin");
  }
  const std::string message = Read(R"({"MaHoSo":26110200001})").at(0).findings.at(0).message;
  EXPECT_EQ(message, "must be a text");
  // Rows of tables are numbered.
  EXPECT_EQ(One(R"({"MaHoSo":"1","TaiLieuNop":[{"TepDinhKemId":12345678}],
                    "DanhSachGiayToKetQua":[{"GiayToId":12345678}]})")
                .dossier()
                .results()
                .input_file_count(),
            1);
}

TEST(ExchangeChunks, ANumberIsNeverMadeOfABoolean) {
  EXPECT_EQ(Refused(With("TrangThaiHoSo", "true")), "VALUE_UNKNOWN TrangThaiHoSo");
  EXPECT_EQ(Refused(With("KenhThucHien", "true")), "VALUE_UNKNOWN KenhThucHien");
  EXPECT_EQ(Refused(With("DuocThanhToanTrucTuyen", "true")), "VALUE_UNKNOWN DuocThanhToanTrucTuyen");
  EXPECT_EQ(Refused(With("NgayTra", "false")), "DATE_MALFORMED NgayTra");
  EXPECT_EQ(Refused(With("DanhSachLePhi", R"([{"Gia":true}])")), "NUMBER_MALFORMED DanhSachLePhi[0].Gia");
  EXPECT_EQ(Refused(With("TaiLieuNop", R"([{"DuocTaiSuDung":true}])")),
            "VALUE_UNKNOWN TaiLieuNop[0].DuocTaiSuDung");
}

TEST(ExchangeChunks, ATimeBefore2000StandsForNone) {
  for (const char* const time :
       {"19000101000000", "19700101", "19700101080000", "19991231235959", "19991231"}) {
    for (const char* const key :
         {"NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "NgayTuChoi"}) {
      EXPECT_EQ(Refused(With(key, absl::StrCat("\"", time, "\""))), absl::StrCat("DATE_MALFORMED ", key));
    }
    for (const char* const key : {"NgayBoSung", "NgayTiepNhanBoSung", "NgayHenTraTruoc", "NgayHenTraMoi"}) {
      EXPECT_EQ(Refused(With("DanhSachHoSoBoSung", absl::StrCat("[{\"", key, "\":\"", time, "\"}]"))),
                absl::StrCat("DATE_MALFORMED DanhSachHoSoBoSung[0].", key));
    }
    for (const char* const key : {"ThoiDiemXuLy", "NgayBatDau", "NgayKetThucTheoQuyDinh"}) {
      EXPECT_EQ(Refused(absl::StrCat("{\"NguoiXuLy\":\"x\",\"MaHoSo\":\"1\",\"", key, "\":\"", time, "\"}")),
                absl::StrCat("DATE_MALFORMED ", key));
    }
  }
  EXPECT_EQ(Refused(With("NgayTra", "19000101000000")), "DATE_MALFORMED NgayTra");
}

TEST(ExchangeChunks, WhatNobodySeesIsNoPartOfAValueAndIsNamedInside) {
  const Record record =
      One("{\"MaHoSo\":\"\u00A0H91-261102-0001\uFEFF\",\"MaTTHC\":\"2.000815\u200B\","
          "\"NgayTiepNhan\":\"20261102\u3000\",\"DonViXuLy\":\"H91.10\u00A0\","
          "\"TrangThaiHoSo\":\"4\u00AD\",\"DSKetNoiCSDL\":[{\"MaCSDL\":\"\u20607\"}],"
          "\"DanhSachGiayToKetQua\":[{\"DuongDanTepTinKetQua\":\"\u200B\"}]}");
  EXPECT_EQ(record.dossier().code(), "H91-261102-0001");
  EXPECT_EQ(record.dossier().procedure_code(), "2.000815");
  EXPECT_EQ(record.dossier().unit_code(), "H91.10");
  EXPECT_EQ(record.dossier().unit_name(), "");
  EXPECT_EQ(record.dossier().status(), record::v1::DOSSIER_STATUS_PROCESSING);
  EXPECT_EQ(record.dossier().database_codes(0), "7");
  EXPECT_EQ(record.dossier().results().file_count(), 0);

  for (const char* const key : {"MaHoSo", "MaTTHC", "DonViXuLy", "NgayTra", "TrangThaiHoSo"}) {
    const auto chunks = Read(absl::StrCat("{\"NgayTiepNhan\":\"20261102\",\"", key, "\":\"H91\u200B.10\"}"));
    ASSERT_THAT(chunks.at(0).findings, SizeIs(1)) << key;
    EXPECT_EQ(chunks[0].findings[0].column, key);
    EXPECT_EQ(chunks[0].findings[0].message, "holds U+200B behind character 3");
  }
}

TEST(ExchangeChunks, ACodeIsNeverTakenForAName) {
  const auto unit = [](const std::string& text) {
    return One(With("DonViXuLy", absl::StrCat("\"", text, "\""))).dossier();
  };
  for (const char* const code :
       {"H91.10", "000.10.00.H91", "H91/10", "H91,10", "H91.10.10.10.10.10.10.10.10.10.10.10.10"}) {
    EXPECT_EQ(unit(code).unit_code(), code);
    EXPECT_EQ(unit(code).unit_name(), "");
  }
  for (const char* const text : {"H91 .10", "H91. 10", "000.10 .00.H91"}) {
    EXPECT_EQ(Refused(With("DonViXuLy", absl::StrCat("\"", text, "\""))), "CODE_MALFORMED DonViXuLy") << text;
  }
  for (const char* const name : {"Phong 1", "UBND xã Một", "VPUB", "Phường 10"}) {
    EXPECT_EQ(unit(name).unit_name(), name);
    EXPECT_EQ(unit(name).unit_code(), "");
  }
}

TEST(ExchangeChunks, AKeyCountsInAnyCase) {
  Record record = One(absl::StrReplaceAll(kFull, {{"\"MaHoSo\"", "\"\u00A0maHoSo\uFEFF\""},
                                                  {"\"TaiLieuNop\"", "\"taiLieuNop \""},
                                                  {"\"DuocSoHoa\"", "\"DUOCSOHOA\""},
                                                  {"\"NgayBoSung\"", "\"ngayboSung\""}}));
  EXPECT_EQ(record.SerializeAsString(), One(kFull).SerializeAsString());
  EXPECT_EQ(Refused(R"({"MaHoSo":"1","mahoso":"2"})"), "JSON_MALFORMED MaHoSo");
  EXPECT_EQ(Refused(R"({"MaHoSo":"1","TaiLieuNop":[],"tailieunop":[{"DuocSoHoa":"1"}]})"),
            "JSON_MALFORMED TaiLieuNop");
}

TEST(ExchangeChunks, AKeyThatReadsAsAnotherIsRefused) {
  for (const char* const key : {"Ma\u200BHoSo", "Ma\u00A0HoSo", "Ma Ho So", "Mã hồ sơ", "MãHồSơ"}) {
    EXPECT_EQ(Refused(absl::StrCat("{\"NgayTiepNhan\":\"20261102\",\"", key, "\":\"1\"}")),
              "KEY_MALFORMED MaHoSo");
  }
  EXPECT_EQ(Refused(With("DanhSachLePhi", R"([{"TenPhiLePhi":"x","Giá":"20000"}])")), "KEY_MALFORMED Gia");
  const auto chunks = Read("{\"MaHoSo\":\"1\",\"Ngay\u200BTra\":\"20261102\"}");
  EXPECT_EQ(chunks.at(0).findings.at(0).message, "the key holds U+200B behind character 4");
  // Beside the key itself, and keys that are not read.
  EXPECT_TRUE(One("{\"Mã hồ sơ\":\"x\",\"MaHoSo\":\"1\",\"Trạng thái\":\"x\",\"Giá\":\"5\"}").has_dossier());
  EXPECT_TRUE(One("{\"MaHoSo\":\"1\",\"Ghi chú\":\"x\",\"Trường\u00A0lạ\":\"x\"}").has_dossier());
}

TEST(ExchangeChunks, TheListOfABodyIsTheSameInEveryShape) {
  const std::string one = R"({"MaHoSo":"1"})", two = R"({"MaHoSo":"2"})";
  for (const char* const shape : {
           R"({"service":"S","data":[$1,$2]})",
           R"({"service":"S","Data":[$1,$2]})",
           R"({"data ":[$1,$2]})",
           R"({"service":"S","data":{"0":$1,"2":$2}})",
           R"({"service":"S","data":{"HoSo":[$1,$2]}})",
           R"({"service":"S","data":{"@n":"2","HoSo":[$1,$2]},"more":{}})",
           R"({"service":"S","data":{"DanhSach":{"HoSo":{"1":$1,"3":$2}}}})",
           R"({"DongBoHoSoMC":{"service":"S","data":[$1,$2]}})",
           R"({"root":{"DanhSach":[$1,$2]}})",
           R"({"0":$1,"1":$2})",
           R"([$1,$2])",
           "$1\n$2\n",
           R"({"data":$1}{"data":$2})",
           R"([{"data":{"HoSo":$1}},{"data":{"5":$2}}])",
           R"({"data":null}{"data":""}{"data":{}}{"data":[]}{"data":{"HoSo":[]}}[$1,$2])",
       }) {
    const auto chunks = Read(absl::StrReplaceAll(shape, {{"$1", one}, {"$2", two}}));
    ASSERT_THAT(chunks, SizeIs(1)) << shape;
    EXPECT_THAT(chunks[0].findings, IsEmpty()) << shape << chunks[0].findings[0].message;
    ASSERT_EQ(chunks[0].batch.records_size(), 2) << shape;
    EXPECT_EQ(chunks[0].batch.records(1).dossier().code(), "2") << shape;
  }
  for (const char* const body :
       {R"({"service":"DongBoHoSoMC","data":"[{\"MaHoSo\":\"1\"}]"})", R"({"data":1})",
        R"({"data":{"a":"x"}})", R"({"data":[null]})", R"({"service":"DongBoHoSoMC","data":[{}]})",
        R"({"data":{"a":[{}],"b":[{}]}})", R"({"data":[[{"MaHoSo":"1"}]]})", R"({"data":["x"]})",
        R"({"data":{"0":"x"}})"}) {
    EXPECT_EQ(Refused(body), "TYPE_MISMATCH data") << body;
  }
  EXPECT_THAT(Read(R"({"service":"DongBoHoSoMC","data":null})"), IsEmpty());
}

TEST(ExchangeChunks, AFindingNamesTheElementByItsCodeAndItsPlace) {
  const auto chunks = Read(
      R"({"service":"DongBoHoSoMC","data":[{"MaHoSo":"H91-261102-0001"},{"MaHoSo":"H91-261102-0002","NgayTra":"x"},)"
      R"({"MaHoSo":"001099012345","NgayTra":"x"},{"MaHoSo":"Bà A","NgayTra":"x"},{"MaHoSo":7},{"MaHoSo":x},)"
      R"(null,{"MaHoSo":"H91-261102-0008","LoaiDoiTuong":"9"},{"unit":{"code":"H91.1","level":"X"}}]}[{"a":"b"}])");
  ASSERT_THAT(chunks, SizeIs(1));
  std::vector<std::string> named;
  for (const Finding& finding : chunks[0].findings) {
    named.push_back(absl::StrCat(finding.place, " ", finding.code, " ", finding.column));
  }
  EXPECT_THAT(named, ElementsAre("2 H91-261102-0002 NgayTra", "3  NgayTra", "4  NgayTra", "5  MaHoSo",
                                 "6  MaHoSo", "7  data", "9 H91.1 unit.level", "1  "));
  EXPECT_THAT(chunks[0].places, ElementsAre(1, 8));
  ASSERT_THAT(chunks[0].warnings, SizeIs(1));
  EXPECT_EQ(chunks[0].warnings[0].place, 8);
  EXPECT_EQ(chunks[0].warnings[0].code, "H91-261102-0008");
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
