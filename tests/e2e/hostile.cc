#include "tests/e2e/hostile.h"

#include <signal.h>

#include "absl/strings/str_cat.h"
#include "tests/load/numbered_batch.h"

namespace chiso::testing {

ingestion::v1::Batch RefusedBatch(const std::string& sender, int number, int records) {
  ingestion::v1::Batch batch;
  batch.set_sender(sender);
  batch.set_batch_id(absl::StrCat(number));
  for (int i = 0; i < records; ++i) batch.add_records()->set_revision(1);
  return batch;
}

Hostile::Hostile() {
  ingestion::v1::Receipt receipt;
  grpc::ClientContext context;
  EXPECT_TRUE(stub_->SubmitBatch(&context, NamedBatch(), &receipt).ok());
  // They are there to be harmed, not to harm.
  for (Worker* const sender : senders_) sender->set_rest(absl::Milliseconds(5));
  StartSenders();
}

void Hostile::StartSenders() {
  for (Worker* const sender : senders_) sender->Start();
}

void Hostile::TearDown() {
  ExpectUnharmed();
  // An idle connection would hear only after seconds that the service goes down, and hold it up for so long.
  stub_.reset();
  channel_.reset();
  EXPECT_EQ(suite_.Stop("ingestion", SIGTERM), 0) << suite_.LogOf("ingestion");
}

void Hostile::ExpectUnharmed() {
  AwaitProgress(senders_, 20);
  for (Worker* const sender : senders_) sender->Finish();
  if (check_whole_) oracle_.Check(*stub_);
  oracle_.CheckRepeats(*stub_);
}

}  // namespace chiso::testing
