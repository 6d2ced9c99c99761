#include "tools/benchmark/dossiers.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "common/period.h"

namespace chiso::bench {
namespace {

namespace rv1 = record::v1;
using google::protobuf::Timestamp;

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
// Longer than any dossier here takes.
constexpr int kDaysBeforeNow = 45;

// Bits that look random, the same for the same number.
uint64_t Mix(uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
  number = (number ^ number >> 27) * 0x94d049bb133111eb;
  return number ^ number >> 31;
}

// Takes a number below `bound` from the bits.
int64_t Take(uint64_t& bits, uint64_t bound) {
  const uint64_t taken = (bits & 0xffff) * bound >> 16;
  bits = bits >> 11 | bits << 53;
  return static_cast<int64_t>(taken);
}

void FillCounts(uint64_t& bits, rv1::Dossier& dossier) {
  const auto count = static_cast<int32_t>(2 + Take(bits, 5));
  rv1::Components& components = *dossier.mutable_components();
  components.set_count(count);
  components.set_digitised_count(static_cast<int32_t>(Take(bits, count + 1)));
  components.set_reused_count(static_cast<int32_t>(Take(bits, 2)));
  components.set_reused_result_count(static_cast<int32_t>(Take(bits, 2)));
  components.set_storage_count(static_cast<int32_t>(Take(bits, 2)));
  dossier.set_has_digitised_component(components.digitised_count() > 0);
  rv1::Results& results = *dossier.mutable_results();
  results.set_count(1);
  results.set_file_count(static_cast<int32_t>(Take(bits, 10) < 9));
  results.set_code_count(static_cast<int32_t>(Take(bits, 10) < 6));
  results.set_input_file_count(0);
  rv1::Fees& fees = *dossier.mutable_fees();
  fees.set_line_count(1);
  fees.set_zero_count(0);
  fees.set_amount(5000 * (1 + Take(bits, 20)));
}

void FillTimes(int64_t midnight, uint64_t& bits, rv1::Dossier& dossier) {
  const int64_t received = midnight + 7 * kHour + Take(bits, 10 * kHour);
  const int64_t term = (3 + Take(bits, 18)) * kDay;
  const int64_t ended = received + kHour + Take(bits, static_cast<uint64_t>(term / kHour)) * kHour;
  dossier.mutable_submit_time()->set_seconds(received - Take(bits, 6 * kHour));
  dossier.mutable_receive_time()->set_seconds(received);
  dossier.mutable_due_time()->set_seconds(received + term);
  dossier.mutable_process_end_time()->set_seconds(ended);
  dossier.mutable_return_time()->set_seconds(ended + Take(bits, 48) * kHour);
  dossier.clear_supplements();
  // One in sixteen lacked papers.
  if (Take(bits, 16) != 0) return;
  rv1::Supplement& supplement = *dossier.add_supplements();
  supplement.mutable_request_time()->set_seconds(received + kHour);
  supplement.mutable_receive_time()->set_seconds(received + kDay);
  supplement.mutable_previous_due_time()->set_seconds(received + term - kDay);
  supplement.mutable_new_due_time()->set_seconds(received + term);
}

rv1::Unit MakeUnit(std::string code, std::string name, rv1::Level level, const std::string& parent) {
  rv1::Unit unit;
  unit.set_code(std::move(code));
  unit.set_name(std::move(name));
  unit.set_level(level);
  unit.set_parent_code(parent);
  return unit;
}

std::vector<rv1::Unit> OneProvince() {
  std::vector<rv1::Unit> units = {MakeUnit("H44", "Tỉnh Phú Thọ", rv1::LEVEL_PROVINCE, "")};
  for (int i = 1; i <= 11; ++i) {
    const std::string code = absl::StrFormat("H44.50.%02d.13", i);
    units.push_back(MakeUnit(code, "Sở " + code.substr(7, 2), rv1::LEVEL_DEPARTMENT, "H44"));
  }
  return units;
}

std::vector<rv1::Unit> ManyProvinces(int provinces, int communes) {
  std::vector<rv1::Unit> units;
  for (int p = 0; p < provinces; ++p) {
    const std::string province = absl::StrFormat("H%02d", 10 + p);
    units.push_back(MakeUnit(province, "Tỉnh " + province, rv1::LEVEL_PROVINCE, ""));
    for (int c = 0; c < communes; ++c) {
      const std::string code = absl::StrFormat("%s.%d", province, 100 + c);
      units.push_back(MakeUnit(code, "Xã " + code, rv1::LEVEL_COMMUNE, province));
    }
  }
  return units;
}

}  // namespace

Dossiers::Dossiers(absl::Time now) : Dossiers(now, OneProvince()) {}

Dossiers::Dossiers(absl::Time now, int provinces, int communes)
    : Dossiers(now, ManyProvinces(provinces, communes)) {}

Dossiers::Dossiers(absl::Time now, std::vector<rv1::Unit> units) : tree_(std::move(units)) {
  const absl::CivilDay first = DayOf(now) - kDays - kDaysBeforeNow;
  first_midnight_ = absl::ToUnixSeconds(absl::FromCivil(first, HoChiMinh()));
  for (int i = 0; i < kDays; ++i) {
    days_.push_back(absl::FormatTime("%y%m%d", absl::FromCivil(first + i, HoChiMinh()), HoChiMinh()));
  }
  for (const rv1::Unit& unit : tree_) {
    if (unit.level() != rv1::LEVEL_PROVINCE) units_.push_back(unit.code());
  }
  for (int i = 0; i < kProcedures; ++i) procedures_.push_back(absl::StrFormat("2.%06d", 800 + 7 * i));
}

void Dossiers::Fill(int64_t number, rv1::Record& record) const {
  uint64_t bits = Mix(static_cast<uint64_t>(number));
  const int64_t in_day = number % kPerDay;
  const int64_t day = number / kPerDay % kDays;
  const auto units = static_cast<int64_t>(units_.size());
  const std::string& unit = units_[in_day % units];
  rv1::Dossier& dossier = *record.mutable_dossier();
  std::string& code = *dossier.mutable_code();
  code.assign(unit).append("-").append(days_[day]).append("-00000");
  // Numbers go on where the days begin again.
  int64_t rest = in_day / units + number / (kPerDay * kDays) * (kPerDay / units + 1);
  for (size_t i = code.size(); rest > 0; rest /= 10) code[--i] = static_cast<char>('0' + rest % 10);
  dossier.set_unit_code(unit);
  dossier.set_procedure_code(procedures_[Take(bits, kProcedures)]);
  dossier.set_status(rv1::DOSSIER_STATUS_RETURNED);
  dossier.set_channel(static_cast<rv1::Channel>(1 + Take(bits, 3)));
  FillTimes(first_midnight_ + day * kDay, bits, dossier);
  dossier.set_payment(static_cast<rv1::Payment>(1 + Take(bits, 3)));
  dossier.set_account_verified(Take(bits, 2) == 1);
  dossier.clear_database_codes();
  dossier.add_database_codes()->push_back('1');
  if (Take(bits, 2) == 1) dossier.add_database_codes()->push_back('7');
  FillCounts(bits, dossier);
  dossier.set_applicant_kind(static_cast<rv1::ApplicantKind>(1 + Take(bits, 2)));
  dossier.set_identity(rv1::IDENTITY_KIND_CITIZEN);
  record.set_revision(dossier.return_time().seconds() * 1'000'000 + Take(bits, 0xffff));
}

void Dossiers::FillBatch(int64_t first, int count, ingestion::v1::Batch& batch) const {
  while (batch.records_size() > count) batch.mutable_records()->RemoveLast();
  while (batch.records_size() < count) batch.add_records();
  for (int i = 0; i < count; ++i) Fill(first + i, *batch.mutable_records(i));
}

void Dossiers::FillReference(ingestion::v1::Batch& batch) const {
  const auto add = [&]() -> rv1::Record& {
    rv1::Record& record = *batch.add_records();
    record.set_revision(first_midnight_ * 1'000'000);
    return record;
  };
  for (const rv1::Unit& unit : tree_) {
    *add().mutable_unit() = unit;
    if (unit.level() != rv1::LEVEL_PROVINCE) continue;
    for (const std::string& code : procedures_) {
      rv1::Procedure& procedure = *add().mutable_procedure();
      procedure.set_code(code);
      procedure.set_unit_code(unit.code());
      procedure.set_online_level(rv1::ONLINE_LEVEL_FULL);
    }
  }
}

}  // namespace chiso::bench
