// What is stuck stops nobody else: a replica that is frozen in the midst of an append, and questions that the
// database does not answer.

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "common/rpc/rpc_status.h"
#include "common/sql/postgres.h"
#include "tests/load/numbered_batch.h"
#include "tests/load/oracle.h"
#include "tests/load/senders.h"
#include "tests/load/worker.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ingestion::v1::IngestionService;
using reporting::v1::ReportingService;

// The longest that anybody waits beside a replica that is frozen.
constexpr absl::Duration kLongestStall = absl::Seconds(30);

std::chrono::system_clock::time_point HangsAt() { return absl::ToChronoTime(absl::Now() + kHanging); }

TEST(Stall, FrozenReplicaHoldsTheOtherForAWhileOnlyAndNothingIsLostOrDoubled) {
  Suite suite({"ingestion"});
  suite.StartSecondIngestion();
  suite.AwaitServing("ingestion-b");
  const auto stub = IngestionService::NewStub(OwnChannel(suite.Address("ingestion")));
  Postgres postgres({.conninfo = suite.DatabaseOf("ingestion")});
  Oracle oracle;
  const Addresses here({suite.Address("ingestion")}), there({suite.Address("ingestion-b")});
  StreamSender first(1, 8, here, oracle), second(2, 8, there, oracle);
  first.Start();
  second.Start();
  AwaitProgress({&first, &second}, 20);

  // Frozen again and again, until it is while it holds what the other waits for.
  const auto holds_the_other = [&] {
    bool holds = false;
    const absl::Status status = postgres.Transact(absl::Now() + kHanging, [&](Transaction& transaction) {
      holds = transaction.work()
                  .exec1(
                      "SELECT EXISTS (SELECT FROM pg_stat_activity w JOIN pg_stat_activity h"
                      " ON h.pid = ANY (pg_blocking_pids(w.pid)) WHERE w.wait_event_type = 'Lock'"
                      " AND h.wait_event_type = 'Client' AND greatest(w.state_change, h.state_change)"
                      " < clock_timestamp() - interval '300 milliseconds')")[0]
                  .as<bool>();
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return holds;
  };
  bool held = false;
  for (int attempt = 0; attempt < 100 && !held && !HasFailure(); ++attempt) {
    suite.Signal("ingestion-b", SIGSTOP);
    const absl::Time give_up = absl::Now() + absl::Seconds(1);
    while (!(held = holds_the_other()) && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(20));
    if (held) break;
    suite.Signal("ingestion-b", SIGCONT);
    AwaitProgress({&second}, 1);
  }
  ASSERT_TRUE(held) << "it was never frozen in the midst of an append";

  const absl::Time frozen = absl::Now();
  suite.AwaitNotServing("ingestion");
  AwaitProgress({&first}, 3);
  EXPECT_LT(absl::Now() - frozen, kLongestStall);
  suite.AwaitServing("ingestion");

  suite.Signal("ingestion-b", SIGCONT);
  AwaitProgress({&first, &second}, 20);
  suite.AwaitServing("ingestion-b");
  first.Finish();
  second.Finish();
  oracle.Check(*stub);
  oracle.CheckRepeats(*stub);
}

// Holds a table, so that whoever asks for it waits.
class HeldTable {
 public:
  HeldTable(const std::string& conninfo, const std::string& table)
      : postgres_({.conninfo = conninfo}), holding_(std::async(std::launch::async, [this, table] {
          return postgres_.Transact(absl::InfiniteFuture(), [&](Transaction& transaction) {
            transaction.work().exec0("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
            held_.Notify();
            release_.WaitForNotification();
            return absl::OkStatus();
          });
        })) {
    held_.WaitForNotification();
  }
  ~HeldTable() { Release(); }

  void Release() {
    if (!holding_.valid()) return;
    release_.Notify();
    EXPECT_TRUE(holding_.get().ok());
  }

 private:
  Postgres postgres_;
  absl::Notification held_, release_;
  std::future<absl::Status> holding_;
};

// Asks for what is held a dozen times at once: `others` must get on meanwhile, and those who find no room
// are told when to come again.
void AskWhileOthersGetOn(HeldTable& held, const std::function<grpc::Status(grpc::ClientContext&)>& ask,
                         const std::function<void()>& others) {
  std::atomic<int> told_to_come_again = 0;
  std::vector<std::future<void>> asking;
  for (int i = 0; i < 12; ++i) {
    asking.push_back(std::async(std::launch::async, [&] {
      grpc::ClientContext context;
      context.set_deadline(HangsAt());
      const absl::Status status = FromGrpcStatus(ask(context));
      if (!absl::IsResourceExhausted(status)) return;
      EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
      ++told_to_come_again;
    }));
  }
  others();
  EXPECT_TRUE(Await([&] { return told_to_come_again > 0; }));
  held.Release();
}

TEST(Stall, SlowListsStopNeitherAppendsNorReadersOfTheLog) {
  Suite suite({"ingestion"});
  const auto stub = IngestionService::NewStub(OwnChannel(suite.Address("ingestion")));
  HeldTable held(suite.DatabaseOf("ingestion"), "quarantine");
  const auto ask = [&](grpc::ClientContext& context) {
    ingestion::v1::ListRejectionsResponse response;
    return stub->ListRejections(&context, {}, &response);
  };
  AskWhileOthersGetOn(held, ask, [&] {
    for (int i = 0; i < 10; ++i) {
      ingestion::v1::Batch batch = NamedBatch();
      batch.set_batch_id(std::to_string(i));
      grpc::ClientContext context;
      context.set_deadline(HangsAt());
      ingestion::v1::Receipt receipt;
      const grpc::Status status = stub->SubmitBatch(&context, batch, &receipt);
      EXPECT_TRUE(status.ok()) << status.error_message();
    }
    ingestion::v1::ReadRecordsRequest request;
    request.mutable_after()->set_log("reference");
    grpc::ClientContext context;
    context.set_deadline(HangsAt());
    const auto reader = stub->ReadRecords(&context, request);
    ingestion::v1::ReadRecordsResponse response;
    EXPECT_TRUE(reader->Read(&response));
    EXPECT_TRUE(reader->Finish().ok());
    suite.AwaitServing("ingestion");
  });
}

TEST(Stall, SlowQuestionsDoNotKeepScoresFromBeingRecorded) {
  Suite suite({"reporting"});
  const auto stub = ReportingService::NewStub(OwnChannel(suite.Address("reporting")));
  HeldTable held(suite.DatabaseOf("reporting"), "bulletin");
  const auto ask = [&](grpc::ClientContext& context) {
    reporting::v1::GetBulletinRequest request;
    request.set_name("units/H44/bulletins/2026-08");
    reporting::v1::Bulletin bulletin;
    return stub->GetBulletin(&context, request, &bulletin);
  };
  AskWhileOthersGetOn(held, ask, [&] {
    grpc::ClientContext context;
    context.set_deadline(HangsAt());
    const auto stream = stub->RecordScores(&context);
    reporting::v1::RecordScoresRequest request;
    request.mutable_opening()->set_writer("w");
    request.mutable_opening()->add_logs("main");
    EXPECT_TRUE(stream->Write(request));
    reporting::v1::RecordScoresResponse response;
    EXPECT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.grant().epoch(), 1);
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    suite.AwaitServing("reporting");
  });
}

}  // namespace
}  // namespace chiso::testing
