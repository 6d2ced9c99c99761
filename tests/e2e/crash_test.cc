// Whatever is killed at whatever moment: what ingestion acknowledged stays, once, and everyone goes on by
// himself.
//
// CHISO_CRASH_ROUNDS says how often something is killed, CHISO_SEED what and when; the seed is printed.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/testing/test_postgres.h"
#include "tests/load/numbered_batch.h"
#include "tests/load/oracle.h"
#include "tests/load/seed.h"
#include "tests/load/senders.h"
#include "tests/load/worker.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ingestion::v1::Batch;
using ingestion::v1::IngestionService;
using ingestion::v1::Receipt;

enum class Fault {
  kIngestion,             // SIGKILL of one ingestion
  kClient,                // SIGKILL of a client in the midst of an import
  kPostgres,              // SIGKILL of the database server
  kPostgresImmediate,     // its immediate shutdown, by which it aborts everything without a checkpoint
  kPostgresAndIngestion,  // an ingestion besides, while the database server is being restarted
  kEveryIngestion,        // SIGKILL of all ingestions at once
};
constexpr Fault kFaults[] = {Fault::kIngestion,
                             Fault::kClient,
                             Fault::kPostgres,
                             Fault::kPostgresImmediate,
                             Fault::kPostgresAndIngestion,
                             Fault::kEveryIngestion};
constexpr const char* kFaultNames[] = {
    "an ingestion",           "a client",
    "the database server",    "the database server, by an immediate shutdown",
    "both, one upon another", "every ingestion"};

// So many rounds lie between two comparisons with the oracle.
constexpr int kRoundsPerCheck = 40;
// Each sender must get on by so much before something else is killed.
constexpr int64_t kSteps = 3;

// Sends the signal to the database server as a whole.
void SignalPostgres(int signal) {
  const std::string pid_file = ReadFile(PostgresFolder() + "/postgres/data/postmaster.pid");
  int pid = 0;
  ASSERT_TRUE(absl::SimpleAtoi(pid_file.substr(0, pid_file.find('\n')), &pid)) << pid_file;
  ASSERT_EQ(kill(pid, signal), 0);
}

std::vector<std::string> PostgresStart() {
  return {absl::StrCat(std::getenv("CHISO_SOURCE_DIR"), "/tools/postgres"), "start", PostgresFolder(), "-c",
          "fsync=off"};
}

class Crash : public ::testing::Test {
 protected:
  Crash() {
    Receipt receipt;
    grpc::ClientContext context;
    EXPECT_TRUE(Stub("ingestion")->SubmitBatch(&context, NamedBatch(), &receipt).ok());
  }

  std::unique_ptr<IngestionService::Stub> Stub(const std::string& service) const {
    return IngestionService::NewStub(OwnChannel(suite_.Address(service)));
  }

  Suite suite_{std::vector<std::string>{"ingestion"}};
  Oracle oracle_;
  Addresses addresses_{std::vector<std::string>{suite_.Address("ingestion")}};
};

class CrashRounds : public Crash {
 protected:
  void Run(int rounds) {
    std::vector<Fault> deck;
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
      if (round % kRoundsPerCheck == 0) StartAll();
      SetReplicas(round % 4 < 2 ? 1 : 2);
      // Each fault comes as often as the others.
      if (deck.empty()) {
        deck.assign(std::begin(kFaults), std::end(kFaults));
        std::shuffle(deck.begin(), deck.end(), random_);
      }
      const Fault fault = deck.back();
      deck.pop_back();
      SCOPED_TRACE(absl::StrCat("round ", round, " of seed ", seed_, " kills ",
                                kFaultNames[static_cast<int>(fault)], " of ", replicas_.size()));
      AwaitProgress(senders_, kSteps);
      Pause(100);
      Strike(fault);
      for (const std::string& replica : replicas_) suite_.AwaitServing(replica);
      if ((round + 1) % kRoundsPerCheck == 0 || round + 1 == rounds) FinishAllAndCheck();
    }
  }

  void StartAll() {
    for (Worker* const worker : workers_) worker->Start();
  }

  void FinishAllAndCheck() {
    AwaitProgress(senders_, kSteps);
    for (Worker* const worker : workers_) worker->Finish();
    oracle_.Check(*Stub(AnyReplica()));
  }

  // Starts or ends the second ingestion.
  void SetReplicas(size_t count) {
    if (replicas_.size() == count) return;
    if (count == 2) {
      suite_.StartSecondIngestion();
      suite_.AwaitServing("ingestion-b");
      replicas_ = {"ingestion", "ingestion-b"};
      addresses_.Set({suite_.Address("ingestion"), suite_.Address("ingestion-b")});
    } else {
      replicas_ = {"ingestion"};
      addresses_.Set({suite_.Address("ingestion")});
      EXPECT_EQ(suite_.Stop("ingestion-b", SIGTERM), 0);
    }
  }

  void Strike(Fault fault) {
    switch (fault) {
      case Fault::kIngestion:
        return KillIngestion(AnyReplica());
      case Fault::kEveryIngestion:
        for (const std::string& replica : replicas_) EXPECT_EQ(suite_.Stop(replica, SIGKILL), -SIGKILL);
        for (const std::string& replica : replicas_) suite_.Start(replica);
        return;
      case Fault::kClient:
        Pause(1000);
        return importer_.Kill();
      case Fault::kPostgres:
        return RestartPostgres(SIGKILL, false);
      case Fault::kPostgresImmediate:
        // What `pg_ctl -m immediate stop` sends.
        return RestartPostgres(SIGQUIT, false);
      case Fault::kPostgresAndIngestion:
        return RestartPostgres(random_() % 2 == 0 ? SIGKILL : SIGQUIT, true);
    }
  }

  void KillIngestion(const std::string& replica) {
    EXPECT_EQ(suite_.Stop(replica, SIGKILL), -SIGKILL);
    suite_.Start(replica);
  }

  void RestartPostgres(int signal, bool kill_ingestion) {
    SignalPostgres(signal);
    Program start(PostgresStart());
    if (kill_ingestion) {
      Pause(700);
      KillIngestion(AnyReplica());
    }
    const Outcome outcome = start.Wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  std::string AnyReplica() { return replicas_[random_() % replicas_.size()]; }

  // Nobody knows the worst moment, so it is sought at random.
  void Pause(int max_millis) {
    absl::SleepFor(absl::Microseconds(random_() % (1000 * static_cast<uint32_t>(max_millis))));
  }

  const uint32_t seed_ = Seed();
  std::mt19937 random_{seed_};
  std::vector<std::string> replicas_ = {"ingestion"};
  StreamSender first_{1, 8, addresses_, oracle_};
  StreamSender second_{2, 2, addresses_, oracle_};
  UnarySender third_{3, addresses_, oracle_};
  Importer importer_{suite_, oracle_};
  Follower follower_{addresses_};
  const std::vector<Worker*> senders_ = {&first_, &second_, &third_};
  const std::vector<Worker*> workers_ = {&first_, &second_, &third_, &importer_, &follower_};
};

TEST_F(CrashRounds, NothingAcknowledgedIsLostAndNothingCountsTwiceWhateverIsKilled) {
  Run(Number("CHISO_CRASH_ROUNDS", 6));
  ASSERT_GT(oracle_.acknowledged(), 0);
  std::cout << oracle_.acknowledged() << " batches and " << importer_.progress() << " files acknowledged, "
            << follower_.progress() << " records followed" << std::endl;
  oracle_.CheckRepeats(*Stub("ingestion"));

  Batch other = MakeNumberedBatch(1, 1).batch;
  other.mutable_records(0)->set_revision(other.records(0).revision() + 1);
  grpc::ClientContext context;
  Receipt receipt;
  EXPECT_EQ(Stub("ingestion")->SubmitBatch(&context, other, &receipt).error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(Crash, TerminationUnderLoadAnswersEverythingThatWasTaken) {
  std::vector<std::unique_ptr<StreamSender>> senders;
  std::vector<Worker*> workers;
  for (int sender = 1; sender <= 4; ++sender) {
    senders.push_back(std::make_unique<StreamSender>(sender, 16, addresses_, oracle_));
    workers.push_back(senders.back().get());
    senders.back()->Start();
  }
  for (int round = 0; round < 3 && !HasFailure(); ++round) {
    AwaitProgress(workers, 20);
    EXPECT_EQ(suite_.Stop("ingestion", SIGTERM), 0) << suite_.LogOf("ingestion");
    suite_.Start("ingestion");
    suite_.AwaitServing("ingestion");
  }
  AwaitProgress(workers, 20);
  int words = 0;
  for (const auto& sender : senders) {
    sender->Finish();
    EXPECT_FALSE(sender->ends().empty());
    for (const grpc::Status& end : sender->ends()) {
      EXPECT_EQ(end.error_code(), grpc::StatusCode::UNAVAILABLE) << end.error_message();
      // The service's own word says when to come again.
      if (!end.error_details().empty()) ++words;
    }
  }
  // Who is writing when the connection closes may miss the word that came before, so not everybody heard it.
  EXPECT_GT(words, 0) << "the service left without a word";
  oracle_.Check(*Stub("ingestion"));
  oracle_.CheckRepeats(*Stub("ingestion"));
}

}  // namespace
}  // namespace chiso::testing
