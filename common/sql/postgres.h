// PostgreSQL: a pool of connections and one way to run a transaction.

#ifndef CHISO_COMMON_SQL_POSTGRES_H_
#define CHISO_COMMON_SQL_POSTGRES_H_

#include <functional>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/sql/deadline_watch.h"

struct pg_conn;

namespace chiso {

// One connection. libpqxx 6 hides the libpq handle that a binary COPY needs; this class keeps it.
class PostgresConnection;

// A statement that runs again and again: each connection has it parsed and planned once.
struct Statement {
  // Unique among the statements of the process; at most 63 of a-z and `_`.
  const char* name;
  const char* sql;
};

// A transaction as the body of Transact sees it. Each answer of the database is waited for; a body that
// begins with BeginAndRun and ends with RunAndCommit waits for none to BEGIN and COMMIT alone.
class Transaction {
 public:
  pqxx::transaction_base& work();
  // As work().exec_params(), for a statement of its own.
  template <typename... Args>
  pqxx::result Run(const Statement& statement, Args&&... args) {
    work().conn().prepare(statement.name, statement.sql);
    return work_.exec_prepared(statement.name, std::forward<Args>(args)...);
  }
  // As Run, together with BEGIN where it is the first. The parameters then stand in the text of a command,
  // which the server may write to its log: they must hold nothing of a person.
  pqxx::result BeginAndRun(const Statement& statement, const std::vector<std::string>& parameters);
  // As Run, together with COMMIT: for what the body does last, before it returns OK.
  void RunAndCommit(const Statement& statement, const std::vector<std::string>& parameters);
  // The libpq handle, for a binary COPY inside this transaction.
  pg_conn* raw();

 private:
  friend class Postgres;
  // `committing` is set before the commit may be sent: from then on, a connection that breaks leaves it in
  // doubt.
  Transaction(PostgresConnection& connection, bool& committing);

  // Sees to it that the connection has the statement.
  void Prepare(const Statement& statement);
  // Commits unless that has been done, or there is nothing to commit.
  void Commit();
  void Rollback();
  // Throws unless the server says that the transaction is over.
  void CheckEnded() const;

  pqxx::nontransaction work_;
  pg_conn* const raw_;
  bool begun_ = false;
  bool& committing_;
};

// A pool of connections to one database. Thread-safe.
class Postgres {
 public:
  struct Options {
    // libpq's connection string, of words or a URI; what it leaves out comes from the PG* variables. A pooler
    // in between must give sessions, not transactions: settings and prepared statements belong to a session.
    std::string conninfo = "";
    // How many connections at most.
    int pool_size = 8;
    // How long a caller waits for one of them at most.
    absl::Duration longest_wait = absl::InfiniteDuration();
    // How long a transaction may take, whatever deadline the caller gives.
    absl::Duration longest_transaction = absl::InfiniteDuration();
    // Each new connection's application_name.
    std::string application_name = "chiso";
  };

  explicit Postgres(Options options);
  ~Postgres();
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  using Body = std::function<absl::Status(Transaction&)>;

  // Runs the body in a transaction and commits it where it returns OK. The deadline bounds all of it: the
  // wait for a connection, the statements together, and the answers of a server that is cut off. At the
  // deadline the connection is given up, and the server rolls back what was not committed.
  //
  // The body must keep no state across calls: it is run again, up to 3 times, after a serialization failure,
  // a deadlock, a unique key or a table's name that another transaction took first, or a broken connection
  // that was found before the commit was sent. After a broken connection the idle ones are dropped too.
  //
  // Codes: what the body returns; UNAVAILABLE: the database is away, or the connection broke while the commit
  // was under way (it may or may not have happened: every write here is idempotent); DEADLINE_EXCEEDED: no
  // connection or no answer in time; RESOURCE_EXHAUSTED with RetryInfo: no connection within `longest_wait`;
  // INTERNAL: any other SQL error, whose text goes to the log alone. A std::exception thrown by pqxx in the
  // body is mapped the same way.
  absl::Status Transact(absl::Time deadline, const Body& body);

  // Whether the database answers a trivial query before the deadline.
  absl::Status Ping(absl::Time deadline);

 private:
  absl::StatusOr<std::unique_ptr<PostgresConnection>> Acquire(absl::Time deadline);
  void Release(std::unique_ptr<PostgresConnection> connection);
  // What came of a transaction that may be tried again.
  enum class Failure { kFinal, kConflict, kBroken };

  absl::Status RunOnce(absl::Time deadline, const Body& body, Failure& failure);
  // Maps the exception in flight; what it says goes to the log only.
  static absl::Status FromCurrentException(bool committing, Failure& failure);
  void DropIdle();

  const Options options_;
  DeadlineWatch watch_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<PostgresConnection>> idle_ ABSL_GUARDED_BY(mutex_);
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
};

// A schema change. `version` counts from 1 without gaps; a released change is never edited.
struct Migration {
  int version;
  std::string sql;
};

// Brings the schema up to the last migration, each in its own transaction. Several processes may call it at
// once, of different services too: an advisory lock lets one go first. A schema newer than the last migration
// is refused with FAILED_PRECONDITION.
absl::Status Migrate(Postgres& postgres, const std::string& service,
                     const std::vector<Migration>& migrations);

// At a process's start: migrates, and waits for a database that is away. `interrupted` is asked again and
// again, waits up to the time it is given, and tells whether to give up. UNAVAILABLE: no database within
// `timeout`; CANCELLED: interrupted. Otherwise as Migrate.
absl::Status MigrateAtStart(Postgres& postgres, const std::string& service,
                            const std::vector<Migration>& migrations, absl::Duration timeout,
                            const std::function<bool(absl::Duration)>& interrupted);

}  // namespace chiso

#endif  // CHISO_COMMON_SQL_POSTGRES_H_
