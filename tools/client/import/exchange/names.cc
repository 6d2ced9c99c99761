#include "tools/client/import/exchange/names.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

using Names = absl::flat_hash_set<absl::string_view>;
using Renames = absl::flat_hash_map<absl::string_view, absl::string_view>;

const Names& ReadKeys() {
  static const auto* const kKeys = new Names{
      "MaHoSo", "MaTTHC", "KenhThucHien", "LoaiDoiTuong", "DinhDanhCHS", "SoDinhDanh", "SoGiayToChuHoSo",
      // Times of the dossier.
      "NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "NgayTuChoi",
      // State and flags.
      "TrangThaiHoSo", "DonViXuLy", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID",
      "DuocThanhToanTrucTuyen", "DSKetNoiCSDL", "MaCSDL",
      // Components and results.
      "TaiLieuNop", "TepDinhKemId", "IsDeleted", "DuongDanTaiTepTin", "DuocSoHoa", "DuocTaiSuDung",
      "DuocLayTuKhoDMQG", "DanhSachGiayToKetQua", "GiayToId", "DuongDanTepTinKetQua", "MaGiayToKetQua",
      // Fees and supplements.
      "DanhSachLePhi", "Gia", "DanhSachHoSoBoSung", "NgayBoSung", "NgayTiepNhanBoSung", "NgayHenTraTruoc",
      "NgayHenTraMoi",
      // Progress.
      "ThoiDiemXuLy", "TrangThai", "NgayBatDau", "NgayKetThucTheoQuyDinh"};
  return *kKeys;
}

const Names& OtherKeys() {
  static const auto* const kKeys = new Names{"TenTTHC",
                                             "MaLinhVuc",
                                             "TenLinhVuc",
                                             "ChuHoSo",
                                             "Email",
                                             "Fax",
                                             "SoDienThoai",
                                             "MaDoiTuong",
                                             "LoaiDinhDanh",
                                             "ThongTinKhac",
                                             "TrichYeuHoSo",
                                             "GhiChu",
                                             "HinhThuc",
                                             "HinhThucTra",
                                             "ThongTinTra",
                                             "NoiNopHoSo",
                                             "TenTepDinhKem",
                                             "MaThanhPhanHoSo",
                                             "MaKetQuaThayThe",
                                             "TenGiayTo",
                                             "TenPhiLePhi",
                                             "MaPhiLePhi",
                                             "HinhThucThu",
                                             "LoaiPhiLePhi",
                                             "DanhSachTepDinhKemKhac",
                                             "SoLuong",
                                             "LoaiGiayTo",
                                             "HoSoBoSungId",
                                             "NguoiYeuCauBoSung",
                                             "NoiDungBoSung",
                                             "NguoiTiepNhanBoSung",
                                             "ThongTinTiepNhan",
                                             "TrangThaiBoSung",
                                             "DanhSachGiayToBoSung",
                                             "DanhSachLePhiBoSung",
                                             "NguoiXuLy",
                                             "ChucDanh",
                                             "PhongBanXuLy",
                                             "NoiDungXuLy"};
  return *kKeys;
}

const Renames& DossierNames() {
  static const auto* const kNames =
      new Renames{{"code", "MaHoSo"},
                  {"unit_code", "DonViXuLy"},
                  {"unit_name", "DonViXuLy"},
                  {"procedure_code", "MaTTHC"},
                  {"status", "TrangThaiHoSo"},
                  {"channel", "KenhThucHien"},
                  {"receive_time", "NgayTiepNhan"},
                  {"due_time", "NgayHenTra"},
                  {"process_end_time", "NgayKetThucXuLy"},
                  {"return_time", "NgayTra"},
                  {"refuse_time", "NgayTuChoi"},
                  {"submit_time", "NgayNopHoSo"},
                  {"payment", "DuocThanhToanTrucTuyen"},
                  {"has_digitised_component", "HoSoCoThanhPhanSoHoa"},
                  {"account_verified", "TaiKhoanDuocXacThucVoiVNeID"},
                  {"database_codes", "DSKetNoiCSDL"},
                  {"components", "TaiLieuNop"},
                  {"components.count", "TaiLieuNop"},
                  {"components.digitised_count", "TaiLieuNop.DuocSoHoa"},
                  {"components.reused_count", "TaiLieuNop.DuocTaiSuDung"},
                  {"components.reused_result_count", "TaiLieuNop.DuocTaiSuDung"},
                  {"components.storage_count", "TaiLieuNop.DuocLayTuKhoDMQG"},
                  {"results", "DanhSachGiayToKetQua"},
                  {"results.count", "DanhSachGiayToKetQua"},
                  {"results.file_count", "DanhSachGiayToKetQua.DuongDanTepTinKetQua"},
                  {"results.code_count", "DanhSachGiayToKetQua.MaGiayToKetQua"},
                  {"results.input_file_count", "DanhSachGiayToKetQua.DuongDanTepTinKetQua"},
                  {"fees", "DanhSachLePhi"},
                  {"fees.line_count", "DanhSachLePhi"},
                  {"fees.zero_count", "DanhSachLePhi.Gia"},
                  {"fees.amount", "DanhSachLePhi.Gia"},
                  {"supplements", "DanhSachHoSoBoSung"},
                  {"applicant_kind", "LoaiDoiTuong"},
                  {"identity", "DinhDanhCHS"}};
  return *kNames;
}

const Renames& SupplementNames() {
  static const auto* const kNames = new Renames{{"request_time", "NgayBoSung"},
                                                {"receive_time", "NgayTiepNhanBoSung"},
                                                {"previous_due_time", "NgayHenTraTruoc"},
                                                {"new_due_time", "NgayHenTraMoi"}};
  return *kNames;
}

const Renames& ProgressNames() {
  static const auto* const kNames = new Renames{{"dossier_code", "MaHoSo"},
                                                {"process_time", "ThoiDiemXuLy"},
                                                {"status", "TrangThai"},
                                                {"start_time", "NgayBatDau"},
                                                {"due_time", "NgayKetThucTheoQuyDinh"}};
  return *kNames;
}

// Empty: it has none.
absl::string_view Renamed(const Renames& names, absl::string_view field) {
  const auto found = names.find(field);
  return found == names.end() ? absl::string_view() : found->second;
}

}  // namespace

bool IsReadKey(absl::string_view key) { return ReadKeys().contains(key); }

bool IsExchangeKey(absl::string_view key) { return IsReadKey(key) || OtherKeys().contains(key); }

std::string ExchangeName(absl::string_view field) {
  const size_t dot = field.find('.');
  if (dot == absl::string_view::npos) return std::string(field);
  const bool progress = field.substr(0, dot) == "progress";
  const absl::string_view member = field.substr(dot + 1);
  if (const auto name = Renamed(progress ? ProgressNames() : DossierNames(), member); !name.empty()) {
    return std::string(name);
  }
  // An element of a list: `supplements[2].request_time`.
  const size_t open = member.find('[');
  const absl::string_view list = Renamed(DossierNames(), member.substr(0, open));
  if (open == absl::string_view::npos || list.empty()) return std::string(field);
  const size_t end = member.find("].", open);
  if (end == absl::string_view::npos) return std::string(list);
  const absl::string_view name = Renamed(SupplementNames(), member.substr(end + 2));
  if (name.empty()) return std::string(list);
  return absl::StrCat(list, member.substr(open, end + 2 - open), name);
}

std::string ExchangeMessage(absl::string_view field, absl::string_view message) {
  const absl::string_view siblings = field.substr(0, field.rfind('.') + 1);
  std::string translated;
  while (!message.empty()) {
    const auto end = std::find_if_not(message.begin(), message.end(),
                                      [](char c) { return absl::ascii_islower(c) || c == '_'; });
    const absl::string_view word = message.substr(0, end - message.begin());
    message.remove_prefix(word.size());
    // Words of English have no line in them.
    const std::string name =
        word.find('_') == absl::string_view::npos ? "" : ExchangeName(absl::StrCat(siblings, word));
    // The path of a list's member names the list already.
    absl::StrAppend(&translated, name.empty() ? word : absl::string_view(name).substr(name.rfind('.') + 1));
    if (message.empty()) break;
    translated.push_back(message.front());
    message.remove_prefix(1);
  }
  return translated;
}

}  // namespace chiso
