#include "common/sql/postgres.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/log.h"

namespace chiso {
namespace {

// How often a transaction is tried again after a conflict with another one.
constexpr int kMaxAttempts = 4;
// The least time a statement gets: statement_timeout 0 would mean "for ever".
constexpr absl::Duration kMinStatementTime = absl::Milliseconds(1);
// The most time a statement gets where the caller set no deadline.
constexpr absl::Duration kMaxStatementTime = absl::Minutes(10);

// libpqxx 6 hides its libpq handle; a connection policy is handed it when the connection is made.
class HandleKeeper : public pqxx::connectionpolicy {
 public:
  explicit HandleKeeper(const std::string& options) : connectionpolicy(options) {}
  handle do_startconnect(handle former) override {
    handle_ = normalconnect(former);
    return handle_;
  }
  handle do_disconnect(handle former) noexcept override {
    handle_ = nullptr;
    return connectionpolicy::do_disconnect(former);
  }
  pg_conn* get() const { return handle_; }

 private:
  handle handle_ = nullptr;
};

struct PolicyHolder {
  explicit PolicyHolder(const std::string& options) : policy(options) {}
  HandleKeeper policy;
};

absl::Status Away() { return absl::UnavailableError("the database is away; retry"); }

absl::Status InDoubt(const char* what) {
  SPDLOG_ERROR("commit in doubt: {}", what);
  return absl::UnavailableError("the connection broke during the commit, which may have happened; retry");
}

// The user's parameters come last, and the last one of a name counts. The keepalives find a server whose
// machine has died, which otherwise would hold a call for as long as the kernel likes.
std::string WithDefaults(const std::string& conninfo, const std::string& application_name) {
  const std::pair<const char*, std::string> defaults[] = {
      {"connect_timeout", "5"},  {"application_name", application_name},
      {"keepalives_idle", "10"}, {"keepalives_interval", "5"},
      {"keepalives_count", "3"}, {"tcp_user_timeout", "30000"}};
  const bool uri = absl::StartsWith(conninfo, "postgresql://") || absl::StartsWith(conninfo, "postgres://");
  const std::string words = absl::StrJoin(defaults, uri ? "&" : " ", absl::PairFormatter("="));
  if (!uri) return absl::StrCat(words, " ", conninfo);
  const std::pair<std::string, std::string> parts = absl::StrSplit(conninfo, absl::MaxSplits('?', 1));
  return absl::StrCat(parts.first, "?", words, parts.second.empty() ? "" : "&", parts.second);
}

}  // namespace

class PostgresConnection : private PolicyHolder, public pqxx::connection_base {
 public:
  explicit PostgresConnection(const std::string& options)
      : PolicyHolder(options), pqxx::connection_base(policy) {
    init();
    // The details of an error repeat the row, and errors go to the program's log.
    set_verbosity(pqxx::connection_base::terse);
    // A connection that breaks is replaced as a whole: reconnecting in silence would lose session state.
    // libpqxx 7 never reconnects, and version 6 marks the way to ask for that as deprecated already.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    inhibit_reactivation(true);
#pragma GCC diagnostic pop
  }
  ~PostgresConnection() noexcept { close(); }
  const std::string& options() const noexcept { return policy.options(); }
  pg_conn* raw() const { return policy.get(); }

  // From a second on, rounded up to a whole one: callers mostly leave the same time, which then is told once.
  // Outside of transactions only, for a transaction that fails would undo it.
  void SetStatementTimeout(absl::Duration timeout) {
    if (timeout > absl::Seconds(1)) timeout = absl::Ceil(timeout, absl::Seconds(1));
    if (timeout == statement_timeout_) return;
    pqxx::nontransaction(*this).exec0(
        absl::StrCat("SET statement_timeout = ", absl::ToInt64Milliseconds(timeout)));
    statement_timeout_ = timeout;
  }

 private:
  absl::Duration statement_timeout_;
};

Postgres::Postgres(Options options) : options_(std::move(options)) {}
Postgres::~Postgres() = default;

absl::StatusOr<std::unique_ptr<PostgresConnection>> Postgres::Acquire(absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    const auto may_go_on = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !idle_.empty() || open_ < options_.pool_size;
    };
    if (!mutex_.AwaitWithDeadline(absl::Condition(&may_go_on), deadline)) {
      return absl::DeadlineExceededError("no database connection became free in time");
    }
    if (!idle_.empty()) {
      std::unique_ptr<PostgresConnection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++open_;
  }
  try {
    return std::make_unique<PostgresConnection>(WithDefaults(options_.conninfo, options_.application_name));
  } catch (const std::exception& error) {
    SPDLOG_WARN("cannot connect to the database: {}", error.what());
    absl::MutexLock lock(&mutex_);
    --open_;
    return Away();
  }
}

void Postgres::Release(std::unique_ptr<PostgresConnection> connection) {
  absl::MutexLock lock(&mutex_);
  if (connection != nullptr && connection->is_open()) {
    idle_.push_back(std::move(connection));
  } else {
    --open_;
  }
}

absl::Status Postgres::FromCurrentException(bool committing, Failure& failure) {
  const auto broken = [&](const char* what) {
    if (committing) return InDoubt(what);
    SPDLOG_WARN("database connection broken: {}", what);
    failure = Failure::kBroken;
    return Away();
  };
  try {
    throw;
  } catch (const pqxx::in_doubt_error& error) {
    return InDoubt(error.what());
  } catch (const pqxx::broken_connection& error) {
    return broken(error.what());
  } catch (const pqxx::transaction_rollback& error) {
    SPDLOG_INFO("transaction rolled back: {}", error.what());
    failure = Failure::kConflict;
    return absl::UnavailableError("the transaction conflicts with others; retry");
  } catch (const pqxx::sql_error& error) {
    const std::string& state = error.sqlstate();
    if (state == "57014") return absl::DeadlineExceededError("the database did not answer in time");
    // Without a state it is libpq that speaks: the server said nothing, the connection is lost. Class 08 says
    // so itself; 57P01 to 57P03: the server is shutting down or starting.
    if (state.empty() || absl::StartsWith(state, "08") || absl::StartsWith(state, "57P")) {
      return broken(error.what());
    }
    // Somebody else was first with the row, or with the table. The next run sees it.
    if (state == "23505" || state == "42P07") {
      SPDLOG_WARN("SQL error {}: {} in: {}", state, error.what(), error.query());
      failure = Failure::kConflict;
      return absl::InternalError("the database refused a statement");
    }
    // Too many connections.
    if (state == "53300") return Away();
    SPDLOG_ERROR("SQL error {}: {} in: {}", state, error.what(), error.query());
    return absl::InternalError("the database refused a statement");
  } catch (const std::exception& error) {
    SPDLOG_ERROR("unexpected error: {}", error.what());
    return absl::InternalError("an unexpected error occurred");
  }
}

absl::Status Postgres::RunOnce(absl::Time deadline, const Body& body, Failure& failure) {
  auto acquired = Acquire(deadline);
  if (!acquired.ok()) return acquired.status();
  std::unique_ptr<PostgresConnection> connection = *std::move(acquired);
  absl::Status status;
  bool committing = false;
  try {
    connection->SetStatementTimeout(std::clamp(deadline - absl::Now(), kMinStatementTime, kMaxStatementTime));
    pqxx::work work(*connection);
    Transaction transaction(work, connection->raw());
    status = body(transaction);
    committing = status.ok();
    if (committing) work.commit();
  } catch (...) {
    status = FromCurrentException(committing, failure);
    // After an error nobody knows what state the connection is in; a new one costs a few milliseconds.
    connection.reset();
  }
  Release(std::move(connection));
  return status;
}

absl::Status Postgres::Transact(absl::Time deadline, const Body& body) {
  for (int attempt = 1;; ++attempt) {
    Failure failure = Failure::kFinal;
    const absl::Status status = RunOnce(deadline, body, failure);
    if (failure == Failure::kBroken) DropIdle();
    if (status.ok() || failure == Failure::kFinal || attempt == kMaxAttempts || absl::Now() >= deadline) {
      return status;
    }
  }
}

// All idle connections to a server that was restarted are broken.
void Postgres::DropIdle() {
  // To be closed after the lock is given back: that writes to a socket.
  std::vector<std::unique_ptr<PostgresConnection>> dropped;
  absl::MutexLock lock(&mutex_);
  open_ -= static_cast<int>(idle_.size());
  dropped.swap(idle_);
}

absl::Status Postgres::Ping(absl::Time deadline) {
  return Transact(deadline, [](Transaction& transaction) {
    transaction.work().exec1("SELECT 1");
    return absl::OkStatus();
  });
}

}  // namespace chiso
