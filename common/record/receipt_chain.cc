#include "common/record/receipt_chain.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/sha256.h"

namespace chiso {

std::string ReceiptChain(const ChainedFields& fields) {
  const std::string positions =
      absl::StrJoin(fields.positions, ",", [](std::string* out, const record::v1::Position& position) {
        absl::StrAppend(out, position.log(), ":", position.sequence());
      });
  return Sha256(absl::StrCat(absl::BytesToHexString(fields.previous_chain), " ",
                             absl::BytesToHexString(fields.digest), " ", fields.accepted_count, " ",
                             fields.rejected_count, " ", positions));
}

}  // namespace chiso
