#include "common/postgres.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
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

// Maps the exception in flight; what it says goes to the log only.
absl::Status FromCurrentException(bool& retry) {
  try {
    throw;
  } catch (const pqxx::in_doubt_error& error) {
    SPDLOG_ERROR("commit in doubt: {}", error.what());
    return absl::UnavailableError("the connection broke during the commit, which may have happened; retry");
  } catch (const pqxx::broken_connection& error) {
    SPDLOG_WARN("database connection broken: {}", error.what());
    retry = true;
    return Away();
  } catch (const pqxx::transaction_rollback& error) {
    SPDLOG_INFO("transaction rolled back: {}", error.what());
    retry = true;
    return absl::UnavailableError("the transaction conflicts with others; retry");
  } catch (const pqxx::sql_error& error) {
    const std::string& state = error.sqlstate();
    if (state == "57014") return absl::DeadlineExceededError("the database did not answer in time");
    // 57P01 to 57P03: the server is shutting down or starting; 53300: too many connections.
    if (state.rfind("57P", 0) == 0 || state == "53300") {
      retry = state.rfind("57P", 0) == 0;
      return Away();
    }
    SPDLOG_ERROR("SQL error {}: {} in: {}", state, error.what(), error.query());
    return absl::InternalError("the database refused a statement");
  } catch (const std::exception& error) {
    SPDLOG_ERROR("unexpected error: {}", error.what());
    return absl::InternalError("an unexpected error occurred");
  }
}

}  // namespace

class PostgresConnection : private PolicyHolder, public pqxx::connection_base {
 public:
  explicit PostgresConnection(const std::string& options)
      : PolicyHolder(options), pqxx::connection_base(policy) {
    init();
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
    return std::make_unique<PostgresConnection>(absl::StrCat(
        "connect_timeout=5 application_name=", options_.application_name, " ", options_.conninfo));
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

absl::Status Postgres::RunOnce(absl::Time deadline, const Body& body, bool& retry) {
  auto acquired = Acquire(deadline);
  if (!acquired.ok()) return acquired.status();
  std::unique_ptr<PostgresConnection> connection = *std::move(acquired);
  absl::Status status;
  try {
    pqxx::work work(*connection);
    const absl::Duration left = std::clamp(deadline - absl::Now(), kMinStatementTime, kMaxStatementTime);
    work.exec0(absl::StrCat("SET LOCAL statement_timeout = ", absl::ToInt64Milliseconds(left)));
    Transaction transaction(work, connection->raw());
    status = body(transaction);
    if (status.ok()) work.commit();
  } catch (...) {
    status = FromCurrentException(retry);
    // After an error nobody knows what state the connection is in; a new one costs a few milliseconds.
    connection.reset();
  }
  Release(std::move(connection));
  return status;
}

absl::Status Postgres::Transact(absl::Time deadline, const Body& body) {
  for (int attempt = 1;; ++attempt) {
    bool retry = false;
    const absl::Status status = RunOnce(deadline, body, retry);
    if (status.ok() || !retry || attempt == kMaxAttempts || absl::Now() >= deadline) return status;
    // All idle connections to a server that was restarted are broken: begin with new ones.
    absl::MutexLock lock(&mutex_);
    open_ -= static_cast<int>(idle_.size());
    idle_.clear();
  }
}

absl::Status Postgres::Ping(absl::Time deadline) {
  return Transact(deadline, [](Transaction& transaction) {
    transaction.work().exec1("SELECT 1");
    return absl::OkStatus();
  });
}

}  // namespace chiso
