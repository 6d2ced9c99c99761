// Lists of what was sent: by whom, with what answers, and what was refused.

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/page.h"
#include "common/sql/page.h"
#include "common/text.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/log/sql.h"
#include "services/ingestion/request_rules.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;

namespace iv1 = ingestion::v1;

// Below this many records it proves little that all of them show the same.
constexpr int64_t kLeastForAll = 100;
// Of one sender in a list: whoever declares more than a province has communes, for a dozen kinds, says little
// by it.
constexpr int kMaxFeeds = 1000;
// A refused record above this is one of another time, and not shown: its verdict is.
constexpr int64_t kMaxShownRecord = 1 << 20;

// The token of the page behind this row of sql::PageOf; empty where nothing comes after it.
std::string NextToken(const pqxx::row& row, std::string token) {
  return row["rest"].as<int64_t>() > 0 ? token : "";
}

iv1::Sender ToSender(const pqxx::row& row, absl::Time now) {
  iv1::Sender sender;
  sender.set_name(row["name"].as<std::string>());
  if (!row["arrival"].is_null()) {
    const int64_t arrival = row["arrival"].as<int64_t>();
    *sender.mutable_last_arrival_time() = sql::ToTimestamp(arrival);
    // Another replica's clock may be ahead.
    const int64_t silence = std::max<int64_t>(0, absl::ToUnixMicros(now) - arrival);
    *sender.mutable_silence() = TimeUtil::MicrosecondsToDuration(silence);
  }
  if (!row["newest"].is_null()) {
    *sender.mutable_newest_receive_time() = sql::ToTimestamp(row["newest"].as<int64_t>());
  }
  sender.set_batch_count(row["batch_count"].as<int64_t>());
  sender.set_accepted_count(row["accepted_count"].as<int64_t>());
  sender.set_rejected_count(row["rejected_count"].as<int64_t>());
  sender.set_chain(sql::BytesOf(row["chain"]));
  return sender;
}

void AddPositions(pqxx::transaction_base& work, const std::map<std::string, iv1::Sender*>& senders,
                  const std::string& names) {
  const pqxx::result rows = work.exec_params(
      "SELECT s.name, l.name, p.sequence, p.log_digest FROM sender s JOIN sender_position p"
      " ON p.sender_id = s.id JOIN log l ON l.id = p.log_id WHERE s.name = ANY($1::text[]) ORDER BY l.name",
      names);
  for (const pqxx::row& row : rows) {
    record::v1::Position& position = *senders.at(row[0].as<std::string>())->add_positions();
    position.set_log(row[1].as<std::string>());
    position.set_sequence(row[2].as<int64_t>());
    position.set_digest(sql::BytesOf(row[3]));
  }
}

// Adds of each sender the first declarations, as many as go on a page. Returns the sender whose declarations
// are not all there, and neither are those of the ones behind it; nothing where all are.
std::optional<std::string> AddFeeds(pqxx::transaction_base& work,
                                    const std::map<std::string, iv1::Sender*>& senders,
                                    const std::string& names) {
  const std::string first = absl::StrCat(
      "SELECT *, octet_length(sender) + octet_length(unit_code) + 48 AS bytes FROM (SELECT sender, kind,"
      " unit_code, precedence, valid_from, valid_to, row_number() OVER (PARTITION BY sender ORDER BY kind, "
      "unit_code) AS place,"
      " count(*) OVER (PARTITION BY sender) AS declared FROM feed WHERE sender = ANY($1::text[])"
      " AND NOT retracted) AS feeds WHERE place <= ",
      kMaxFeeds);
  const pqxx::result rows = work.exec_params(sql::PageOf(first, "sender, place"), names);
  for (const pqxx::row& row : rows) {
    iv1::Sender& sender = *senders.at(row["sender"].as<std::string>());
    record::v1::FeedDeclaration& feed = *sender.add_feeds();
    feed.set_sender(sender.name());
    feed.set_kind(static_cast<record::v1::RecordKind>(row["kind"].as<int>()));
    feed.set_unit_code(row["unit_code"].as<std::string>());
    if (!row["precedence"].is_null()) feed.set_precedence(row["precedence"].as<int>());
    feed.set_valid_from(row["valid_from"].as<std::string>());
    feed.set_valid_to(row["valid_to"].as<std::string>());
    sender.set_omitted_feed_count(row["declared"].as<int>() - sender.feeds_size());
  }
  if (rows.empty() || rows.back()["rest"].as<int64_t>() == 0) return std::nullopt;
  return rows.back()["sender"].as<std::string>();
}

// A place in the list of rejections, as its token gives it: `micros/sender/index/batch`.
struct RejectionPlace {
  int64_t micros = std::numeric_limits<int64_t>::max();
  int sender_id = 0;
  int index = 0;
  std::string batch_id;

  static absl::StatusOr<RejectionPlace> Parse(const std::string& token) {
    RejectionPlace place;
    if (token.empty()) return place;
    const std::vector<std::string> parts = absl::StrSplit(token, absl::MaxSplits('/', 3));
    const bool sound = parts.size() == 4 && absl::SimpleAtoi(parts[0], &place.micros) &&
                       absl::SimpleAtoi(parts[1], &place.sender_id) &&
                       absl::SimpleAtoi(parts[2], &place.index) &&
                       absl::c_all_of(parts[3], absl::ascii_isprint);
    // What lies outside is no time of the database's.
    if (!sound || place.micros < 0 || place.sender_id < 0 || place.index < 0) return BadPageToken();
    place.batch_id = parts[3];
    return place;
  }
  static RejectionPlace Of(const pqxx::row& row) {
    return {row["arrival"].as<int64_t>(), row["sender_id"].as<int>(), row["index"].as<int>(),
            row["batch_id"].as<std::string>()};
  }
  std::string Token() const { return absl::StrCat(micros, "/", sender_id, "/", index, "/", batch_id); }
};

// $1 to $4 are the place, $5 is the sender, $6 the reason, $7 how many. With the values at hand the planner
// drops what does not restrict, and takes the index of the order.
std::string RejectionStatement(const std::string& period) {
  const std::string first = absl::StrCat(
      "SELECT s.name, q.sender_id, q.batch_id, q.index, q.reason, q.field, q.message, q.key,"
      " CASE WHEN octet_length(q.record) <= ",
      kMaxShownRecord,
      " THEN q.record ELSE '' END AS record, " CHISO_MICROS("q.arrival_time")
      " AS arrival, 60 + octet_length(s.name) + octet_length(q.batch_id) + octet_length(q.field)"
      " + octet_length(q.message) + octet_length(q.key) + octet_length(q.record) AS bytes"
      " FROM quarantine q JOIN sender s ON s.id = q.sender_id"
      " WHERE q.arrival_time <= " CHISO_TIME("$1") " AND (q.arrival_time < " CHISO_TIME("$1")
      " OR (q.sender_id, q.batch_id, q.index) > ($2, $3, $4))"
      " AND ($5 = '' OR q.sender_id = (SELECT id FROM sender WHERE name = $5)) AND ($6 = 0 OR q.reason = $6)",
      sql::PeriodCondition("q.arrival_time", period),
      " ORDER BY q.arrival_time DESC, q.sender_id, q.batch_id, q.index LIMIT $7");
  return sql::PageOf(first, "arrival DESC, sender_id, batch_id, index");
}

absl::Status ReadRejection(const pqxx::row& row, iv1::Rejection& rejection) {
  rejection.set_sender(row["name"].as<std::string>());
  rejection.set_batch_id(row["batch_id"].as<std::string>());
  *rejection.mutable_arrival_time() = sql::ToTimestamp(row["arrival"].as<int64_t>());
  iv1::Verdict& verdict = *rejection.mutable_verdict();
  verdict.set_index(row["index"].as<int>());
  verdict.set_severity(iv1::SEVERITY_REJECTED);
  verdict.set_reason(static_cast<iv1::Reason>(row["reason"].as<int>()));
  verdict.set_field(row["field"].as<std::string>());
  verdict.set_message(row["message"].as<std::string>());
  verdict.set_key(row["key"].as<std::string>());
  return sql::ParseStored(row["record"], *rejection.mutable_record());
}

}  // namespace

absl::StatusOr<iv1::ListSendersResponse> RecordLog::ListSenders(const iv1::ListSendersRequest& request,
                                                                absl::Time now, absl::Time deadline) {
  const int page_size = PageSize(request.page_size());
  iv1::ListSendersResponse response;
  const absl::Status status = pools_.asking.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    const pqxx::result rows = transaction.work().exec_params(
        "SELECT name, chain, batch_count, accepted_count, rejected_count, " CHISO_MICROS("last_arrival_time")
        " AS arrival, " CHISO_MICROS("newest_receive_time")
        " AS newest FROM sender WHERE name > $1 ORDER BY name LIMIT $2",
        request.page_token(), page_size + 1);
    std::vector<iv1::Sender> listed;
    listed.reserve(rows.size());
    std::map<std::string, iv1::Sender*> senders;
    sql::ArrayColumn names;
    for (const pqxx::row& row : rows) {
      iv1::Sender& sender = listed.emplace_back(ToSender(row, now));
      senders[sender.name()] = &sender;
      names.AddText(sender.name());
    }
    AddPositions(transaction.work(), senders, names.Literal());
    const std::optional<std::string> cut = AddFeeds(transaction.work(), senders, names.Literal());
    PageRoom room(page_size);
    for (iv1::Sender& sender : listed) {
      const bool whole = !cut || sender.name() < *cut || response.senders().empty();
      if (!whole || !room.Take(sender.ByteSizeLong())) {
        response.set_next_page_token(response.senders().rbegin()->name());
        break;
      }
      *response.add_senders() = std::move(sender);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<iv1::ListSenderFindingsResponse> RecordLog::ListSenderFindings(
    const iv1::ListSenderFindingsRequest& request, absl::Time deadline) {
  const std::pair<std::string, std::string> place =
      absl::StrSplit(request.page_token(), absl::MaxSplits('/', 1));
  const absl::StatusOr<int64_t> check = NumberOfToken(place.second, 0);
  if (!check.ok()) return check.status();
  if (!request.page_token().empty() && !IsSenderName(place.first)) return BadPageToken();
  const int page_size = PageSize(request.page_size());
  iv1::ListSenderFindingsResponse response;
  const absl::Status status = pools_.asking.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    const pqxx::result rows = transaction.work().exec_params(
        "SELECT s.name, f.oddity, f.count, f.of_count, array_to_string(f.examples, ' ')"
        " FROM sender_finding f JOIN sender s ON s.id = f.sender_id"
        " WHERE ($1 = '' OR s.name = $1) AND (s.name, f.oddity) > ($2, $3::bigint)"
        " AND CASE WHEN f.oddity >= $4 THEN f.count = f.of_count AND f.of_count >= $5 ELSE f.count > 0 END"
        " ORDER BY s.name, f.oddity LIMIT $6",
        request.sender(), place.first, *check, static_cast<int>(iv1::ODDITY_ALWAYS_SUBMITTED_WHEN_RECEIVED),
        kLeastForAll, page_size + 1);
    PageRoom room(page_size);
    for (const pqxx::row& row : rows) {
      iv1::SenderFinding finding;
      finding.set_sender(row[0].as<std::string>());
      finding.set_oddity(static_cast<iv1::Oddity>(row[1].as<int>()));
      finding.set_count(row[2].as<int64_t>());
      finding.set_of_count(row[3].as<int64_t>());
      // No code holds a space.
      for (const absl::string_view code : absl::StrSplit(row[4].as<std::string>(), ' ', absl::SkipEmpty())) {
        finding.add_examples(std::string(code));
      }
      if (!room.Take(finding.ByteSizeLong())) {
        const iv1::SenderFinding& last = *response.findings().rbegin();
        response.set_next_page_token(absl::StrCat(last.sender(), "/", last.oddity()));
        break;
      }
      *response.add_findings() = std::move(finding);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<iv1::ListReceiptsResponse> RecordLog::ListReceipts(const iv1::ListReceiptsRequest& request,
                                                                  absl::Time deadline) {
  const absl::StatusOr<int64_t> after = NumberOfToken(request.page_token(), 0);
  if (!after.ok()) return after.status();
  const int page_size = PageSize(request.page_size());
  iv1::ListReceiptsResponse response;
  const absl::Status status = pools_.asking.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    pqxx::transaction_base& work = transaction.work();
    const pqxx::result senders = work.exec_params("SELECT id FROM sender WHERE name = $1", request.sender());
    if (senders.empty()) return absl::NotFoundError("sender: there is no such sender");
    // The sizes are known without the receipts, of which a page could be gigabytes.
    const pqxx::result rows =
        work.exec_params(sql::PageOf("SELECT number, receipt, octet_length(receipt) + 6 AS bytes FROM batch"
                                     " WHERE sender_id = $1 AND number > $2 ORDER BY number LIMIT $3",
                                     "number"),
                         senders[0][0].as<int>(), *after, page_size + 1);
    PageRoom room(page_size);
    for (const pqxx::row& row : rows) {
      iv1::Receipt receipt;
      if (absl::Status parsed = sql::ParseStored(row["receipt"], receipt); !parsed.ok()) return parsed;
      if (!room.Take(receipt.ByteSizeLong())) break;
      *response.add_receipts() = std::move(receipt);
      response.set_next_page_token(NextToken(row, row["number"].as<std::string>()));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<iv1::ListRejectionsResponse> RecordLog::ListRejections(
    const iv1::ListRejectionsRequest& request, absl::Time deadline) {
  const absl::StatusOr<RejectionPlace> place = RejectionPlace::Parse(request.page_token());
  if (!place.ok()) return place.status();
  const int page_size = PageSize(request.page_size());
  iv1::ListRejectionsResponse response;
  const absl::Status status = pools_.asking.Transact(deadline, [&](Transaction& transaction) {
    response.Clear();
    const pqxx::result rows = transaction.work().exec_params(
        RejectionStatement(request.period()), place->micros, place->sender_id, place->batch_id, place->index,
        request.sender(), static_cast<int>(request.reason()), page_size + 1);
    PageRoom room(page_size);
    for (const pqxx::row& row : rows) {
      iv1::Rejection rejection;
      if (absl::Status read = ReadRejection(row, rejection); !read.ok()) return read;
      if (!room.Take(rejection.ByteSizeLong())) break;
      *response.add_rejections() = std::move(rejection);
      response.set_next_page_token(NextToken(row, RejectionPlace::Of(row).Token()));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace chiso
