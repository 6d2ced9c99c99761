#include "tests/load/audit.h"

#include <gtest/gtest.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"

namespace chiso::testing {
namespace {

using namespace ingestion::v1;  // NOLINT: the methods are this file's vocabulary.
using record::v1::LogEntry;
using record::v1::Position;

constexpr int kPageSize = 1000;

// Long enough for any healthy service; a hang becomes a failure.
void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(5));
}

// Calls until there is no further page.
template <typename Request, typename Response>
void ForEachPage(IngestionService::Stub& stub,
                 grpc::Status (IngestionService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                Response*),
                 Request request, const std::function<void(const Response&)>& take) {
  request.set_page_size(kPageSize);
  do {
    grpc::ClientContext context;
    SetDeadline(context);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    ASSERT_TRUE(status.ok()) << Request::descriptor()->name() << ": " << status.error_code() << " "
                             << status.error_message();
    take(response);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
}

}  // namespace

std::string ChainOf(const Receipt& receipt) {
  std::string bytes;
  const auto add = [&](const auto& value) {
    const std::string text = absl::StrCat(value);
    absl::StrAppend(&bytes, text.size(), ":", text, ",");
  };
  add(receipt.chain_version());
  for (const std::string& text :
       {receipt.previous_chain(), receipt.sender(), receipt.batch_id(), receipt.digest()}) {
    add(text);
  }
  for (const int64_t number : {receipt.create_time().seconds(), int64_t{receipt.create_time().nanos()},
                               int64_t{receipt.accepted_count()}, int64_t{receipt.rejected_count()},
                               int64_t{receipt.positions_size()}}) {
    add(number);
  }
  for (const Position& position : receipt.positions()) {
    add(position.log());
    add(position.sequence());
    add(position.digest());
  }
  add(receipt.verdicts_size());
  for (const Verdict& verdict : receipt.verdicts()) {
    for (const int number : {verdict.index(), int{verdict.severity()}, int{verdict.reason()}}) add(number);
    for (const std::string& text : {verdict.field(), verdict.message(), verdict.key()}) add(text);
  }
  add(receipt.omitted_warning_count());
  return Sha256(bytes);
}

void Audit::ReadLogs(const TakeRun& take) {
  for (const char* log : {"reference", "main"}) ReadLog(log, take);
}

void Audit::ReadLog(const std::string& log, const TakeRun& take) {
  ReadRecordsRequest request;
  request.mutable_after()->set_log(log);
  grpc::ClientContext context;
  SetDeadline(context);
  const auto reader = stub_.ReadRecords(&context, request);
  LoggedRun run;
  std::vector<std::string> records;
  const auto finish_run = [&] {
    if (records.empty()) return;
    AddRun(run);
    take(run, records);
    records.clear();
  };
  ReadRecordsResponse response;
  Position head;
  int64_t sequence = 0;
  while (reader->Read(&response)) {
    for (const LogEntry& entry : response.entries()) {
      ASSERT_EQ(entry.first_sequence(), sequence + 1) << log << " has a gap, or a sequence twice";
      // A long run is read in several pieces.
      const BatchName batch = {entry.sender(), entry.batch_id()};
      if (records.empty() || batch != run.batch) {
        finish_run();
        run = {log, batch, entry.first_sequence(), 0};
      }
      for (const record::v1::Record& record : entry.records()) records.push_back(record.SerializeAsString());
      sequence += entry.records_size();
      run.last = sequence;
    }
    EXPECT_EQ(response.position().sequence(), sequence);
    head = response.head();
    heads_[log] = response.position().digest();
  }
  finish_run();
  const grpc::Status status = reader->Finish();
  ASSERT_TRUE(status.ok()) << log << ": " << status.error_code() << " " << status.error_message();
  EXPECT_EQ(head.sequence(), sequence) << "the end of " << log << " is not its head";
  EXPECT_EQ(head.digest(), heads_[log]);
}

void Audit::AddRun(const LoggedRun& run) {
  std::vector<LoggedRun>& runs = runs_[run.log];
  EXPECT_TRUE(places_.emplace(std::pair(run.batch, run.log), runs.size()).second)
      << "batch " << run.batch.second << " of " << run.batch.first << " lies in " << run.log << " twice";
  runs.push_back(run);
}

void Audit::ReadReceipts(const TakeReceipt& take) {
  ForEachPage<ListSendersRequest, ListSendersResponse>(stub_, &IngestionService::Stub::ListSenders, {},
                                                       [&](const ListSendersResponse& page) {
                                                         for (const Sender& sender : page.senders())
                                                           ReadReceiptsOf(sender, take);
                                                       });
  for (const auto& [place, index] : places_) {
    EXPECT_EQ(digests_.count(place.first), 1u)
        << "batch " << place.first.second << " of " << place.first.first << " is logged without a receipt";
  }
}

void Audit::ReadReceiptsOf(const Sender& sender, const TakeReceipt& take) {
  std::string chain;
  int64_t batches = 0, accepted = 0, rejected = 0;
  // By batch and index: the reason.
  std::map<std::pair<std::string, int>, int> refused;
  ListReceiptsRequest request;
  request.set_sender(sender.name());
  ForEachPage<ListReceiptsRequest, ListReceiptsResponse>(
      stub_, &IngestionService::Stub::ListReceipts, request, [&](const ListReceiptsResponse& page) {
        for (const Receipt& receipt : page.receipts()) {
          EXPECT_EQ(receipt.sender(), sender.name());
          EXPECT_EQ(receipt.previous_chain(), chain) << receipt.batch_id() << " does not follow";
          chain = receipt.chain();
          ++batches;
          accepted += receipt.accepted_count();
          rejected += receipt.rejected_count();
          for (const Verdict& verdict : receipt.verdicts()) {
            if (verdict.severity() != SEVERITY_REJECTED) continue;
            refused[{receipt.batch_id(), verdict.index()}] = verdict.reason();
          }
          CheckReceipt(receipt);
          take(receipt);
        }
      });
  EXPECT_EQ(sender.chain(), chain) << sender.name();
  EXPECT_EQ(sender.batch_count(), batches) << sender.name();
  EXPECT_EQ(sender.accepted_count(), accepted) << sender.name();
  EXPECT_EQ(sender.rejected_count(), rejected) << sender.name();
  EXPECT_EQ(static_cast<int64_t>(refused.size()), rejected) << sender.name();
  CheckQuarantine(sender.name(), refused);
}

void Audit::CheckReceipt(const Receipt& receipt) {
  const BatchName batch = {receipt.sender(), receipt.batch_id()};
  EXPECT_EQ(receipt.chain_version(), 1) << receipt.batch_id();
  EXPECT_EQ(receipt.chain(), ChainOf(receipt)) << receipt.batch_id();
  Digests& digests = digests_[batch];
  EXPECT_TRUE(digests.batch.empty()) << receipt.batch_id() << " has two receipts";
  digests.batch = receipt.digest();
  int64_t logged = 0;
  for (const Position& position : receipt.positions()) {
    digests.logs[position.log()] = position.digest();
    const auto place = places_.find({batch, position.log()});
    ASSERT_NE(place, places_.end()) << "batch " << receipt.batch_id() << " of " << receipt.sender()
                                    << " has a receipt and is not in " << position.log();
    const LoggedRun& run = runs_.at(position.log())[place->second];
    EXPECT_EQ(position.sequence(), run.last) << receipt.batch_id();
    logged += run.last - run.first + 1;
  }
  EXPECT_EQ(receipt.accepted_count(), logged) << receipt.batch_id();
}

void Audit::CheckQuarantine(const std::string& sender,
                            const std::map<std::pair<std::string, int>, int>& refused) {
  ListRejectionsRequest request;
  request.set_sender(sender);
  std::map<std::pair<std::string, int>, int> quarantined;
  ForEachPage<ListRejectionsRequest, ListRejectionsResponse>(
      stub_, &IngestionService::Stub::ListRejections, request, [&](const ListRejectionsResponse& page) {
        for (const Rejection& rejection : page.rejections()) {
          EXPECT_TRUE(quarantined
                          .emplace(std::pair(rejection.batch_id(), rejection.verdict().index()),
                                   rejection.verdict().reason())
                          .second)
              << "record " << rejection.verdict().index() << " of " << rejection.batch_id()
              << " is in quarantine twice";
        }
      });
  EXPECT_TRUE(quarantined == refused) << sender << ": " << quarantined.size() << " in quarantine, "
                                      << refused.size() << " refused by receipts";
}

void Audit::CheckDigests() const {
  for (const auto& [log, runs] : runs_) {
    std::string digest;
    for (const LoggedRun& run : runs) {
      const auto digests = digests_.find(run.batch);
      if (digests == digests_.end()) return;
      digest = Sha256(absl::StrCat(digest, digests->second.batch, run.first, ",", run.last));
      const auto given = digests->second.logs.find(log);
      ASSERT_TRUE(given != digests->second.logs.end() && given->second == digest)
          << "the digest of " << log << " at " << run.last << " does not follow";
    }
    EXPECT_EQ(heads_.at(log), digest) << log;
  }
}

}  // namespace chiso::testing
