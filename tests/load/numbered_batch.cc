#include "tests/load/numbered_batch.h"

#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace chiso::testing {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

constexpr char kUnit[] = "H44.1";
constexpr char kProcedure[] = "2.000815";
constexpr char kSenderPrefix[] = "load-";
constexpr char kBatchPrefix[] = "batch-";
// 2026-08-03 08:00 in Asia/Ho_Chi_Minh.
constexpr int64_t kMonday = 1'785'718'800;
constexpr int64_t kDay = 24 * 3600;

int NumberAfter(absl::string_view prefix, absl::string_view text) {
  int number = 0;
  return absl::ConsumePrefix(&text, prefix) && absl::SimpleAtoi(text, &number) ? number : 0;
}

// Makes the records of one batch.
class Maker {
 public:
  Maker(int sender, int number)
      : sender_(sender), number_(number), random_(static_cast<uint32_t>(sender) * 1'000'003 + number) {
    made_.batch.set_sender(SenderName(sender));
    made_.batch.set_batch_id(absl::StrCat(kBatchPrefix, number));
  }

  NumberedBatch Make() {
    // Now and then a transaction that takes long, so that something can happen in its midst.
    const int count = Below(50) == 0 ? 200 + Below(800) : 1 + Below(30);
    for (index_ = 0; index_ < count; ++index_) Add();
    return std::move(made_);
  }

 private:
  int Below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

  void Add() {
    rv1::Record& record = *made_.batch.add_records();
    record.set_revision(1 + Below(1'000'000));
    const int kind = Below(100);
    if (kind < 10) {
      made_.refused[index_] = Spoil(record);
      return;
    }
    if (kind < 50) {
      FillDossier(*record.mutable_dossier());
    } else if (kind < 75) {
      FillProgress(*record.mutable_progress());
    } else if (kind < 95) {
      FillReturn(*record.mutable_unit_return());
    } else {
      FillUnit(*record.mutable_unit());
    }
    made_.accepted[record.has_unit() ? "reference" : "main"].push_back(record.SerializeAsString());
  }

  // Unique: no other record of any batch has it.
  std::string DossierCode() const {
    return absl::StrCat("H44.", sender_, ".", number_, "-260803-", 1000 + index_);
  }

  void FillDossier(rv1::Dossier& dossier) {
    dossier.set_code(DossierCode());
    if (Below(20) == 0) {
      made_.batch.mutable_records(index_)->set_retracted(true);
      return;
    }
    // Sometimes a unit that another batch introduces: whether it is known already is a matter of luck.
    dossier.set_unit_code(Below(30) == 0 ? absl::StrCat("H44.", 1 + Below(3), ".", 1 + Below(number_), ".0")
                                         : kUnit);
    dossier.set_procedure_code(kProcedure);
    dossier.set_status(rv1::DOSSIER_STATUS_RETURNED);
    dossier.set_channel(rv1::CHANNEL_ONLINE);
    dossier.mutable_submit_time()->set_seconds(kMonday + Below(kDay / 2));
    dossier.mutable_receive_time()->set_seconds(kMonday + kDay + Below(kDay / 4));
    dossier.mutable_due_time()->set_seconds(kMonday + (3 + Below(20)) * kDay);
    dossier.mutable_process_end_time()->set_seconds(kMonday + (2 + Below(10)) * kDay);
    dossier.set_payment(rv1::PAYMENT_NATIONAL_PORTAL);
    dossier.set_account_verified(Below(2) == 0);
    dossier.add_database_codes("7");
    dossier.mutable_components()->set_count(1 + Below(5));
    dossier.mutable_components()->set_digitised_count(1);
    dossier.mutable_results()->set_count(1);
    dossier.mutable_results()->set_file_count(Below(2));
    dossier.mutable_fees()->set_line_count(1);
    dossier.mutable_fees()->set_amount(Below(1'000'000));
    for (int i = Below(3); i > 0; --i) {
      dossier.add_supplements()->mutable_request_time()->set_seconds(kMonday + kDay + i * 3600);
    }
  }

  void FillProgress(rv1::ProgressLine& line) {
    line.set_dossier_code(DossierCode());
    line.mutable_process_time()->set_seconds(kMonday + Below(10 * kDay));
    line.set_status(static_cast<rv1::DossierStatus>(1 + Below(10)));
  }

  void FillReturn(rv1::Return& ret) {
    ret.set_unit_code(kUnit);
    ret.set_period("2026-08");
    ret.set_indicator(absl::StrCat("S", sender_, "_", number_, "_", index_));
    ret.set_scope(rv1::SCOPE_SUBTREE);
    ret.set_numerator(Below(100));
    ret.set_denominator(100);
  }

  void FillUnit(rv1::Unit& unit) {
    unit.set_code(absl::StrCat("H44.", sender_, ".", number_, ".", index_));
    unit.set_name("Xã thử");
    unit.set_level(rv1::LEVEL_COMMUNE);
    unit.set_parent_code(kUnit);
  }

  // Makes the record one that is refused.
  Reason Spoil(rv1::Record& record) {
    switch (Below(6)) {
      case 0:
        return REASON_CONTENT_MISSING;
      case 1:
        FillUnit(*record.mutable_unit());
        record.mutable_unit()->set_valid_from("2026-02-30");
        return REASON_DATE_MALFORMED;
      case 2:
        FillReturn(*record.mutable_unit_return());
        record.mutable_unit_return()->set_period("2026-13");
        return REASON_PERIOD_MALFORMED;
      case 3:
        FillReturn(*record.mutable_unit_return());
        record.mutable_unit_return()->set_numerator(-1);
        return REASON_NUMBER_OUT_OF_RANGE;
      case 4:
        FillProgress(*record.mutable_progress());
        record.set_revision(int64_t{1} << 62);
        return REASON_REVISION_IN_FUTURE;
      default:
        record.mutable_dossier()->set_code(DossierCode());
        record.mutable_dossier()->set_unit_code(kUnit);
        return REASON_FIELD_MISSING;
    }
  }

  const int sender_;
  const int number_;
  std::mt19937 random_;
  int index_ = 0;
  NumberedBatch made_;
};

}  // namespace

std::string SenderName(int sender) { return absl::StrCat(kSenderPrefix, sender); }
int SenderNumber(const std::string& name) { return NumberAfter(kSenderPrefix, name); }
int BatchNumber(const std::string& batch_id) { return NumberAfter(kBatchPrefix, batch_id); }

NumberedBatch MakeNumberedBatch(int sender, int number) { return Maker(sender, number).Make(); }

Batch NamedBatch() {
  Batch batch;
  batch.set_sender("named");
  batch.set_batch_id("named");
  rv1::Record& unit = *batch.add_records();
  unit.set_revision(1);
  unit.mutable_unit()->set_code(kUnit);
  unit.mutable_unit()->set_name("Sở thử");
  unit.mutable_unit()->set_level(rv1::LEVEL_DEPARTMENT);
  rv1::Record& procedure = *batch.add_records();
  procedure.set_revision(1);
  procedure.mutable_procedure()->set_code(kProcedure);
  procedure.mutable_procedure()->set_unit_code(kUnit);
  return batch;
}

}  // namespace chiso::testing
