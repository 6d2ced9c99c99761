// Lists of dossiers, from the table that DossierLister fills.

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/period.h"
#include "common/record/dossier_terms.h"
#include "common/record/standings.h"
#include "common/version.h"
#include "services/ingestion/dossiers/dossier_log.h"
#include "services/ingestion/log/sql.h"
#include "services/ingestion/request_rules.h"

namespace chiso {
namespace {

namespace iv1 = ingestion::v1;
namespace rv1 = record::v1;

// The sender whose revision of dossier `d` is in force: as InForce.
constexpr char kSenderInForce[] =
    "(SELECT o.sender_id FROM dossier o JOIN sender os ON os.id = o.sender_id"
    " WHERE o.log_id = d.log_id AND o.code = d.code ORDER BY"
    " (SELECT min(f.precedence) FROM feed f WHERE f.sender = os.name AND f.kind = 3"
    " AND " CHISO_COVERS("f.unit_code", "o.unit_code") " AND NOT f.retracted) NULLS LAST,"
    " o.revision DESC, o.revision_order DESC, o.digest DESC, os.name LIMIT 1)";
static_assert(rv1::RECORD_KIND_DOSSIER == 3);

std::string DateLiteral(absl::CivilDay day) { return absl::StrCat("DATE '", FormatDate(day), "'"); }

std::string FilterCondition(const iv1::ListDossiersRequest& request, absl::CivilDay today) {
  const std::string ended = absl::StrCat("d.status IN (", absl::StrJoin(EndedStatuses(), ", "), ")");
  switch (request.filter()) {
    case iv1::DOSSIER_FILTER_OPEN:
      return absl::StrCat(" AND NOT ", ended);
    case iv1::DOSSIER_FILTER_OVERDUE:
      return absl::StrCat(" AND " CHISO_DAY("d.due_time") " < CASE WHEN ", ended,
                          " THEN " CHISO_DAY("d.end_time") " ELSE ", DateLiteral(today), " END");
    case iv1::DOSSIER_FILTER_DUE_SOON:
      return absl::StrCat(" AND NOT ", ended, " AND " CHISO_DAY("d.due_time") " BETWEEN ", DateLiteral(today),
                          " AND ", DateLiteral(today + request.due_within_days()));
    case iv1::DOSSIER_FILTER_WITHOUT_RESULT:
      return absl::StrCat(" AND d.status IN (", rv1::DOSSIER_STATUS_FINISHED, ", ",
                          rv1::DOSSIER_STATUS_RETURNED, ") AND NOT d.has_result_file");
    default:
      return "";
  }
}

// The time in the column, also put into the summary where there is one.
template <typename Add>
std::optional<absl::Time> TimeOf(const pqxx::field& field, Add add) {
  if (field.is_null()) return std::nullopt;
  const int64_t micros = field.as<int64_t>();
  *add() = sql::ToTimestamp(micros);
  return absl::FromUnixMicros(micros);
}

iv1::DossierSummary ToSummary(const pqxx::row& row, absl::CivilDay today) {
  iv1::DossierSummary summary;
  summary.set_code(row["code"].as<std::string>());
  summary.set_procedure_code(row["procedure_code"].as<std::string>());
  summary.set_status(static_cast<rv1::DossierStatus>(row["status"].as<int>()));
  TimeOf(row["receive_time"], [&] { return summary.mutable_receive_time(); });
  const auto due = TimeOf(row["due_time"], [&] { return summary.mutable_due_time(); });
  const auto end = TimeOf(row["end_time"], [&] { return summary.mutable_end_time(); });
  summary.set_days_late(DaysLate(summary.status(), due, end, today));
  summary.set_has_result_file(row["has_result_file"].as<bool>());
  summary.set_sender(row["sender"].as<std::string>());
  summary.set_revision(row["revision"].as<int64_t>());
  return summary;
}

// Before the dossiers: a list may hold more than its positions say, never less.
template <typename Response>
void AddPositions(pqxx::transaction_base& work, Response& response) {
  for (const pqxx::row& row : work.exec("SELECT l.name, p.sequence FROM dossier_progress p JOIN log l ON "
                                        "l.id = p.log_id ORDER BY l.name")) {
    rv1::Position& position = *response.add_positions();
    position.set_log(row[0].as<std::string>());
    position.set_sequence(row[1].as<int64_t>());
  }
}

}  // namespace

absl::StatusOr<iv1::ListDossiersResponse> DossierLog::List(const iv1::ListDossiersRequest& request,
                                                           absl::Time now, absl::Time deadline) {
  const absl::CivilDay today = DayOf(now);
  const int page_size = PageSize(request.page_size());
  const std::string statement = absl::StrCat(
      "SELECT d.code, d.procedure_code, d.status, d.has_result_file, d.revision,"
      " (SELECT name FROM sender WHERE id = d.sender_id) AS sender,"
      " " CHISO_MICROS("d.receive_time") " AS receive_time, " CHISO_MICROS("d.due_time") " AS due_time,"
      " " CHISO_MICROS("d.end_time") " AS end_time"
      " FROM dossier d WHERE d.unit_code = $1 AND d.code > $2 AND NOT d.retracted",
      sql::PeriodCondition("d.receive_time", request.period()), FilterCondition(request, today),
      " AND d.sender_id = ", kSenderInForce, " ORDER BY d.code LIMIT $3");
  iv1::ListDossiersResponse response;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    // A page is the beginning of what the index gives in its order; the planner would rather sort the whole
    // unit, and compile code for it.
    transaction.work().exec("SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off");
    AddPositions(transaction.work(), response);
    const pqxx::result rows =
        transaction.work().exec_params(statement, request.unit_code(), request.page_token(), page_size + 1);
    for (const pqxx::row& row : rows) {
      if (response.dossiers_size() == page_size) {
        response.set_next_page_token(response.dossiers(page_size - 1).code());
        break;
      }
      *response.add_dossiers() = ToSummary(row, today);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<iv1::CompareDossiersResponse> DossierLog::Compare(
    const iv1::CompareDossiersRequest& request, absl::FunctionRef<std::string(const std::string&)> log_of,
    absl::Time deadline) {
  sql::ArrayColumn logs, codes;
  for (const iv1::DossierVersion& version : request.versions()) {
    logs.AddText(log_of(version.code()));
    codes.AddText(version.code());
  }
  iv1::CompareDossiersResponse response;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    AddPositions(transaction.work(), response);
    const pqxx::result rows = transaction.work().exec_params(
        "SELECT n.place, d.revision, d.revision_order, d.digest, d.contested"
        " FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS n (log, code, place)"
        " JOIN log l ON l.name = n.log JOIN sender s ON s.name = $1"
        " JOIN dossier d ON d.log_id = l.id AND d.code = n.code AND d.sender_id = s.id ORDER BY n.place",
        request.sender(), logs.Literal(), codes.Literal());
    for (const pqxx::row& row : rows) {
      const int index = row[0].as<int>() - 1;
      const iv1::DossierVersion& version = request.versions(index);
      const Version newest{row[1].as<int64_t>(), row[2].as<int64_t>(), sql::BytesOf(row[3])};
      AddStanding(index, version.code(),
                  StandingOf({version.revision(), version.revision_order(), version.digest()}, newest,
                             row[4].as<bool>()),
                  *response.mutable_standings());
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace chiso
