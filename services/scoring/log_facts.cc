#include "services/scoring/log_facts.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "chiso/record/v1/record.pb.h"
#include "common/log.h"
#include "common/record/content_digest.h"
#include "services/scoring/conversions.h"
#include "services/scoring/facts.h"

namespace chiso {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using ingestion::v1::ReadRecordsResponse;
using record::v1::LogEntry;

// What a record takes in an answer, about: so that there is room for the facts at once.
constexpr size_t kUsualRecordBytes = 160;

// Hands each of a message's fields of that number to `f`, and all others together to `rest`. False: the bytes
// are no message.
bool Split(absl::string_view message, int field, absl::FunctionRef<bool(absl::string_view)> f,
           std::string& rest) {
  const uint32_t wanted = WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  CodedInputStream input(reinterpret_cast<const uint8_t*>(message.data()), static_cast<int>(message.size()));
  while (true) {
    const int start = input.CurrentPosition();
    const uint32_t tag = input.ReadTag();
    if (tag == 0) return input.ConsumedEntireMessage();
    if (tag != wanted) {
      if (!WireFormatLite::SkipField(&input, tag)) return false;
      rest.append(message.data() + start, input.CurrentPosition() - start);
      continue;
    }
    uint32_t size = 0;
    if (!input.ReadVarint32(&size)) return false;
    const int value = input.CurrentPosition();
    if (!input.Skip(static_cast<int>(size)) || !f(message.substr(value, size))) return false;
  }
}

// One answer. A record is parsed from where it lies into the one before, so that nothing is allocated anew.
class Response {
 public:
  explicit Response(LogFacts& to) : to_(to) {}

  bool Add(absl::string_view bytes) {
    to_.facts.reserve(to_.facts.size() + bytes.size() / kUsualRecordBytes);
    ReadRecordsResponse response;
    std::string rest;
    const auto add = [this](absl::string_view entry) { return AddEntry(entry); };
    if (!Split(bytes, ReadRecordsResponse::kEntriesFieldNumber, add, rest) ||
        !response.ParseFromString(rest)) {
      return false;
    }
    to_.reached = std::move(*response.mutable_position());
    to_.head = response.head().sequence();
    to_.send_time = FromTimestamp(response.send_time());
    return true;
  }

 private:
  bool AddEntry(absl::string_view bytes) {
    rest_.clear();
    records_.clear();
    const auto note = [this](absl::string_view record) {
      records_.push_back(record);
      return true;
    };
    if (!Split(bytes, LogEntry::kRecordsFieldNumber, note, rest_) || !entry_.ParseFromString(rest_))
      return false;
    const size_t before = to_.facts.size();
    for (size_t i = 0; i < records_.size(); ++i) AddRecord(records_[i], static_cast<int64_t>(i));
    to_.runs.push_back({entry_.sender(), FromTimestamp(entry_.arrival_time()), to_.facts.size() - before});
    return true;
  }

  void AddRecord(absl::string_view bytes, int64_t index) {
    absl::Status status = absl::InvalidArgumentError("it is no record");
    if (record_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      absl::StatusOr<core::Fact> fact = FactFromProto(record_, VersionOf(record_, bytes), entry_.sender());
      if (fact.ok()) {
        to_.facts.push_back(*std::move(fact));
        return;
      }
      status = fact.status();
    }
    SPDLOG_ERROR("record {} of batch {} of {} is skipped: {}", entry_.first_sequence() + index,
                 entry_.batch_id(), entry_.sender(), std::string(status.message()));
  }

  LogFacts& to_;
  LogEntry entry_;  // without records
  std::string rest_;
  std::vector<absl::string_view> records_;
  record::v1::Record record_;
};

}  // namespace

bool AddResponse(absl::string_view response, LogFacts& facts) { return Response(facts).Add(response); }

}  // namespace chiso
