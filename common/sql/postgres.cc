#include "common/sql/postgres.h"

#include <libpq-fe.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/errors.h"
#include "common/log.h"
#include "common/sql/libpq.h"

namespace chiso {
namespace {

// How often a transaction is tried again after a conflict with another one.
constexpr int kMaxAttempts = 4;
// The least time a statement gets: statement_timeout 0 would mean "for ever".
constexpr absl::Duration kMinStatementTime = absl::Milliseconds(1);
// The most time a statement gets where the caller set no deadline.
constexpr absl::Duration kMaxStatementTime = absl::Minutes(10);
// When to come again where all connections are taken: many an answer takes less.
constexpr absl::Duration kRetryDelay = absl::Seconds(1);
// What each session is told first: how soon the server finds a client whose machine is gone, or which has
// closed its connection while a statement runs. What the client is told of the server is in WithDefaults.
constexpr char kSession[] =
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2;"
    " SET tcp_user_timeout = 15000; SET client_connection_check_interval = 2000; ";

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

// Of what BeginAndRun sends, all but the values.
std::string WithoutValues(const std::string& query) {
  const size_t execute = query.find("; EXECUTE ");
  return execute == std::string::npos ? query : query.substr(0, query.find('(', execute));
}

absl::Status Late() { return absl::DeadlineExceededError("the database did not answer in time"); }

// The user's parameters come last, and the last one of a name counts. The keepalives find a server whose
// machine has died also where no transaction with a deadline runs.
std::string WithDefaults(const std::string& conninfo, const std::string& application_name) {
  const std::pair<const char*, std::string> defaults[] = {
      {"connect_timeout", "5"},  {"application_name", application_name},
      {"keepalives_idle", "10"}, {"keepalives_interval", "5"},
      {"keepalives_count", "2"}, {"tcp_user_timeout", "15000"}};
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
    const bool first = statement_timeout_ == absl::ZeroDuration();
    pqxx::nontransaction(*this).exec0(
        absl::StrCat(first ? kSession : "", "SET statement_timeout = ", absl::ToInt64Milliseconds(timeout)));
    statement_timeout_ = timeout;
  }

 private:
  // Zero: the session has been told nothing yet.
  absl::Duration statement_timeout_;
};

Transaction::Transaction(PostgresConnection& connection, bool& committing)
    : work_(connection), raw_(connection.raw()), committing_(committing) {}

pqxx::transaction_base& Transaction::work() {
  if (!begun_) {
    work_.exec0("BEGIN");
    begun_ = true;
  }
  return work_;
}

pg_conn* Transaction::raw() {
  work();
  return raw_;
}

void Transaction::Prepare(const Statement& statement) {
  work_.conn().prepare(statement.name, statement.sql);
  work_.conn().prepare_now(statement.name);
}

// One command string of the simple protocol. It has no parameters, so they are literals here; the answer is
// that to the last of its commands, and after an error the server skips the rest.
pqxx::result Transaction::BeginAndRun(const Statement& statement,
                                      const std::vector<std::string>& parameters) {
  if (begun_) return Run(statement, pqxx::prepare::make_dynamic_params(parameters));
  Prepare(statement);
  const std::string values = absl::StrJoin(parameters, ", ", [&](std::string* out, const std::string& value) {
    absl::StrAppend(out, work_.quote(value));
  });
  begun_ = true;
  return work_.exec(
      absl::StrCat("BEGIN; EXECUTE ", statement.name, values.empty() ? "" : absl::StrCat("(", values, ")")));
}

// A pipeline of the extended protocol. After an error the server skips the rest, so that an error of the
// statement says that nothing was committed. A pipeline takes no COPY, so it is left again at once; after an
// error the connection is given up anyway.
void Transaction::RunAndCommit(const Statement& statement, const std::vector<std::string>& parameters) {
  work();
  Prepare(statement);
  std::vector<const char*> values;
  for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
  committing_ = true;
  const bool sent = PQenterPipelineMode(raw_) == 1 &&
                    PQsendQueryPrepared(raw_, statement.name, static_cast<int>(values.size()), values.data(),
                                        nullptr, nullptr, 0) == 1 &&
                    PQsendQueryParams(raw_, "COMMIT", 0, nullptr, nullptr, nullptr, nullptr, 0) == 1 &&
                    PQpipelineSync(raw_) == 1;
  if (!sent) ThrowLibpqError(raw_, nullptr, statement.name);
  for (const char* query : {statement.name, "COMMIT"}) {
    const LibpqResult result(PQgetResult(raw_), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) ThrowLibpqError(raw_, result.get(), query);
    // A null ends the answer to each.
    const LibpqResult end(PQgetResult(raw_), &PQclear);
  }
  const LibpqResult sync(PQgetResult(raw_), &PQclear);
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(raw_) != 1) {
    ThrowLibpqError(raw_, sync.get(), "COMMIT");
  }
  CheckEnded();
}

void Transaction::Commit() {
  if (!begun_ || committing_) return;
  committing_ = true;
  work_.exec0("COMMIT");
  CheckEnded();
}

// Where this fails, Release gives the connection up.
void Transaction::Rollback() {
  if (begun_ && !committing_) PQclear(PQexec(raw_, "ROLLBACK"));
}

void Transaction::CheckEnded() const {
  if (PQtransactionStatus(raw_) != PQTRANS_IDLE) throw pqxx::in_doubt_error("COMMIT was not answered");
}

Postgres::Postgres(Options options) : options_(std::move(options)) {}
Postgres::~Postgres() = default;

absl::StatusOr<std::unique_ptr<PostgresConnection>> Postgres::Acquire(absl::Time deadline) {
  {
    absl::MutexLock lock(&mutex_);
    const auto may_go_on = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !idle_.empty() || open_ < options_.pool_size;
    };
    const absl::Time give_up = std::min(deadline, absl::Now() + options_.longest_wait);
    if (!mutex_.AwaitWithDeadline(absl::Condition(&may_go_on), give_up)) {
      if (give_up == deadline)
        return absl::DeadlineExceededError("no database connection became free in time");
      return RetryLater(absl::StatusCode::kResourceExhausted,
                        "as many questions as can be are being answered; ask again", kRetryDelay);
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
  // One that is still in a transaction is of no use to the next.
  const bool idle = connection != nullptr && PQtransactionStatus(connection->raw()) == PQTRANS_IDLE;
  if (!idle) connection.reset();
  absl::MutexLock lock(&mutex_);
  if (idle) {
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
    if (state == "57014") return Late();
    // Without a state it is libpq that speaks: the server said nothing, the connection is lost. Class 08 says
    // so itself; 57P01 to 57P03: the server is shutting down or starting.
    if (state.empty() || absl::StartsWith(state, "08") || absl::StartsWith(state, "57P")) {
      return broken(error.what());
    }
    // Somebody else was first with the row, or with the table. The next run sees it.
    if (state == "23505" || state == "42P07") {
      SPDLOG_WARN("SQL error {}: {} in: {}", state, error.what(), WithoutValues(error.query()));
      failure = Failure::kConflict;
      return absl::InternalError("the database refused a statement");
    }
    // Too many connections.
    if (state == "53300") return Away();
    SPDLOG_ERROR("SQL error {}: {} in: {}", state, error.what(), WithoutValues(error.query()));
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
  {
    const DeadlineWatch::Watched watched(watch_, PQsocket(connection->raw()), deadline);
    try {
      connection->SetStatementTimeout(
          std::clamp(deadline - absl::Now(), kMinStatementTime, kMaxStatementTime));
      Transaction transaction(*connection, committing);
      status = body(transaction);
      if (status.ok()) {
        transaction.Commit();
      } else {
        transaction.Rollback();
      }
    } catch (...) {
      status = FromCurrentException(committing, failure);
      // After an error nobody knows what state the connection is in; a new one costs a few milliseconds.
      connection.reset();
    }
    if (watched.cut()) {
      connection.reset();
      // It was not the server that broke the connection: to all others it may still be of use.
      if (failure == Failure::kBroken) status = Late();
      failure = Failure::kFinal;
    }
  }
  Release(std::move(connection));
  return status;
}

absl::Status Postgres::Transact(absl::Time deadline, const Body& body) {
  deadline = std::min(deadline, absl::Now() + options_.longest_transaction);
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
