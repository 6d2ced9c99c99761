// A real PostgreSQL for tests: one private server for a test process, a fresh database for each test.

#ifndef CHISO_COMMON_TESTING_TEST_POSTGRES_H_
#define CHISO_COMMON_TESTING_TEST_POSTGRES_H_

#include <string>

namespace chiso::testing {

// Starts the server on first use (by tools/postgres, without fsync) and creates an empty database. Returns
// its connection string. The server ends with the process. Aborts the test process where it cannot be had.
std::string FreshDatabase();

// The private server's folder, for tests that stop and start it with tools/postgres.
std::string PostgresFolder();

}  // namespace chiso::testing

#endif  // CHISO_COMMON_TESTING_TEST_POSTGRES_H_
