#include "tools/client/import/exchange/records.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/personal.h"
#include "common/text.h"
#include "common/unseen.h"
#include "tools/client/words/times.h"

namespace chiso {
namespace {

using record::v1::Dossier;
using record::v1::DossierStatus;
using record::v1::IdentityKind;

// Ingestion refuses it.
constexpr int64_t kAboveAllAmounts = 10'000'000'000'000;
// The shortest number that may be one: passports have eight characters, older ones seven.
constexpr size_t kShortestIdentity = 6;

// The exchange's number of a state, but for the last one, is the contract's.
DossierStatus StatusOf(std::optional<int> number) {
  if (!number) return record::v1::DOSSIER_STATUS_UNSPECIFIED;
  return *number == 0 ? record::v1::DOSSIER_STATUS_IN_TRANSIT : static_cast<DossierStatus>(*number);
}

void ReadState(const Members& members, Dossier& dossier) {
  dossier.set_status(StatusOf(members.Number("TrangThaiHoSo", 0, record::v1::DOSSIER_STATUS_RETURNED)));
  if (const auto number = members.Number("KenhThucHien", 1, 3)) {
    dossier.set_channel(static_cast<record::v1::Channel>(*number));
  }
  if (const auto number = members.NumberIfKnown("LoaiDoiTuong", 1, 4)) {
    dossier.set_applicant_kind(static_cast<record::v1::ApplicantKind>(*number));
  }
  if (const auto number = members.Number("DuocThanhToanTrucTuyen", 0, 3)) {
    dossier.set_payment(static_cast<record::v1::Payment>(*number + 1));
  }
  if (const auto flag = members.Flag("HoSoCoThanhPhanSoHoa")) dossier.set_has_digitised_component(*flag);
  if (const auto flag = members.Flag("TaiKhoanDuocXacThucVoiVNeID")) dossier.set_account_verified(*flag);
}

// Without blanks, of ASCII alone and with a digit: no official name is written so. What is no code
// nevertheless, ingestion refuses.
bool IsWrittenAsCode(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isgraph) &&
         std::any_of(text.begin(), text.end(), absl::ascii_isdigit);
}

void ReadUnit(const Members& members, Dossier& dossier) {
  const auto text = members.Text("DonViXuLy");
  if (!text) return;
  // Codes of some systems have long runs of digits between letters; a number alone is a person's.
  if (IsUnitCode(*text) ? IsPersonalNumber(*text) : LooksPersonal(*text)) {
    members.Fault("DonViXuLy", "PERSONAL_DATA", "looks like a person's number or an e-mail address");
  } else if (HidesUnitCode(*text)) {
    members.Fault("DonViXuLy", "CODE_MALFORMED",
                  absl::StrCat("holds ", FindUnseen(*text).value_or("a blank, which a code does not have")));
  } else if (IsWrittenAsCode(*text)) {
    dossier.set_unit_code(*text);
  } else {
    // The parser has seen that it is UTF-8.
    dossier.set_unit_name(ReadAsSeen(*text).value_or(""));
  }
}

void ReadTimes(const Members& members, Dossier& dossier) {
  const auto read = [&members](const char* name, auto set) {
    if (const auto time = members.Time(name)) set(ToTimestamp(*time));
  };
  read("NgayTiepNhan", [&](auto time) { *dossier.mutable_receive_time() = time; });
  read("NgayHenTra", [&](auto time) { *dossier.mutable_due_time() = time; });
  read("NgayKetThucXuLy", [&](auto time) { *dossier.mutable_process_end_time() = time; });
  read("NgayTra", [&](auto time) { *dossier.mutable_return_time() = time; });
  read("NgayTuChoi", [&](auto time) { *dossier.mutable_refuse_time() = time; });
  read("NgayNopHoSo", [&](auto time) { *dossier.mutable_submit_time() = time; });
  members.ForEach("DanhSachHoSoBoSung", [&](const Members& item) {
    record::v1::Supplement& supplement = *dossier.add_supplements();
    if (const auto time = item.Time("NgayBoSung")) *supplement.mutable_request_time() = ToTimestamp(*time);
    if (const auto time = item.Time("NgayTiepNhanBoSung")) {
      *supplement.mutable_receive_time() = ToTimestamp(*time);
    }
    if (const auto time = item.Time("NgayHenTraTruoc")) {
      *supplement.mutable_previous_due_time() = ToTimestamp(*time);
    }
    if (const auto time = item.Time("NgayHenTraMoi")) *supplement.mutable_new_due_time() = ToTimestamp(*time);
  });
}

// The files that were handed in, by link and by identifier.
struct InputFiles {
  // Numbers of rows in different tables may be equal by chance; identifiers that are meant to be unique are
  // longer.
  static constexpr size_t kShortestId = 8;

  void Add(const Members& component) {
    if (auto link = component.Text("DuongDanTaiTepTin")) links.insert(*std::move(link));
    if (auto id = component.Id("TepDinhKemId"); id && id->size() >= kShortestId) ids.insert(*std::move(id));
  }
  bool Holds(const Members& result) const {
    const auto link = result.Text("DuongDanTepTinKetQua");
    const auto id = result.Id("GiayToId");
    return (link && links.contains(*link)) || (id && ids.contains(*id));
  }

  absl::flat_hash_set<std::string> links, ids;
};

void ReadComponents(const Members& members, Dossier& dossier, InputFiles& files) {
  record::v1::Components counts;
  const bool listed = members.ForEach("TaiLieuNop", [&](const Members& item) {
    if (item.Flag("IsDeleted").value_or(false)) return;
    files.Add(item);
    const int reused = item.Number("DuocTaiSuDung", 0, 2).value_or(0);
    counts.set_count(counts.count() + 1);
    counts.set_digitised_count(counts.digitised_count() + item.Flag("DuocSoHoa").value_or(false));
    counts.set_reused_count(counts.reused_count() + (reused == 1 || reused == 2));
    counts.set_reused_result_count(counts.reused_result_count() + (reused == 2));
    counts.set_storage_count(counts.storage_count() + item.Flag("DuocLayTuKhoDMQG").value_or(false));
  });
  if (listed) *dossier.mutable_components() = counts;
}

void ReadResults(const Members& members, const InputFiles& files, Dossier& dossier) {
  record::v1::Results counts;
  const bool listed = members.ForEach("DanhSachGiayToKetQua", [&](const Members& item) {
    counts.set_count(counts.count() + 1);
    counts.set_file_count(counts.file_count() + item.Text("DuongDanTepTinKetQua").has_value());
    counts.set_code_count(counts.code_count() + item.Code("MaGiayToKetQua").has_value());
    counts.set_input_file_count(counts.input_file_count() + files.Holds(item));
  });
  if (listed) *dossier.mutable_results() = counts;
}

void ReadFees(const Members& members, Dossier& dossier) {
  record::v1::Fees fees;
  const bool listed = members.ForEach("DanhSachLePhi", [&](const Members& item) {
    const auto amount = item.Amount("Gia");
    fees.set_line_count(fees.line_count() + 1);
    fees.set_zero_count(fees.zero_count() + (amount && *amount == 0));
    // What is above all bounds stays so, whatever comes.
    fees.set_amount(std::min(fees.amount() + amount.value_or(0), kAboveAllAmounts));
  });
  if (listed) *dossier.mutable_fees() = fees;
}

void ReadDatabases(const Members& members, Dossier& dossier) {
  members.ForEach("DSKetNoiCSDL", [&](const Members& item) {
    const auto code = item.Code("MaCSDL");
    auto& codes = *dossier.mutable_database_codes();
    if (code && std::find(codes.begin(), codes.end(), *code) == codes.end()) codes.Add(std::string(*code));
  });
}

void ReadIdentity(const Members& members, Dossier& dossier) {
  std::vector<std::string> numbers;
  members.ForEach("DinhDanhCHS", [&](const Members& item) {
    if (auto number = item.Code("SoDinhDanh")) numbers.push_back(*std::move(number));
  });
  if (auto number = members.Code("SoGiayToChuHoSo")) numbers.push_back(*std::move(number));
  dossier.set_identity(ClassifyIdentity(numbers));
}

IdentityKind ClassifyNumber(std::string number) {
  number.erase(
      std::remove_if(number.begin(), number.end(), [](char c) { return c == ' ' || c == '.' || c == '-'; }),
      number.end());
  const bool digits = std::all_of(number.begin(), number.end(), absl::ascii_isdigit);
  const bool one_digit = number.find_first_not_of(number.substr(0, 1)) == std::string::npos;
  // 000000001 and the like.
  const bool counter = number.find_first_not_of('0') + 1 == number.size();
  if (number.size() < kShortestIdentity || (digits && (one_digit || counter))) {
    return record::v1::IDENTITY_KIND_PLACEHOLDER;
  }
  if (digits && number.size() == 12) return record::v1::IDENTITY_KIND_CITIZEN;
  if (digits && number.size() == 9) return record::v1::IDENTITY_KIND_FORMER;
  return record::v1::IDENTITY_KIND_OTHER;
}

}  // namespace

// The contract's numbers go from the best to the worst.
IdentityKind ClassifyIdentity(const std::vector<std::string>& numbers) {
  IdentityKind best = record::v1::IDENTITY_KIND_UNSPECIFIED;
  for (const std::string& number : numbers) {
    const IdentityKind kind = ClassifyNumber(number);
    best = best == record::v1::IDENTITY_KIND_UNSPECIFIED ? kind : std::min(best, kind);
  }
  return best;
}

bool LooksLikeUnit(absl::string_view text) { return IsCleanText(text) && !LooksPersonal(text); }

ElementFindings ToDossier(const nlohmann::json& element, Dossier& dossier) {
  ElementFindings findings;
  const Members members(element, "", findings);
  dossier.set_code(members.Code("MaHoSo").value_or(""));
  dossier.set_procedure_code(members.Code("MaTTHC").value_or(""));
  ReadUnit(members, dossier);
  ReadState(members, dossier);
  ReadTimes(members, dossier);
  ReadDatabases(members, dossier);
  InputFiles files;
  ReadComponents(members, dossier, files);
  ReadResults(members, files, dossier);
  ReadFees(members, dossier);
  ReadIdentity(members, dossier);
  return findings;
}

ElementFindings ToProgress(const nlohmann::json& element, record::v1::ProgressLine& progress) {
  ElementFindings findings;
  const Members members(element, "", findings);
  progress.set_dossier_code(members.Code("MaHoSo").value_or(""));
  progress.set_status(StatusOf(members.NumberIfKnown("TrangThai", 0, record::v1::DOSSIER_STATUS_RETURNED)));
  if (const auto time = members.Time("ThoiDiemXuLy")) *progress.mutable_process_time() = ToTimestamp(*time);
  if (const auto time = members.Time("NgayBatDau")) *progress.mutable_start_time() = ToTimestamp(*time);
  if (const auto time = members.Time("NgayKetThucTheoQuyDinh")) {
    *progress.mutable_due_time() = ToTimestamp(*time);
  }
  return findings;
}

}  // namespace chiso
