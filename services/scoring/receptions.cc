#include "services/scoring/receptions.h"

#include <algorithm>

namespace chiso {
namespace {

void TakeNewest(const core::MaybeMoment& moment, core::MaybeMoment& newest) {
  if (moment && (!newest || *moment > *newest)) newest = moment;
}

}  // namespace

void Receptions::Take(const record::v1::LogEntry& entry) {
  Reception& of_sender = all_[entry.sender()];
  of_sender.last_arrival = std::max(of_sender.last_arrival, core::Moment(entry.arrival_time().seconds()));
  for (const record::v1::Record& record : entry.records()) {
    if (record.has_dossier() && record.dossier().has_receive_time()) {
      TakeNewest(record.dossier().receive_time().seconds(), of_sender.newest);
    }
  }
}

void Receptions::Merge(const Receptions& other) {
  for (const auto& [sender, theirs] : other.all_) {
    Reception& ours = all_[sender];
    ours.last_arrival = std::max(ours.last_arrival, theirs.last_arrival);
    TakeNewest(theirs.newest, ours.newest);
  }
}

index::v1::SenderReception ToProto(const std::string& sender, const Reception& reception) {
  index::v1::SenderReception proto;
  proto.set_sender(sender);
  if (reception.newest) proto.mutable_newest_receive_time()->set_seconds(*reception.newest);
  proto.mutable_last_arrival_time()->set_seconds(reception.last_arrival);
  return proto;
}

}  // namespace chiso
