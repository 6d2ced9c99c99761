// Batches that tests send and recognise: each a pure function of who sends it and of its number.

#ifndef CHISO_TESTS_LOAD_NUMBERED_BATCH_H_
#define CHISO_TESTS_LOAD_NUMBERED_BATCH_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "chiso/ingestion/v1/batch.pb.h"

namespace chiso::testing {

struct NumberedBatch {
  ingestion::v1::Batch batch;
  // What it puts into each log, in order, each record serialised.
  std::map<std::string, std::vector<std::string>> accepted;
  // What is refused of it, and why, by index.
  std::map<int32_t, ingestion::v1::Reason> refused;
};

// The name of a numbered sender, `load-7`, and its number; 0: it is none.
std::string SenderName(int sender);
int SenderNumber(const std::string& name);
// The number in a batch_id of a numbered batch; 0: it is none.
int BatchNumber(const std::string& batch_id);

// Dossiers, progress, returns and units, some of them retracted, and some records that are refused: mostly
// some dozen, seldom many hundreds. No two batches have a key in common. `sender` and `number` count from 1.
NumberedBatch MakeNumberedBatch(int sender, int number);

// The unit and the procedure that numbered batches name, so that their receipts are not full of warnings.
ingestion::v1::Batch NamedBatch();

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_NUMBERED_BATCH_H_
