#include "tools/client/import/exchange/names.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <initializer_list>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "chiso/record/v1/record.pb.h"
#include "common/text.h"
#include "common/unseen.h"

namespace chiso {
namespace {

using Renames = absl::flat_hash_map<absl::string_view, absl::string_view>;
// By the name in lower case.
using Keys = absl::flat_hash_map<std::string, ExchangeKey>;

Keys MakeKeys(std::initializer_list<absl::string_view> read, std::initializer_list<absl::string_view> other) {
  Keys keys;
  for (const absl::string_view name : read) keys[absl::AsciiStrToLower(name)] = {name, true};
  for (const absl::string_view name : other) keys[absl::AsciiStrToLower(name)] = {name, false};
  return keys;
}

// Of dossiers and lines of progress.
const Keys& ElementKeys() {
  static const auto* const kKeys = new Keys(
      MakeKeys({"MaHoSo", "MaTTHC", "KenhThucHien", "LoaiDoiTuong", "SoGiayToChuHoSo",
                // Times of the dossier.
                "NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "NgayTuChoi",
                // State and flags.
                "TrangThaiHoSo", "DonViXuLy", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID",
                "DuocThanhToanTrucTuyen",
                // Lists.
                "DinhDanhCHS", "DSKetNoiCSDL", "TaiLieuNop", "DanhSachGiayToKetQua", "DanhSachLePhi",
                "DanhSachHoSoBoSung",
                // Progress.
                "ThoiDiemXuLy", "TrangThai", "NgayBatDau", "NgayKetThucTheoQuyDinh"},
               {"TenTTHC",      "MaLinhVuc",    "TenLinhVuc",   "ChuHoSo",
                "Email",        "Fax",          "SoDienThoai",  "MaDoiTuong",
                "ThongTinKhac", "TrichYeuHoSo", "GhiChu",       "HinhThuc",
                "HinhThucTra",  "ThongTinTra",  "NoiNopHoSo",   "DanhSachTepDinhKemKhac",
                "NguoiXuLy",    "ChucDanh",     "PhongBanXuLy", "NoiDungXuLy"}));
  return *kKeys;
}

// Of the entries of each list that is read.
const absl::flat_hash_map<absl::string_view, Keys>& EntryKeys() {
  static const auto* const kKeys = new absl::flat_hash_map<absl::string_view, Keys>{
      {"DinhDanhCHS", MakeKeys({"SoDinhDanh"}, {"LoaiDinhDanh"})},
      {"DSKetNoiCSDL", MakeKeys({"MaCSDL"}, {})},
      {"TaiLieuNop", MakeKeys({"TepDinhKemId", "IsDeleted", "DuongDanTaiTepTin", "DuocSoHoa", "DuocTaiSuDung",
                               "DuocLayTuKhoDMQG"},
                              {"TenTepDinhKem", "MaThanhPhanHoSo", "MaKetQuaThayThe"})},
      {"DanhSachGiayToKetQua",
       MakeKeys({"GiayToId", "DuongDanTepTinKetQua", "MaGiayToKetQua"}, {"TenGiayTo", "MaThanhPhanHoSo"})},
      {"DanhSachLePhi", MakeKeys({"Gia"}, {"TenPhiLePhi", "MaPhiLePhi", "HinhThucThu", "LoaiPhiLePhi"})},
      {"DanhSachHoSoBoSung",
       MakeKeys({"NgayBoSung", "NgayTiepNhanBoSung", "NgayHenTraTruoc", "NgayHenTraMoi"},
                {"HoSoBoSungId", "NguoiYeuCauBoSung", "NoiDungBoSung", "NguoiTiepNhanBoSung",
                 "ThongTinTiepNhan", "TrangThaiBoSung", "DanhSachGiayToBoSung", "DanhSachLePhiBoSung"})}};
  return *kKeys;
}

const Keys& AllKeys() {
  static const auto* const kKeys = [] {
    auto* const keys = new Keys(ElementKeys());
    for (const auto& [list, of_list] : EntryKeys()) keys->insert(of_list.begin(), of_list.end());
    // Of lists that are not read.
    for (const absl::string_view name : {"SoLuong", "LoaiGiayTo"}) {
      (*keys)[absl::AsciiStrToLower(name)] = {name, false};
    }
    return keys;
  }();
  return *kKeys;
}

std::optional<ExchangeKey> FindKey(const Keys& keys, absl::string_view key) {
  const auto found = keys.find(absl::AsciiStrToLower(TrimUnseen(key)));
  if (found == keys.end()) return std::nullopt;
  return found->second;
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

std::optional<ExchangeKey> FindElementKey(absl::string_view key) { return FindKey(ElementKeys(), key); }

std::optional<ExchangeKey> FindEntryKey(absl::string_view list, absl::string_view key) {
  return FindKey(EntryKeys().at(list), key);
}

std::optional<ExchangeKey> FindExchangeKey(absl::string_view key) { return FindKey(AllKeys(), key); }

bool IsReadList(absl::string_view name) { return EntryKeys().contains(name); }

absl::string_view HiddenKey(absl::string_view list, absl::string_view key) {
  const auto is_plain = [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); };
  if (std::all_of(key.begin(), key.end(), is_plain)) return "";
  const Keys& keys = list.empty() ? ElementKeys() : EntryKeys().at(list);
  if (FindKey(keys, key)) return "";
  std::string letters = WithoutMarks(ReadAsSeen(key).value_or(""));
  letters.erase(std::remove(letters.begin(), letters.end(), ' '), letters.end());
  const std::optional<ExchangeKey> found = FindKey(keys, letters);
  return found && found->read ? found->name : "";
}

bool IsRecordKey(const std::string& key) {
  static const auto* const kKeys = [] {
    auto* const keys = new absl::flat_hash_set<std::string>{"record"};
    const google::protobuf::OneofDescriptor& content = *record::v1::Record::descriptor()->oneof_decl(0);
    for (int i = 0; i < content.field_count(); ++i) {
      keys->insert(content.field(i)->name());
      keys->insert(content.field(i)->json_name());
    }
    return keys;
  }();
  return kKeys->contains(key);
}

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
