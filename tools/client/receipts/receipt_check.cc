#include "tools/client/receipts/receipt_check.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/record/receipt_chain.h"
#include "common/sha256.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;
using ingestion::v1::Receipt;
using ingestion::v1::Verdict;
using record::v1::Position;

constexpr size_t kDigestBytes = 32;
// The greatest sequence, far above that of any log, so that sums of sequences cannot overflow.
constexpr int64_t kMaxSequence = 1'000'000'000'000;

}  // namespace

void ReceiptCheck::Fault(absl::string_view sender, absl::string_view batch_id, std::string message) {
  faults_.push_back({std::string(sender), std::string(batch_id), std::move(message)});
}

int ReceiptCheck::LogNumber(const std::string& log) {
  return logs_.emplace(log, static_cast<int>(logs_.size())).first->second;
}

void ReceiptCheck::Add(const Receipt& receipt) {
  std::string identity = Sha256(receipt.SerializeAsString());
  if (!identities_.insert(identity).second) return;
  Sender& sender = senders_[receipt.sender()];
  if (!sender.batch_ids.insert(receipt.batch_id()).second) {
    Fault(receipt.sender(), receipt.batch_id(), "batch_id: two receipts of this batch differ");
  }
  Entry entry;
  entry.batch_id = receipt.batch_id();
  entry.identity = std::move(identity);
  entry.previous_chain = receipt.previous_chain();
  entry.chain = receipt.chain();
  entry.computed_chain = ReceiptChain(receipt);
  entry.digest = receipt.digest();
  entry.create_micros = TimeUtil::TimestampToMicroseconds(receipt.create_time());
  entry.accepted_count = receipt.accepted_count();
  entry.rejected_count = receipt.rejected_count();
  for (const Position& position : receipt.positions()) {
    entry.places.push_back({LogNumber(position.log()), position.sequence(), position.digest()});
  }
  if (receipt.chain().empty()) {
    Fault(receipt.sender(), receipt.batch_id(),
          "chain: must not be empty; the answer to a batch that was only checked proves nothing");
    entry.sound = false;
  } else if (entry.computed_chain.empty()) {
    Fault(receipt.sender(), receipt.batch_id(),
          absl::StrCat("chain_version: must be 0 or ", kChainVersion,
                       "; a newer program than this one may know others"));
    entry.sound = false;
  } else if (entry.chain != entry.computed_chain) {
    Fault(receipt.sender(), receipt.batch_id(),
          receipt.chain_version() == 0
              ? "chain: is not the digest of previous_chain, digest, counts and positions: one of them was "
                "altered"
              : "chain: is not the digest of all that the receipt says: something of it was altered");
    entry.sound = false;
  }
  // Both are evaluated, so that each fault is named.
  const bool positions = CheckPositions(receipt), verdicts = CheckVerdicts(receipt);
  entry.sound = entry.sound && positions && verdicts;
  sender.entries.push_back(std::move(entry));
}

bool ReceiptCheck::CheckPositions(const Receipt& receipt) {
  const size_t before = faults_.size();
  const auto fault = [&](absl::string_view message) {
    Fault(receipt.sender(), receipt.batch_id(), std::string(message));
  };
  if (receipt.digest().size() != kDigestBytes) fault("digest: must have 32 bytes");
  if (receipt.accepted_count() < 0) fault("accepted_count: must be at least 0");
  // Each log that is named holds at least one record.
  if (receipt.positions_size() > receipt.accepted_count() ||
      (receipt.positions().empty() && receipt.accepted_count() > 0)) {
    fault("positions: must name a log exactly where it holds accepted records");
  }
  const std::string* previous = nullptr;
  for (const Position& position : receipt.positions()) {
    if (previous != nullptr && position.log() <= *previous)
      fault("positions: must be ordered by name of log");
    if (position.sequence() < 1 || position.sequence() > kMaxSequence) {
      fault("positions: each sequence must be at least 1 and at most 10^12");
    }
    if (position.digest().size() != kDigestBytes) fault("positions: each digest must have 32 bytes");
    previous = &position.log();
  }
  return faults_.size() == before;
}

bool ReceiptCheck::CheckVerdicts(const Receipt& receipt) {
  const size_t before = faults_.size();
  std::set<int32_t> rejected;
  bool in_bounds = true;
  for (const Verdict& verdict : receipt.verdicts()) {
    in_bounds = in_bounds && verdict.index() >= 0 &&
                verdict.index() < int64_t{receipt.accepted_count()} + receipt.rejected_count();
    if (verdict.severity() == ingestion::v1::SEVERITY_REJECTED) rejected.insert(verdict.index());
  }
  if (!in_bounds) {
    Fault(receipt.sender(), receipt.batch_id(),
          "verdicts: each index must be less than the count of records");
  }
  if (static_cast<int64_t>(rejected.size()) != receipt.rejected_count()) {
    Fault(receipt.sender(), receipt.batch_id(),
          absl::StrCat("rejected_count: is ", receipt.rejected_count(), ", but the verdicts refuse ",
                       rejected.size(), " records"));
  }
  return faults_.size() == before;
}

void ReceiptCheck::AddKept(const Receipt& receipt) {
  if (identities_.contains(Sha256(receipt.SerializeAsString()))) return;
  const auto sender = senders_.find(receipt.sender());
  const bool known = sender != senders_.end() && sender->second.batch_ids.contains(receipt.batch_id());
  Fault(receipt.sender(), receipt.batch_id(),
        known ? "the receipt that was kept differs from the one in the export"
              : "the receipt that was kept is not in the export");
}

SenderReceipts ReceiptCheck::CheckChain(const std::string& name, Sender& sender) {
  // The report must not depend on the order in the files.
  std::sort(sender.entries.begin(), sender.entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.create_micros, a.batch_id, a.identity) <
           std::tie(b.create_micros, b.batch_id, b.identity);
  });
  SenderReceipts result;
  result.sender = name;
  // An altered receipt is found by the chain that it has and by the one that it must have, so that its
  // successor is not reported for it.
  absl::flat_hash_set<absl::string_view> chains;
  for (const Entry& entry : sender.entries) {
    chains.insert(entry.chain);
    chains.insert(entry.computed_chain);
    ++result.receipt_count;
    result.accepted_count += entry.accepted_count;
    result.rejected_count += entry.rejected_count;
  }
  absl::flat_hash_map<absl::string_view, const Entry*> followers;
  std::vector<const Entry*> beginnings;
  for (const Entry& entry : sender.entries) {
    const auto [follower, alone] = followers.emplace(entry.previous_chain, &entry);
    if (!alone && follower->second->batch_id != entry.batch_id) {
      Fault(name, entry.batch_id,
            absl::StrCat("previous_chain: is also that of batch ", follower->second->batch_id,
                         ": the chain forks"));
    }
    const bool missing = !entry.previous_chain.empty() && !chains.contains(entry.previous_chain);
    if (missing) Fault(name, entry.batch_id, "previous_chain: the receipt before this one is missing");
    if (missing || !alone || entry.previous_chain.empty()) beginnings.push_back(&entry);
  }
  absl::flat_hash_set<const Entry*> seen;
  std::vector<const Entry*> chain;
  for (const Entry* entry : beginnings) {
    while (entry != nullptr && seen.insert(entry).second) {
      chain.push_back(entry);
      auto next = followers.find(entry->chain);
      if (next == followers.end()) next = followers.find(entry->computed_chain);
      entry = next == followers.end() ? nullptr : next->second;
    }
  }
  if (!chain.empty()) {
    result.first_batch_id = chain.front()->batch_id;
    result.last_batch_id = chain.back()->batch_id;
    result.head = chain.back()->chain;
  }
  Follow(name, chain);
  return result;
}

// Invariant: of two receipts of a sender the later one has greater sequences in every log that both name.
void ReceiptCheck::Follow(const std::string& name, const std::vector<const Entry*>& chain) {
  std::vector<std::pair<int64_t, const Entry*>> last(logs_.size());
  for (const Entry* entry : chain) {
    if (!entry->sound) continue;
    for (const Place& place : entry->places) {
      auto& [sequence, before] = last[place.log];
      if (before != nullptr && place.sequence <= sequence) {
        Fault(name, entry->batch_id,
              absl::StrCat("positions: ", place.sequence, " does not lie after ", sequence, " of batch ",
                           before->batch_id, ", which comes before it in the chain"));
      }
      sequence = place.sequence;
      before = entry;
    }
  }
}

std::vector<std::vector<ReceiptCheck::Piece>> ReceiptCheck::PiecesOfLogs() {
  std::vector<std::vector<Piece>> logs(logs_.size());
  for (auto& [name, sender] : senders_) {
    for (Entry& entry : sender.entries) {
      if (!entry.sound) continue;
      for (const Place& place : entry.places) logs[place.log].push_back({&name, &entry, &place});
    }
  }
  for (std::vector<Piece>& pieces : logs) {
    std::stable_sort(pieces.begin(), pieces.end(),
                     [](const Piece& a, const Piece& b) { return a.place->sequence < b.place->sequence; });
  }
  return logs;
}

// A receipt over several logs does not say how many of its records lie in which, so `room` is summed over its
// logs. Invariant: room >= accepted_count, and equal exactly where no record that is unaccounted for lies
// between its own and the receipts before.
void ReceiptCheck::CheckRoom(std::vector<std::vector<Piece>>& logs) {
  for (std::vector<Piece>& pieces : logs) {
    int64_t before = 0;
    for (const Piece& piece : pieces) {
      const int64_t room = piece.place->sequence - before;
      if (room < 1) {
        piece.entry->room = -1;
      } else if (piece.entry->room >= 0) {
        piece.entry->room += room;
      }
      before = piece.place->sequence;
    }
  }
  for (const auto& [name, sender] : senders_) {
    for (const Entry& entry : sender.entries) {
      if (!entry.sound || entry.places.empty() || entry.room >= entry.accepted_count) continue;
      Fault(name, entry.batch_id,
            absl::StrCat("positions: there is room for ", std::max<int64_t>(entry.room, 0), " records, not ",
                         entry.accepted_count, ": another receipt has the same places"));
    }
  }
}

bool ReceiptCheck::CheckDigests(const std::string& log, const std::vector<Piece>& pieces) {
  int64_t before = 0;
  std::string digest;
  bool whole = true;
  for (const Piece& piece : pieces) {
    Entry& entry = *piece.entry;
    const int64_t sequence = piece.place->sequence;
    std::string follows = Sha256(absl::StrCat(digest, entry.digest, before + 1, ",", sequence));
    // No record lies between its own and the receipt before, in any of its logs.
    const bool adjacent = entry.room == entry.accepted_count;
    const bool agrees = follows == piece.place->digest;
    if (adjacent && !agrees) {
      Fault(*piece.sender, entry.batch_id,
            absl::StrCat("positions: the digest of ", log, " ", sequence,
                         " does not follow from the receipts before it"));
    }
    if (agrees) ++entry.proven;
    whole = whole && agrees;
    // Continues from the computed digest, so that only the altered receipt is reported.
    digest = adjacent ? std::move(follows) : piece.place->digest;
    before = sequence;
  }
  return whole;
}

// Where the digests of all its logs follow, its records fill all of its room, so their number must equal it.
void ReceiptCheck::CheckCounts() {
  for (const auto& [name, sender] : senders_) {
    for (const Entry& entry : sender.entries) {
      if (!entry.sound || entry.places.empty() || entry.proven < entry.places.size()) continue;
      if (entry.room <= entry.accepted_count) continue;
      Fault(name, entry.batch_id,
            absl::StrCat("accepted_count: is ", entry.accepted_count, ", but its positions hold ", entry.room,
                         " records"));
    }
  }
}

void ReceiptCheck::CheckHeads() {
  absl::flat_hash_set<std::string> missing(heads_.begin(), heads_.end());
  for (const auto& [name, sender] : senders_) {
    for (const Entry& entry : sender.entries) {
      if (entry.sound) missing.erase(entry.chain);
    }
  }
  for (const std::string& head : std::set<std::string>(missing.begin(), missing.end())) {
    Fault("", "",
          absl::StrCat("head: no receipt has the chain ", absl::BytesToHexString(head),
                       ": receipts are missing at the end"));
  }
}

ReceiptReport ReceiptCheck::Finish() {
  ReceiptReport report;
  if (senders_.empty()) Fault("", "", "there are no receipts");
  for (auto& [name, sender] : senders_) report.senders.push_back(CheckChain(name, sender));
  std::vector<std::vector<Piece>> logs = PiecesOfLogs();
  CheckRoom(logs);
  for (const auto& [name, number] : logs_) {
    const std::vector<Piece>& pieces = logs[number];
    if (CheckDigests(name, pieces) && !pieces.empty()) {
      report.logs.push_back({name, pieces.back().place->sequence});
    }
  }
  CheckCounts();
  CheckHeads();
  report.faults = std::move(faults_);
  return report;
}

}  // namespace chiso
