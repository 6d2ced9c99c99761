// Official figures, and the reads that judging them needs.

#include <google/protobuf/util/time_util.h>

#include <utility>

#include "common/sha256.h"
#include "common/sql/values.h"
#include "services/reporting/history/history.h"
#include "services/reporting/history/sql.h"

namespace chiso {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;
using sql::ArrayColumn;
using sql::TextArray;

absl::StatusOr<std::vector<index::v1::IndexDefinition>> History::Definitions(absl::Time deadline) {
  std::vector<index::v1::IndexDefinition> definitions;
  const absl::Status status = asking_.Transact(
      deadline, [&](Transaction& transaction) { return ReadDefinitions(transaction.work(), definitions); });
  if (!status.ok()) return status;
  return definitions;
}

absl::StatusOr<UnitValidities> History::KnownUnits(const std::set<std::string>& codes, absl::Time deadline) {
  UnitValidities known;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    known.clear();
    const pqxx::result rows = transaction.work().exec_params(
        "SELECT code, valid_from, valid_to FROM unit WHERE code = ANY($1::text[])", TextArray(codes));
    for (const pqxx::row& row : rows) {
      known[row[0].as<std::string>()].push_back(
          {ParseDate(row[1].as<std::string>()), ParseDate(row[2].as<std::string>())});
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return known;
}

absl::StatusOr<int> History::RecordFigures(const std::vector<rv1::OfficialFigure>& figures, bool dry_run,
                                           absl::Time deadline) {
  if (figures.empty()) return 0;
  ArrayColumn units, periods, codes, times, revisions, orders, values, digests, retracted;
  for (const rv1::OfficialFigure& figure : figures) {
    units.AddText(figure.unit_code());
    periods.AddText(figure.period());
    codes.AddText(figure.code());
    times.AddNumber(TimeUtil::TimestampToMicroseconds(figure.read_time()));
    revisions.AddNumber(figure.revision());
    orders.AddNumber(figure.revision_order());
    values.AddText(figure.value());
    digests.AddBytes(Sha256(figure.value()));
    retracted.AddNumber(figure.retracted() ? 1 : 0);
  }
  // One order for all callers, so that two of them cannot deadlock.
  const std::string given =
      "SELECT u.unit_code, u.period, u.code, " CHISO_TIME("u.read_micros") " AS read_time, u.revision,"
      " u.revision_order, u.value, u.value_sha256, u.retracted <> 0 AS retracted"
      " FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],"
      " $8::bytea[], $9::int[])"
      " AS u (unit_code, period, code, read_micros, revision, revision_order, value, value_sha256, retracted)"
      " ORDER BY u.unit_code COLLATE \"C\", u.period COLLATE \"C\", u.code COLLATE \"C\", u.read_micros";
  const std::string statement =
      dry_run ? "SELECT g.code FROM (" + given +
                    ") g LEFT JOIN official_figure f USING (unit_code, period, code, read_time)"
                    " WHERE f.code IS NULL OR " CHISO_IS_NEWER("g", "f", "value_sha256")
              : "INSERT INTO official_figure AS f (unit_code, period, code, read_time, revision,"
                " revision_order, value, value_sha256, retracted) " +
                    given +
                    " ON CONFLICT (unit_code, period, code, read_time) DO UPDATE SET revision = "
                    "excluded.revision, revision_order = excluded.revision_order,"
                    " value = excluded.value, value_sha256 = excluded.value_sha256, retracted = "
                    "excluded.retracted"
                    " WHERE " CHISO_IS_NEWER("excluded", "f", "value_sha256");
  int changed = 0;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    const pqxx::result result = transaction.work().exec_params(
        statement, units.Literal(), periods.Literal(), codes.Literal(), times.Literal(), revisions.Literal(),
        orders.Literal(), values.Literal(), digests.Literal(), retracted.Literal());
    changed = static_cast<int>(dry_run ? result.size() : result.affected_rows());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return changed;
}

}  // namespace chiso
