// A batch on its way into the log: every record examined, the accepted ones already in the form that COPY
// takes, so that the one thread that appends has as little as possible to do.

#ifndef CHISO_SERVICES_INGESTION_ADMISSION_ADMITTED_BATCH_H_
#define CHISO_SERVICES_INGESTION_ADMISSION_ADMITTED_BATCH_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/batch.pb.h"
#include "chiso/record/v1/feed.pb.h"
#include "common/version.h"
#include "services/ingestion/admission/admission.h"
#include "services/ingestion/admission/known_codes.h"
#include "services/ingestion/admission/quality_checks.h"
#include "services/ingestion/admission/routing.h"
#include "services/ingestion/log/record_rows.h"

namespace chiso {

struct AdmittedBatch {
  // An accepted record that names a code: its place in the batch and among the rows of its log, the field,
  // and of a unit when it is needed.
  struct Mention {
    int32_t index;
    int32_t row;
    const RecordRows* part;
    absl::string_view field;
    UnitWhen when;
    // Its place among all mentions of the batch, in the order of index and field, so that nobody need sort
    // them while others wait.
    int32_t place = 0;
  };
  // All who name one code, by the code.
  using Mentions = absl::flat_hash_map<std::string, std::vector<Mention>>;
  // What an accepted record of a unit says, with its row in the log of reference data.
  struct UnitRow {
    UnitTime time;
    int32_t row;
  };
  // A refused record: its kind, which of the verdicts says why, and what is kept of it, serialised.
  struct Rejection {
    int32_t verdict;
    record::v1::RecordKind kind;
    std::string record;
  };

  // An accepted declaration of a feed, with the version that orders declarations with one key.
  struct Feed {
    record::v1::FeedDeclaration declaration;
    bool retracted;
    Version version;
  };

  // Mentions point into `parts`: moving keeps them right, copying would not.
  AdmittedBatch() = default;
  AdmittedBatch(AdmittedBatch&&) = default;
  AdmittedBatch& operator=(AdmittedBatch&&) = default;

  std::string sender;
  std::string batch_id;
  bool validate_only = false;
  // SHA-256 over the bytes as received.
  std::string digest;
  // The digest under which the batch is or would be stored: that of the bytes without validate_only.
  std::string stored_digest;
  // About what it takes in memory; a batch of many bad records takes much more than it did on the wire.
  int64_t bytes = 0;

  int32_t accepted_count = 0;
  // The accepted records, by name of log.
  std::map<std::string, RecordRows> parts;
  // Ordered by index.
  std::vector<ingestion::v1::Verdict> verdicts;
  std::vector<Rejection> rejections;
  std::map<CodeKind, std::set<std::string>> introduced;
  // Of codes that were not known when the batch was admitted, of units that did not bear theirs in the days
  // of the record, and of units that the batch has a record of.
  std::map<CodeKind, Mentions> mentions;
  size_t mention_count = 0;
  // Of the dossiers that were accepted and are not retracted.
  QualityChecks quality_checks;
  absl::Time newest_receive_time = absl::InfinitePast();
  std::vector<Feed> feeds;
  std::vector<UnitRow> units;
};

// Examines every record of the batch. `received` are the bytes that it was parsed from; `known` is certainly
// in the logs, and may lack some of what is. Discards from `batch` what is not kept: unknown fields,
// characters of names that nobody sees, and of retracted records all but the key. Pure otherwise;
// thread-safe. Requires: sender and batch_id are well-formed.
AdmittedBatch Admit(ingestion::v1::Batch& batch, absl::string_view received, const Routing& routing,
                    absl::Time now, const KnownCodes& known = {});

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_ADMISSION_ADMITTED_BATCH_H_
