#include "services/ingestion/log/group_books.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace chiso {
namespace {

// The first two parameters are the same for all books: the time and the month of arrival.
#define CHISO_ARRIVAL_TIME CHISO_TIME("$1")
#define CHISO_ARRIVAL_MONTH "$2::integer"

Book Batches() {
  return Book("batches",
              {{"sender_id", "integer"},
               {"batch_id", "text"},
               {"number", "bigint"},
               {"digest", "bytea"},
               {"receipt", "bytea"}},
              "INSERT INTO batch (sender_id, batch_id, number, digest, receipt, arrival_time)"
              " SELECT added.*, " CHISO_ARRIVAL_TIME " FROM $added");
}

Book Parts() {
  return Book(
      "parts",
      {{"log_id", "smallint"},
       {"first_sequence", "bigint"},
       {"last_sequence", "bigint"},
       {"sender_id", "integer"},
       {"batch_id", "text"},
       {"log_digest", "bytea"}},
      "INSERT INTO batch_part (log_id, first_sequence, last_sequence, sender_id, batch_id, log_digest,"
      " arrival_month, arrival_time)"
      " SELECT added.*, " CHISO_ARRIVAL_MONTH ", " CHISO_ARRIVAL_TIME " FROM $added");
}

Book Heads() {
  return Book("heads", {{"log_id", "smallint"}, {"head_sequence", "bigint"}, {"head_digest", "bytea"}},
              "UPDATE log SET head_sequence = added.head_sequence, head_digest = added.head_digest"
              " FROM $added WHERE log.id = added.log_id");
}

Book Senders() {
  return Book("senders",
              {{"sender_id", "integer"},
               {"chain", "bytea"},
               {"batch_count", "bigint"},
               {"accepted_count", "bigint"},
               {"rejected_count", "bigint"},
               {"newest_receive_time", "bigint"}},
              "UPDATE sender SET chain = added.chain, batch_count = added.batch_count,"
              " accepted_count = added.accepted_count, rejected_count = added.rejected_count,"
              " last_arrival_time = " CHISO_ARRIVAL_TIME
              ", newest_receive_time ="
              " greatest(sender.newest_receive_time, to_timestamp(added.newest_receive_time::numeric))"
              " FROM $added WHERE sender.id = added.sender_id");
}

Book Positions() {
  return Book(
      "positions",
      {{"sender_id", "integer"}, {"log_id", "smallint"}, {"sequence", "bigint"}, {"log_digest", "bytea"}},
      "INSERT INTO sender_position (sender_id, log_id, sequence, log_digest) SELECT * FROM $added"
      " ON CONFLICT (sender_id, log_id) DO UPDATE"
      " SET sequence = excluded.sequence, log_digest = excluded.log_digest");
}

// Of a finding's examples the first five stay.
Book Findings() {
  return Book("findings",
              {{"sender_id", "integer"},
               {"oddity", "smallint"},
               {"count", "bigint"},
               {"of_count", "bigint"},
               {"examples", "text"}},
              "INSERT INTO sender_finding AS f (sender_id, oddity, count, of_count, examples)"
              " SELECT sender_id, oddity, count, of_count, (string_to_array(examples, ' '))[1:5] FROM $added"
              " ON CONFLICT (sender_id, oddity) DO UPDATE"
              " SET count = f.count + excluded.count, of_count = f.of_count + excluded.of_count,"
              " examples = CASE WHEN cardinality(f.examples) >= 5 THEN f.examples ELSE (f.examples"
              " || array(SELECT unnest(excluded.examples) EXCEPT SELECT unnest(f.examples)))[1:5] END");
}

#undef CHISO_ARRIVAL_TIME
#undef CHISO_ARRIVAL_MONTH

}  // namespace

Book::Book(const char* name, std::vector<Column> columns, const char* sql)
    : name_(name), columns_(std::move(columns)), sql_(sql), arrays_(columns_.size()) {}

std::string Book::Part(std::vector<std::string>& parameters) const {
  std::vector<std::string> arrays, names;
  for (size_t i = 0; i < columns_.size(); ++i) {
    parameters.push_back(arrays_[i].Literal());
    arrays.push_back(absl::StrCat("$", parameters.size(), "::", columns_[i].type, "[]"));
    names.push_back(columns_[i].name);
  }
  const std::string added =
      absl::StrCat("unnest(", absl::StrJoin(arrays, ", "), ") AS added (", absl::StrJoin(names, ", "), ")");
  return absl::StrCat(name_, " AS (", absl::StrReplaceAll(sql_, {{"$added", added}}), ")");
}

GroupBooks::GroupBooks()
    : batches(Batches()),
      parts(Parts()),
      heads(Heads()),
      senders(Senders()),
      positions(Positions()),
      findings(Findings()) {}

void GroupBooks::Write(Transaction& transaction, absl::Time arrival_time, int arrival_month) const {
  std::vector<std::string> parameters = {absl::StrCat(absl::ToUnixMicros(arrival_time)),
                                         absl::StrCat(arrival_month)};
  std::vector<std::string> parts_of_statement;
  for (const Book* book : {&batches, &parts, &heads, &senders, &positions, &findings}) {
    parts_of_statement.push_back(book->Part(parameters));
  }
  // The text does not depend on the rows, so each connection has it planned once.
  const std::string sql = absl::StrCat("WITH ", absl::StrJoin(parts_of_statement, ", "), " SELECT 1");
  transaction.RunAndCommit({"write_books", sql.c_str()}, parameters);
}

}  // namespace chiso
