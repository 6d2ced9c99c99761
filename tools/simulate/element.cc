#include "tools/simulate/element.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace chiso {
namespace {

using absl::CivilSecond;
using Json = nlohmann::ordered_json;
using enum record::v1::ApplicantKind;
using enum record::v1::Channel;
using enum record::v1::DossierStatus;
using record::v1::DossierStatus;

constexpr int64_t kDay = 86'400;
// The exchange knows 1 to 10.
constexpr char kUnknownStatus[] = "99";
// A month that no calendar has.
constexpr char kMalformedDate[] = "20269931080000";
constexpr char kUnknownUnit[] = "Bộ phận Một cửa Ví Dụ";
constexpr char kFiles[] = "https://example.invalid/tep/";

std::string Text(int64_t number) { return absl::StrCat(number); }

std::string Text(CivilSecond time) {
  return absl::StrFormat("%04d%02d%02d%02d%02d%02d", time.year(), time.month(), time.day(), time.hour(),
                         time.minute(), time.second());
}

std::string Flag(bool value) { return value ? "1" : "0"; }

// The same for each element of a dossier, with no draw: neighbours must only not look alike.
size_t Pick(const SimulatedDossier& dossier, size_t choices) {
  return static_cast<uint64_t>(dossier.number) * 2'654'435'761u / 65'536 % choices;
}

std::string ApplicantName(const SimulatedDossier& dossier) {
  static constexpr const char* kFamilies[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng"};
  static constexpr const char* kNames[] = {"Văn Ví Dụ", "Thị Thử Nghiệm", "Văn Mẫu", "Thị Giả Định",
                                           "Minh Ví Dụ"};
  if (dossier.applicant == APPLICANT_KIND_BUSINESS) {
    return absl::StrFormat("Cơ sở kinh doanh Ví Dụ %04d", Pick(dossier, 10'000));
  }
  if (dossier.applicant == APPLICANT_KIND_OTHER) return "Hội Thử Nghiệm";
  const size_t pick = Pick(dossier, std::size(kFamilies) * std::size(kNames));
  return absl::StrCat(kFamilies[pick % std::size(kFamilies)], " ", kNames[pick / std::size(kFamilies)]);
}

// No province has the number 999.
std::string IdentityNumber(const SimulatedDossier& dossier) {
  return absl::StrFormat("999%09d", dossier.number % 1'000'000'000);
}

// What the dossier shows once it has reached a stage.
struct View {
  View(const SimulatedDossier& dossier, size_t stage)
      : now(dossier.stages[stage].time), status(dossier.stages[stage].status), due(dossier.due_time) {
    received = dossier.receive_time && *dossier.receive_time <= now;
    paid = dossier.pay_time && *dossier.pay_time <= now;
    for (size_t i = 0; i <= stage; ++i) Take(dossier.stages[i]);
    // Due times move when what was missing has come.
    for (const SimulatedSupplement& supplement : dossier.supplements) {
      if (supplement.receive_time <= now) due = supplement.new_due_time;
    }
  }

  void Take(const SimulatedStage& stage) {
    switch (stage.status) {
      case DOSSIER_STATUS_REFUSED:
        refused = stage.time;
        if (received) ended = stage.time;
        break;
      case DOSSIER_STATUS_WITHDRAWN:
      case DOSSIER_STATUS_STOPPED:
      case DOSSIER_STATUS_FINISHED:
        ended = stage.time;
        break;
      case DOSSIER_STATUS_RETURNED:
        returned = stage.time;
        break;
      default:
        break;
    }
  }
  bool finished() const { return status == DOSSIER_STATUS_FINISHED || status == DOSSIER_STATUS_RETURNED; }

  CivilSecond now;
  DossierStatus status;
  CivilSecond due;
  bool received;
  bool paid;
  std::optional<CivilSecond> ended, returned, refused;
};

std::string Text(const std::optional<CivilSecond>& time) { return time ? Text(*time) : ""; }

void AddApplicant(const SimulatedDossier& dossier, Json& element) {
  const bool person = dossier.applicant == APPLICANT_KIND_PERSON;
  element["ChuHoSo"] = ApplicantName(dossier);
  element["LoaiDoiTuong"] = Text(dossier.applicant);
  element["MaDoiTuong"] =
      dossier.channel == CHANNEL_ONLINE ? absl::StrFormat("VIDU-%09d", dossier.number) : "";
  element["SoGiayToChuHoSo"] = IdentityNumber(dossier);
  element["DinhDanhCHS"] = Json::array();
  if (person) {
    element["DinhDanhCHS"].push_back(
        Json::object({{"LoaiDinhDanh", "1"}, {"SoDinhDanh", IdentityNumber(dossier)}}));
  }
  element["Email"] = absl::StrCat("vi.du.", dossier.number, "@example.invalid");
  element["Fax"] = "";
  element["SoDienThoai"] = absl::StrFormat("00000%06d", dossier.number % 1'000'000);
}

Json Components(const SimulatedDossier& dossier) {
  Json list = Json::array();
  for (int i = 0; i < dossier.procedure->components; ++i) {
    const bool digitised = i < dossier.digitised;
    const std::string id = absl::StrFormat("nop-%09d-%d", dossier.number, i + 1);
    list.push_back(
        Json::object({{"TepDinhKemId", digitised ? id : ""},
                      {"TenTepDinhKem", absl::StrFormat("vi-du-%d.pdf", i + 1)},
                      {"IsDeleted", "0"},
                      {"MaThanhPhanHoSo", absl::StrFormat("TP%02d", i + 1)},
                      {"DuongDanTaiTepTin", digitised ? absl::StrCat(kFiles, id) : ""},
                      {"DuocSoHoa", Flag(digitised)},
                      {"DuocTaiSuDung", Flag(i < dossier.reused)},
                      {"MaKetQuaThayThe", ""},
                      {"DuocLayTuKhoDMQG", Flag(i < dossier.reused && dossier.account_verified)}}));
  }
  return list;
}

Json Results(const SimulatedDossier& dossier, const View& view) {
  Json list = Json::array();
  if (!view.finished() || !dossier.procedure->has_result) return list;
  const std::string id = absl::StrFormat("ket-qua-%09d", dossier.number);
  list.push_back(
      Json::object({{"TenGiayTo", "Kết quả giải quyết thủ tục hành chính"},
                    {"MaThanhPhanHoSo", "KQ01"},
                    {"GiayToId", id},
                    {"DuongDanTepTinKetQua", dossier.result_file ? absl::StrCat(kFiles, id) : ""},
                    {"MaGiayToKetQua", dossier.result_file ? absl::StrCat("KQ.", dossier.number) : ""}}));
  return list;
}

Json Fees(const SimulatedDossier& dossier) {
  Json list = Json::array();
  if (dossier.procedure->fee == 0) return list;
  list.push_back(Json::object({{"TenPhiLePhi", "Lệ phí"},
                               {"MaPhiLePhi", "LP01"},
                               {"HinhThucThu", dossier.fee_exempt ? "Đối tượng miễn phí" : "Thu trước"},
                               {"Gia", Text(dossier.fee_exempt ? 0 : dossier.procedure->fee)},
                               {"LoaiPhiLePhi", "1"}}));
  return list;
}

Json Supplements(const SimulatedDossier& dossier, const View& view) {
  Json list = Json::array();
  CivilSecond due = dossier.due_time;
  for (const SimulatedSupplement& supplement : dossier.supplements) {
    if (supplement.request_time > view.now) break;
    const bool answered = supplement.receive_time <= view.now;
    list.push_back(
        Json::object({{"HoSoBoSungId", absl::StrFormat("bo-sung-%09d-%d", dossier.number, list.size() + 1)},
                      {"NguoiYeuCauBoSung", "Cán bộ Ví Dụ"},
                      {"NoiDungBoSung", "Đề nghị bổ sung giấy tờ còn thiếu."},
                      {"NgayBoSung", Text(supplement.request_time)},
                      {"NguoiTiepNhanBoSung", answered ? "Cán bộ Ví Dụ" : ""},
                      {"ThongTinTiepNhan", ""},
                      {"NgayTiepNhanBoSung", answered ? Text(supplement.receive_time) : ""},
                      {"TrangThaiBoSung", Flag(answered)},
                      {"DanhSachGiayToBoSung", Json::array()},
                      {"DanhSachLePhiBoSung", Json::array()},
                      {"NgayHenTraTruoc", Text(due)},
                      {"NgayHenTraMoi", answered ? Text(supplement.new_due_time) : ""}}));
    due = supplement.new_due_time;
  }
  return list;
}

void AddTimes(const SimulatedDossier& dossier, const View& view, Json& element) {
  element["NgayNopHoSo"] = Text(dossier.submit_time);
  element["NgayTiepNhan"] = view.received ? Text(*dossier.receive_time) : "";
  element["NgayHenTra"] = view.received ? Text(view.due) : "";
  element["NgayKetThucXuLy"] = Text(view.ended);
  element["NgayTra"] = Text(view.returned);
  element["NgayTuChoi"] = Text(view.refused);
}

Json DossierElement(const SimulatedDossier& dossier, size_t stage, const SimulatedUnit& unit) {
  const View view(dossier, stage);
  const SimulatedProcedure& procedure = *dossier.procedure;
  const bool online = dossier.channel == CHANNEL_ONLINE;
  Json element;
  element["MaHoSo"] = DossierCode(dossier, unit);
  element["MaTTHC"] = procedure.code;
  element["TenTTHC"] = procedure.name;
  element["MaLinhVuc"] = procedure.field_code;
  element["TenLinhVuc"] = procedure.field_name;
  element["KenhThucHien"] = Text(dossier.channel);
  AddApplicant(dossier, element);
  element["TrichYeuHoSo"] = absl::StrCat(procedure.name, " (", ApplicantName(dossier), ")");
  AddTimes(dossier, view, element);
  element["TrangThaiHoSo"] = Text(view.status);
  element["HinhThuc"] = Flag(dossier.result_by_post);
  element["ThongTinTra"] = dossier.result_by_post ? "Số 0, đường Ví Dụ" : "";
  element["DonViXuLy"] = dossier.fault == SimulatedFault::kUnitUnknown ? kUnknownUnit : unit.code;
  element["NoiNopHoSo"] = online ? "1" : "2";
  element["HoSoCoThanhPhanSoHoa"] = Flag(dossier.digitised > 0);
  element["TaiKhoanDuocXacThucVoiVNeID"] = Flag(dossier.account_verified);
  // The exchange counts from 0, the contract from 1.
  element["DuocThanhToanTrucTuyen"] = Text(view.paid ? dossier.payment - record::v1::PAYMENT_NONE : 0);
  element["DSKetNoiCSDL"] = Json::array();
  if (dossier.account_verified) element["DSKetNoiCSDL"].push_back(Json::object({{"MaCSDL", "7"}}));
  element["TaiLieuNop"] = Components(dossier);
  element["DanhSachGiayToKetQua"] = Results(dossier, view);
  element["DanhSachLePhi"] = Fees(dossier);
  element["DanhSachTepDinhKemKhac"] = Json::array();
  element["DanhSachHoSoBoSung"] = Supplements(dossier, view);
  element["ThongTinKhac"] = "";
  element["GhiChu"] = "";
  return element;
}

const char* StepText(DossierStatus status) {
  switch (status) {
    case DOSSIER_STATUS_RECEIVED:
      return "Tiếp nhận hồ sơ";
    case DOSSIER_STATUS_REFUSED:
      return "Không tiếp nhận hồ sơ";
    case DOSSIER_STATUS_SUPPLEMENT_AWAITED:
      return "Yêu cầu bổ sung giấy tờ";
    case DOSSIER_STATUS_PAYMENT_AWAITED:
      return "Yêu cầu thực hiện nghĩa vụ tài chính";
    case DOSSIER_STATUS_WITHDRAWN:
      return "Công dân rút hồ sơ";
    case DOSSIER_STATUS_STOPPED:
      return "Dừng xử lý hồ sơ";
    case DOSSIER_STATUS_FINISHED:
      return "Đã xử lý xong";
    case DOSSIER_STATUS_RETURNED:
      return "Trả kết quả";
    default:
      return "Thụ lý hồ sơ";
  }
}

Json LineElement(const SimulatedDossier& dossier, size_t stage, const SimulatedUnit& unit) {
  const View view(dossier, stage);
  const bool counter = view.status != DOSSIER_STATUS_PROCESSING && view.status != DOSSIER_STATUS_FINISHED;
  const CivilSecond start = stage > 0 ? dossier.stages[stage - 1].time : dossier.submit_time;
  Json element;
  element["MaHoSo"] = DossierCode(dossier, unit);
  element["NguoiXuLy"] = counter ? "Cán bộ Ví Dụ" : "Chuyên viên Thử Nghiệm";
  element["ChucDanh"] = counter ? "Công chức một cửa" : "Chuyên viên";
  element["ThoiDiemXuLy"] = Text(view.now);
  element["PhongBanXuLy"] = counter ? "Bộ phận Tiếp nhận và Trả kết quả" : "Bộ phận chuyên môn";
  element["NoiDungXuLy"] = StepText(view.status);
  element["TrangThai"] = Text(view.status);
  element["NgayBatDau"] = Text(start);
  // What is late begins after it was due; a step has no such date then.
  element["NgayKetThucTheoQuyDinh"] = view.received && view.due >= start ? Text(view.due) : "";
  return element;
}

void Spoil(const SimulatedDossier& dossier, const SimulatedSend& send, Json& element) {
  const CivilSecond first =
      send.line ? dossier.stages[send.stage].time : dossier.receive_time.value_or(CivilSecond());
  switch (send.fault) {
    case SimulatedFault::kCodeMissing:
      element["MaHoSo"] = "";
      break;
    case SimulatedFault::kCodeMalformed:
      element["MaHoSo"] = absl::StrCat("HS #", dossier.sequence, " (nhập lại)");
      break;
    case SimulatedFault::kStatusUnknown:
      element["TrangThaiHoSo"] = kUnknownStatus;
      break;
    case SimulatedFault::kDateMalformed:
      element[send.line ? "ThoiDiemXuLy" : "NgayTiepNhan"] = kMalformedDate;
      break;
    case SimulatedFault::kDatesReversed:
      if (send.line) element["NgayBatDau"] = Text(first);
      element[send.line ? "NgayKetThucTheoQuyDinh" : "NgayKetThucXuLy"] = Text(first - 3 * kDay);
      break;
    default:
      break;
  }
}

}  // namespace

std::string DossierCode(const SimulatedDossier& dossier, const SimulatedUnit& unit) {
  std::string prefix = unit.prefix;
  if (dossier.fault == SimulatedFault::kCodeLegacy) {
    std::vector<std::string> groups = absl::StrSplit(prefix, '.');
    groups.insert(groups.end(), "000");
    std::reverse(groups.begin(), groups.end());
    prefix = absl::StrJoin(groups, ".");
  }
  const CivilSecond& day = dossier.submit_time;
  return absl::StrFormat("%s-%02d%02d%02d-%04d", prefix, day.year() % 100, day.month(), day.day(),
                         dossier.sequence);
}

std::string ElementJson(const SimulatedDossier& dossier, const SimulatedSend& send,
                        const SimulatedUnit& unit) {
  Json element =
      send.line ? LineElement(dossier, send.stage, unit) : DossierElement(dossier, send.stage, unit);
  Spoil(dossier, send, element);
  return element.dump();
}

}  // namespace chiso
