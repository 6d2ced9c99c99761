// Bulletins and their renditions.

#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "services/reporting/history/history.h"
#include "services/reporting/history/sql.h"

namespace chiso {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;
using sql::BytesOf;

absl::Status AlreadyPublished() {
  return ErrorWithReason(absl::StatusCode::kFailedPrecondition, "ALREADY_PUBLISHED",
                         "the unit's bulletin of this period is already published");
}

absl::Status History::Publish(const rv1::Bulletin& bulletin, const std::vector<StoredRendition>& renditions,
                              absl::Time deadline) {
  return asking_.Transact(deadline, [&](Transaction& transaction) -> absl::Status {
    pqxx::transaction_base& work = transaction.work();
    // Waits for a transaction that is publishing the same bulletin.
    const pqxx::result inserted = work.exec_params(
        "INSERT INTO bulletin (unit_code, period, revision_number, publish_time, payload) VALUES ($1, $2, $3,"
        " " CHISO_TIME("$4") ", $5) ON CONFLICT DO NOTHING",
        bulletin.unit().code(), bulletin.period(), bulletin.revision_number(),
        TimeUtil::TimestampToMicroseconds(bulletin.publish_time()),
        pqxx::binarystring(bulletin.SerializeAsString()));
    if (inserted.affected_rows() == 0) return AlreadyPublished();
    for (const StoredRendition& stored : renditions) {
      work.exec_params(
          "INSERT INTO rendition (unit_code, period, revision_number, format, language, media_type, content, "
          "sha256)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
          bulletin.unit().code(), bulletin.period(), bulletin.revision_number(),
          static_cast<int>(stored.format), static_cast<int>(stored.language), stored.rendition.media_type(),
          pqxx::binarystring(stored.rendition.content()), pqxx::binarystring(stored.rendition.sha256()));
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<rv1::Bulletin> History::GetBulletin(const BulletinKey& key, absl::Time deadline) {
  rv1::Bulletin bulletin;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) -> absl::Status {
    const pqxx::result rows = transaction.work().exec_params(
        "SELECT payload FROM bulletin WHERE unit_code = $1 AND period = $2 AND ($3 = 0 OR revision_number = "
        "$3)"
        " ORDER BY revision_number DESC LIMIT 1",
        key.unit_code, key.period, key.revision_number);
    if (rows.empty()) return absl::NotFoundError("name: there is no such bulletin");
    return ParseStored(rows[0][0], bulletin);
  });
  if (!status.ok()) return status;
  return bulletin;
}

absl::StatusOr<rv1::Rendition> History::GetRendition(const BulletinKey& key, rv1::RenditionFormat format,
                                                     rv1::Language language, absl::Time deadline) {
  rv1::Rendition rendition;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) -> absl::Status {
    rendition.Clear();
    const pqxx::result rows = transaction.work().exec_params(
        "SELECT b.revision_number, r.media_type, r.content, r.sha256 FROM bulletin b"
        " LEFT JOIN rendition r ON r.unit_code = b.unit_code AND r.period = b.period"
        "  AND r.revision_number = b.revision_number AND r.format = $4 AND r.language = $5"
        " WHERE b.unit_code = $1 AND b.period = $2 AND ($3 = 0 OR b.revision_number = $3)"
        " ORDER BY b.revision_number DESC LIMIT 1",
        key.unit_code, key.period, key.revision_number, static_cast<int>(format), static_cast<int>(language));
    if (rows.empty()) return absl::NotFoundError("name: there is no such bulletin");
    const pqxx::row row = rows[0];
    if (row[1].is_null()) return absl::NotFoundError("the bulletin has no such rendition");
    rendition.set_name(
        absl::StrCat("units/", key.unit_code, "/bulletins/", key.period, ".", row[0].as<int>()));
    rendition.set_media_type(row[1].as<std::string>());
    rendition.set_content(BytesOf(row[2]));
    rendition.set_sha256(BytesOf(row[3]));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return rendition;
}

}  // namespace chiso
