#include "common/record/receipt_chain.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/sha256.h"

namespace chiso {

std::string ChainedValues::Chain() const { return Sha256(bytes_); }

std::string FirstReceiptChain(absl::string_view previous_chain, absl::string_view digest,
                              int64_t accepted_count, int64_t rejected_count, const Positions& positions) {
  const std::string places =
      absl::StrJoin(positions, ",", [](std::string* out, const record::v1::Position& position) {
        absl::StrAppend(out, position.log(), ":", position.sequence());
      });
  return Sha256(absl::StrCat(absl::BytesToHexString(previous_chain), " ", absl::BytesToHexString(digest), " ",
                             accepted_count, " ", rejected_count, " ", places));
}

}  // namespace chiso
