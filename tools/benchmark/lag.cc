#include "tools/benchmark/lag.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tools/benchmark/fail.h"

namespace chiso::bench {
namespace {

// Head of the log, pages of its partitions, and pages that the index summarises; as in
// services/ingestion/schema. The summaries are counted in the index itself, by pageinspect.
constexpr char kLook[] =
    "SELECT concat_ws(' ', l.head_sequence,"
    " sum(pg_relation_size(i.indrelid) / current_setting('block_size')::integer),"
    " sum(32 * (SELECT count(*) FROM generate_series(1::bigint,"
    " (brin_metapage_info(get_raw_page(i.indexrelid::regclass::text, 0))).lastrevmappage) AS page,"
    " brin_revmap_data(get_raw_page(i.indexrelid::regclass::text, page)) AS range (place)"
    " WHERE place <> '(0,0)')))"
    " FROM log l JOIN pg_class c ON c.relname LIKE 'record\\_' || l.id || '\\_%' AND c.relkind = 'r'"
    " JOIN pg_index i ON i.indrelid = c.oid"
    " JOIN pg_inherits h ON h.inhrelid = i.indexrelid AND h.inhparent = 'record_subject'::regclass"
    " WHERE l.name = 'main' GROUP BY l.id";

}  // namespace

double Lag::greatest() const { return *std::max_element(values.begin(), values.end()); }

double Lag::Growth() const {
  const size_t quarter = values.size() / 4;
  if (quarter == 0) Fail("too short a time shows no growth");
  const auto grown = [quarter](const std::vector<double>& looks) {
    const auto size = static_cast<std::ptrdiff_t>(quarter);
    const auto second = looks.begin() + size;
    return std::accumulate(looks.end() - size, looks.end(), 0.0) -
           std::accumulate(second, second + size, 0.0);
  };
  return grown(values) / grown(heads);
}

LagWatch::LagWatch(const std::string& conninfo, absl::Duration interval)
    : database_(conninfo), interval_(interval) {
  database_.Run("CREATE EXTENSION IF NOT EXISTS pageinspect");
  thread_ = std::thread([this] { Run(); });
}

LagWatch::~LagWatch() {
  if (!thread_.joinable()) return;
  stop_.Notify();
  thread_.join();
}

void LagWatch::End() {
  stop_.Notify();
  thread_.join();
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

void LagWatch::Run() {
  try {
    do {
      Look();
    } while (!stop_.WaitForNotificationWithTimeout(interval_));
    Look();
  } catch (const Failure&) {
    failure_ = std::current_exception();
  }
}

void LagWatch::Look() {
  const std::vector<std::string> fields = absl::StrSplit(database_.Value(kLook), ' ');
  double head, pages, summarised;
  if (fields.size() != 3 || !absl::SimpleAtod(fields[0], &head) || !absl::SimpleAtod(fields[1], &pages) ||
      !absl::SimpleAtod(fields[2], &summarised)) {
    Fail("the database does not tell how far it is");
  }
  index_.heads.push_back(head);
  index_.values.push_back(head * std::max(0.0, 1 - summarised / std::max(1.0, pages)));
}

}  // namespace chiso::bench
