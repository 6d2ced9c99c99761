// Official figures, and the reads that judging them needs.

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "common/sql/values.h"
#include "services/reporting/history/history.h"
#include "services/reporting/history/sql.h"

namespace chiso {

namespace rv1 = reporting::v1;
using google::protobuf::util::TimeUtil;
using sql::ArrayColumn;
using sql::TextArray;

namespace {

// Of a row of what is known: the place of the figure that was asked about, the version under its key, and the
// digest of the value that was read last, where that was later.
size_t PlaceOf(const pqxx::row& row) { return row[0].as<size_t>() - 1; }
std::optional<Version> VersionIn(const pqxx::row& row) {
  if (row[1].is_null()) return {};
  return Version{row[1].as<int64_t>(), row[2].as<int64_t>(), sql::BytesOf(row[3])};
}
bool SaysOtherThan(const rv1::OfficialFigure& figure, const pqxx::row& row) {
  return !figure.retracted() && !row[4].is_null() && sql::BytesOf(row[4]) != VersionOf(figure).digest;
}

}  // namespace

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

absl::StatusOr<History::RecordedFigures> History::RecordFigures(
    const std::vector<rv1::OfficialFigure>& figures, bool dry_run, absl::Time deadline) {
  if (figures.empty()) return RecordedFigures();
  ArrayColumn units, periods, codes, times, revisions, orders, values, digests, retracted;
  for (const rv1::OfficialFigure& figure : figures) {
    const Version version = VersionOf(figure);
    units.AddText(figure.unit_code());
    periods.AddText(figure.period());
    codes.AddText(figure.code());
    times.AddNumber(TimeUtil::TimestampToMicroseconds(figure.read_time()));
    revisions.AddNumber(version.revision);
    orders.AddNumber(version.order);
    values.AddText(figure.value());
    digests.AddBytes(version.digest);
    retracted.AddNumber(figure.retracted() ? 1 : 0);
  }
  // One order for all callers, so that two of them cannot deadlock.
  static constexpr char kRecord[] =
      "INSERT INTO official_figure AS f (unit_code, period, code, read_time, revision, revision_order, value,"
      " value_sha256, retracted)"
      " SELECT u.unit_code, u.period, u.code, " CHISO_TIME("u.read_micros") ", u.revision, u.revision_order,"
      " u.value, u.value_sha256, u.retracted <> 0"
      " FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],"
      " $8::bytea[], $9::int[])"
      " AS u (unit_code, period, code, read_micros, revision, revision_order, value, value_sha256, retracted)"
      " ORDER BY u.unit_code COLLATE \"C\", u.period COLLATE \"C\", u.code COLLATE \"C\", u.read_micros"
      " ON CONFLICT (unit_code, period, code, read_time) DO UPDATE SET revision = excluded.revision,"
      " revision_order = excluded.revision_order, value = excluded.value, value_sha256 = excluded.value_sha256,"
      " retracted = excluded.retracted WHERE " CHISO_IS_NEWER("excluded", "f", "value_sha256");
  static constexpr char kKnown[] =
      "SELECT u.place, f.revision, f.revision_order, f.value_sha256,"
      " (SELECT value_sha256 FROM official_figure l WHERE l.unit_code = u.unit_code AND l.period = u.period"
      " AND l.code = u.code AND l.read_time > " CHISO_TIME("u.read_micros") " AND NOT l.retracted"
      " ORDER BY l.read_time DESC LIMIT 1)"
      " FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY"
      " AS u (unit_code, period, code, read_micros, place) LEFT JOIN official_figure f"
      " ON f.unit_code = u.unit_code AND f.period = u.period AND f.code = u.code"
      " AND f.read_time = " CHISO_TIME("u.read_micros");
  RecordedFigures recorded;
  const absl::Status status = asking_.Transact(deadline, [&](Transaction& transaction) {
    recorded = RecordedFigures();
    recorded.in_force.resize(figures.size());
    const auto known = [&] {
      return transaction.work().exec_params(kKnown, units.Literal(), periods.Literal(), codes.Literal(),
                                            times.Literal());
    };
    for (const pqxx::row& row : known()) {
      FigureInForce& figure = recorded.in_force[PlaceOf(row)];
      figure.before = VersionIn(row);
      figure.read_again = SaysOtherThan(figures[PlaceOf(row)], row);
    }
    if (dry_run) {
      for (size_t i = 0; i < figures.size(); ++i) {
        FigureInForce& figure = recorded.in_force[i];
        figure.now = std::max(figure.before.value_or(Version()), VersionOf(figures[i]));
        if (figure.now != figure.before) ++recorded.changed_count;
      }
      return absl::OkStatus();
    }
    recorded.changed_count =
        static_cast<int>(transaction.work()
                             .exec_params(kRecord, units.Literal(), periods.Literal(), codes.Literal(),
                                          times.Literal(), revisions.Literal(), orders.Literal(),
                                          values.Literal(), digests.Literal(), retracted.Literal())
                             .affected_rows());
    for (const pqxx::row& row : known()) {
      FigureInForce& figure = recorded.in_force[PlaceOf(row)];
      figure.now = VersionIn(row).value_or(Version());
      figure.read_again = SaysOtherThan(figures[PlaceOf(row)], row);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return recorded;
}

}  // namespace chiso
