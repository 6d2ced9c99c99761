// What senders have given last.

#ifndef CHISO_SERVICES_SCORING_RECEPTIONS_H_
#define CHISO_SERVICES_SCORING_RECEPTIONS_H_

#include <functional>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "chiso/index/v1/freshness.pb.h"
#include "services/scoring/core/dossier.h"
#include "services/scoring/core/moment.h"
#include "services/scoring/log_facts.h"

namespace chiso {

// What one sender has given.
struct Reception {
  // The latest reception of a dossier, of any of its versions; absent: it sent none.
  core::MaybeMoment newest = {};
  // When its last record was committed, to the second.
  core::Moment last_arrival = core::kEver;
};

// By sender: the latest reception of a dossier that names one unit.
using NewestOfSenders = std::map<std::string, core::Moment, std::less<>>;

// Latest times alone, so what is taken in is a join: order and repetition do not matter. Not thread-safe, but
// for what is const.
class Receptions {
 public:
  void Take(const LogFacts& read);
  // As if all that the other one took were taken.
  void Merge(const Receptions& other);

  // By sender.
  const std::map<std::string, Reception>& all() const { return all_; }
  // Of dossiers that name a unit by this code, or without a code by this name; null: there are none.
  const NewestOfSenders* OfCode(absl::string_view code) const { return In(of_codes_, code); }
  const NewestOfSenders* OfName(absl::string_view name) const { return In(of_names_, name); }

 private:
  using ByUnit = absl::flat_hash_map<std::string, NewestOfSenders>;

  static const NewestOfSenders* In(const ByUnit& units, absl::string_view named);

  std::map<std::string, Reception> all_;
  ByUnit of_codes_;
  ByUnit of_names_;
};

index::v1::SenderReception ToProto(const std::string& sender, const Reception& reception);

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_RECEPTIONS_H_
