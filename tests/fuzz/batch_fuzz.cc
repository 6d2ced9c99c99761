// Any bytes as a batch: every record is taken or has a verdict, and what is taken lies in the rows as it was
// sent.

#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/bounds/message_bounds.h"
#include "common/sql/copy_format.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/ingestion/admission/admitted_batch.h"
#include "services/ingestion/received_batch.h"
#include "tests/fuzz/hold.h"

namespace chiso::fuzz {
namespace {

using google::protobuf::util::MessageDifferencer;
using ingestion::v1::Verdict;

// 21:13:20 on 2026-09-21 in Vietnam, as in the tests whose records are the first inputs.
const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

AdmittedBatch AdmitAtNow(ingestion::v1::Batch& batch, absl::string_view bytes) {
  static const Routing* const kRouting = new Routing(*Routing::Parse("H44=north"));
  static const KnownCodes* const kKnown = [] {
    auto* const known = new KnownCodes;
    known->Add(CodeKind::kPublication, "H44/2026-07");
    return known;
  }();
  return Admit(batch, bytes, *kRouting, kNow, *kKnown);
}

// The records that are refused, by their places.
std::set<int32_t> Refused(const AdmittedBatch& admitted, int32_t records) {
  std::set<int32_t> refused;
  int32_t last = 0;
  for (const Verdict& verdict : admitted.verdicts) {
    Hold(verdict.index() >= last && verdict.index() < records,
         "verdicts stand in the order of their records");
    last = verdict.index();
    if (verdict.severity() != ingestion::v1::SEVERITY_REJECTED) continue;
    Hold(refused.insert(last).second, "a refused record has one reason");
  }
  return refused;
}

// The payloads of the rows, by log, in order.
std::map<std::string, std::vector<std::string>> Payloads(const AdmittedBatch& admitted) {
  std::map<std::string, std::vector<std::string>> payloads;
  for (const auto& [log, part] : admitted.parts) {
    CopyReader reader(part.bytes());
    while (reader.NextRow()) {
      constexpr int kColumnsBefore = 7;
      for (int column = 0; column < kColumnsBefore; ++column) reader.Bytes();
      payloads[log].emplace_back(reader.Bytes());
    }
  }
  return payloads;
}

void Examine(absl::string_view bytes) {
  ReceivedBatch received(bytes);
  const int64_t counted =
      ParsedBytes(*ingestion::v1::Batch::descriptor(), bytes, std::numeric_limits<int64_t>::max());
  if (!received.status().ok()) return;
  Hold(counted >= static_cast<int64_t>(received.batch().SpaceUsedLong()),
       "what parses can be counted, and never takes more");
  ingestion::v1::Batch& batch = received.batch();
  // The service admits no batch without names.
  batch.set_sender("fuzz");
  batch.set_batch_id("fuzz");
  const AdmittedBatch admitted = AdmitAtNow(batch, bytes);
  const std::set<int32_t> refused = Refused(admitted, batch.records_size());
  Hold(admitted.accepted_count + static_cast<int>(refused.size()) == batch.records_size(),
       "every record is accepted or refused");
  Hold(admitted.rejections.size() == refused.size(), "every refused record goes to quarantine");
  for (const AdmittedBatch::Rejection& rejection : admitted.rejections) {
    Hold(record::v1::Record().ParseFromString(rejection.record), "what quarantine keeps is a record");
  }

  const auto payloads = Payloads(admitted);
  std::map<std::string, size_t> rows;
  ingestion::v1::Batch accepted;
  for (int32_t index = 0; index < batch.records_size(); ++index) {
    if (refused.count(index) > 0) continue;
    const std::string log = LogOf(batch.records(index), *Routing::Parse("H44=north"));
    record::v1::Record& stored = *accepted.add_records();
    Hold(payloads.count(log) > 0 && rows[log] < payloads.at(log).size(),
         "an accepted record has a row of its log");
    Hold(stored.ParseFromString(payloads.at(log)[rows[log]++]), "a row holds a record");
    Hold(MessageDifferencer::Equals(stored, batch.records(index)), "a row holds what was accepted");
  }
  for (const auto& [log, all] : payloads) Hold(rows[log] == all.size(), "no row has no record");
  // What is kept would be accepted again, from wherever it is read.
  Hold(AdmitAtNow(accepted, "").accepted_count == admitted.accepted_count,
       "what was accepted stays accepted");
}

}  // namespace
}  // namespace chiso::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // The library says of every text that is no UTF-8 that it is none.
  static const google::protobuf::LogSilencer silencer;
  chiso::fuzz::Examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
