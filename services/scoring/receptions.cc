#include "services/scoring/receptions.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/time/time.h"

namespace chiso {
namespace {

void TakeNewest(const core::MaybeMoment& moment, core::MaybeMoment& newest) {
  if (moment && (!newest || *moment > *newest)) newest = moment;
}

void TakeNewest(const std::string& sender, core::Moment moment, NewestOfSenders& newest) {
  const auto [held, is_new] = newest.emplace(sender, moment);
  if (!is_new) held->second = std::max(held->second, moment);
}

}  // namespace

void Receptions::Take(const LogFacts& read) {
  const core::Fact* fact = read.facts.data();
  for (const LogFacts::Run& run : read.runs) {
    Reception& of_sender = all_[run.sender];
    of_sender.last_arrival = std::max(of_sender.last_arrival, core::Moment(absl::ToUnixSeconds(run.arrival)));
    for (const core::Fact* const end = fact + run.count; fact != end; ++fact) {
      const auto* const of_dossier = std::get_if<core::DossierFact>(fact);
      if (of_dossier == nullptr || !of_dossier->dossier.receive) continue;
      const core::Dossier& dossier = of_dossier->dossier;
      TakeNewest(dossier.receive, of_sender.newest);
      NewestOfSenders& of_unit =
          dossier.unit_code.empty() ? of_names_[dossier.unit_name] : of_codes_[dossier.unit_code];
      TakeNewest(run.sender, *dossier.receive, of_unit);
    }
  }
}

void Receptions::Merge(const Receptions& other) {
  for (const auto& [sender, theirs] : other.all_) {
    Reception& ours = all_[sender];
    ours.last_arrival = std::max(ours.last_arrival, theirs.last_arrival);
    TakeNewest(theirs.newest, ours.newest);
  }
  for (const auto& [theirs, ours] :
       {std::pair(&other.of_codes_, &of_codes_), {&other.of_names_, &of_names_}}) {
    for (const auto& [unit, senders] : *theirs) {
      for (const auto& [sender, newest] : senders) TakeNewest(sender, newest, (*ours)[unit]);
    }
  }
}

const NewestOfSenders* Receptions::In(const ByUnit& units, absl::string_view named) {
  const auto found = units.find(named);
  return found == units.end() ? nullptr : &found->second;
}

index::v1::SenderReception ToProto(const std::string& sender, const Reception& reception) {
  index::v1::SenderReception proto;
  proto.set_sender(sender);
  if (reception.newest) proto.mutable_newest_receive_time()->set_seconds(*reception.newest);
  if (reception.last_arrival != core::kEver) {
    proto.mutable_last_arrival_time()->set_seconds(reception.last_arrival);
  }
  return proto;
}

}  // namespace chiso
