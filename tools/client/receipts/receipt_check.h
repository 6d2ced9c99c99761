// Checks receipts: that none of a sender's was altered, dropped or slipped in. Needs no service. Pure.

#ifndef CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_CHECK_H_
#define CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_CHECK_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "chiso/ingestion/v1/batch.pb.h"

namespace chiso {

struct ReceiptFault {
  // Empty: it is of no one sender, or of no one batch.
  std::string sender;
  std::string batch_id;
  // One sentence that names the field.
  std::string message;
};

// What the receipts of one sender say.
struct SenderReceipts {
  std::string sender;
  // Each once, however often it was added.
  int64_t receipt_count = 0;
  int64_t accepted_count = 0;
  int64_t rejected_count = 0;
  // In the order of the chain.
  std::string first_batch_id;
  std::string last_batch_id;
  // The chain of the last one, 32 bytes.
  std::string head;
};

// A log all of whose records, from 1 to `sequence`, are accounted for.
struct WholeLog {
  std::string log;
  int64_t sequence = 0;
};

struct ReceiptReport {
  // By name.
  std::vector<SenderReceipts> senders;
  // By name.
  std::vector<WholeLog> logs;
  std::vector<ReceiptFault> faults;
};

// Keeps only hashes, counts and positions of a receipt, some hundred bytes. Not thread-safe.
//
// Checks what the contract of Receipt.chain binds: all that a receipt says, and each receipt to the one
// before it; that the verdicts agree with the counts; that the records of all receipts have room in the logs;
// and the log's digest wherever two receipts are adjacent in a log. What chains of version 0 do not bind
// (batch_id, create_time, what verdicts say) is compared by AddKept only.
class ReceiptCheck {
 public:
  // In any order; the same receipt again changes nothing.
  void Add(const ingestion::v1::Receipt& receipt);
  // A receipt that the sender kept: it must equal one of those added before, byte for byte.
  void AddKept(const ingestion::v1::Receipt& receipt);
  // A chain, 32 bytes, that one of the receipts must have, which shows that none is missing at the end.
  void AddHead(const std::string& chain) { heads_.push_back(chain); }

  // Called once, at the end.
  ReceiptReport Finish();

 private:
  struct Place {
    int log = 0;
    int64_t sequence = 0;
    std::string digest;
  };
  struct Entry {
    std::string batch_id;
    // SHA-256 of the whole receipt.
    std::string identity;
    std::string previous_chain;
    std::string chain;
    // The value that `chain` must have.
    std::string computed_chain;
    std::string digest;
    int64_t create_micros = 0;
    int32_t accepted_count = 0;
    int32_t rejected_count = 0;
    std::vector<Place> places;
    // False: the receipt contradicts itself, so its places are not used.
    bool sound = true;
    // The number of sequences between its positions and the positions before them, summed over its logs; -1:
    // another receipt has one of its positions.
    int64_t room = 0;
    // The number of its places whose digest follows from the place before.
    size_t proven = 0;
  };
  struct Sender {
    std::vector<Entry> entries;
    absl::flat_hash_set<std::string> batch_ids;
  };
  // A place in a log, with its receipt and sender.
  struct Piece {
    const std::string* sender;
    Entry* entry;
    const Place* place;
  };

  void Fault(absl::string_view sender, absl::string_view batch_id, std::string message);
  int LogNumber(const std::string& log);
  bool CheckPositions(const ingestion::v1::Receipt& receipt);
  bool CheckVerdicts(const ingestion::v1::Receipt& receipt);
  SenderReceipts CheckChain(const std::string& name, Sender& sender);
  void Follow(const std::string& name, const std::vector<const Entry*>& chain);
  std::vector<std::vector<Piece>> PiecesOfLogs();
  void CheckRoom(std::vector<std::vector<Piece>>& logs);
  // Whether the log is whole.
  bool CheckDigests(const std::string& log, const std::vector<Piece>& pieces);
  void CheckCounts();
  void CheckHeads();

  std::map<std::string, Sender> senders_;
  // Of all receipts.
  absl::flat_hash_set<std::string> identities_;
  // By name; the numbers are given as logs appear.
  std::map<std::string, int> logs_;
  std::vector<std::string> heads_;
  std::vector<ReceiptFault> faults_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_RECEIPTS_RECEIPT_CHECK_H_
