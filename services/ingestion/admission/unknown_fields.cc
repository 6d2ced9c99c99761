#include "services/ingestion/admission/unknown_fields.h"

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

namespace chiso {
namespace {

namespace rv1 = record::v1;

// Whether the messages themselves hold nothing unknown; those inside them are not looked at.
template <typename... Messages>
bool KnowsAllOf(const Messages&... messages) {
  const auto knows_all = [](const auto& message) {
    static const google::protobuf::Reflection& reflection = *message.GetReflection();
    return reflection.GetUnknownFields(message).empty();
  };
  return (knows_all(messages) && ...);
}

bool KnowsAll(const rv1::Supplement& supplement) {
  return KnowsAllOf(supplement, supplement.request_time(), supplement.receive_time(),
                    supplement.previous_due_time(), supplement.new_due_time());
}

// Whether nothing in it is unknown, at any depth.
bool KnowsAll(const rv1::Dossier& dossier) {
  if (!KnowsAllOf(dossier, dossier.submit_time(), dossier.receive_time(), dossier.due_time(),
                  dossier.process_end_time(), dossier.return_time(), dossier.refuse_time(),
                  dossier.components(), dossier.results(), dossier.fees())) {
    return false;
  }
  for (const rv1::Supplement& supplement : dossier.supplements()) {
    if (!KnowsAll(supplement)) return false;
  }
  return true;
}

}  // namespace

void DiscardUnknown(rv1::Record& record) {
  // Nearly all records are dossiers that hold nothing unknown. The library's walk over all fields by
  // reflection would take longer than parsing them.
  if (record.has_dossier() && KnowsAllOf(record) && KnowsAll(record.dossier())) return;
  record.DiscardUnknownFields();
}

}  // namespace chiso
