#include "services/ingestion/log/copy.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <pqxx/pqxx>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

constexpr absl::string_view kSignature("PGCOPY\n\377\r\n\0", 11);
// The signature, flags, and the length of an extension that there is not.
constexpr size_t kHeaderSize = 11 + 4 + 4;
// libpq takes an int for a length, and keeps a copy of what it was given until it is sent.
constexpr size_t kSendSize = 1 << 20;

// The format's numbers are big-endian.
template <typename T>
void Store(char* to, T value) {
  auto bits = static_cast<std::make_unsigned_t<T>>(value);
  for (size_t i = sizeof(T); i-- > 0;) {
    to[i] = static_cast<char>(bits & 0xff);
    bits = static_cast<decltype(bits)>(static_cast<uint64_t>(bits) >> 8);
  }
}

template <typename T>
T Load(absl::string_view from) {
  uint64_t bits = 0;
  for (size_t i = 0; i < sizeof(T); ++i) bits = bits << 8 | static_cast<unsigned char>(from[i]);
  return static_cast<T>(bits);
}

template <typename T>
char* PutNumber(char* to, T value) {
  Store<int32_t>(to, sizeof(T));
  Store(to + 4, value);
  return to + 4 + sizeof(T);
}

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Only the primary message goes on, for the log: others repeat values.
[[noreturn]] void Throw(pg_conn* connection, const PGresult* result, const std::string& query) {
  if (PQstatus(connection) != CONNECTION_OK) throw pqxx::broken_connection(PQerrorMessage(connection));
  const char* message = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  throw pqxx::sql_error(message == nullptr ? "COPY failed" : message, query, state == nullptr ? "" : state);
}

void Start(pg_conn* connection, const std::string& query, ExecStatusType expected) {
  Result result(PQexec(connection, query.c_str()), &PQclear);
  if (PQresultStatus(result.get()) != expected) Throw(connection, result.get(), query);
}

// Reads to the end of the command, so that the connection can take the next one.
void Finish(pg_conn* connection, const std::string& query) {
  Result first(PQgetResult(connection), &PQclear);
  while (Result more{PQgetResult(connection), &PQclear}) {
  }
  if (PQresultStatus(first.get()) != PGRES_COMMAND_OK) Throw(connection, first.get(), query);
}

void Send(pg_conn* connection, absl::string_view bytes, const std::string& query) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kSendSize))) {
    const size_t size = std::min(bytes.size(), kSendSize);
    if (PQputCopyData(connection, bytes.data(), static_cast<int>(size)) != 1)
      Throw(connection, nullptr, query);
  }
}

}  // namespace

void CopyRows::Reserve(size_t rows, size_t bytes) {
  starts_.reserve(rows);
  bytes_.reserve(bytes);
}

char* CopyRows::Begin(size_t fields, size_t size) {
  const size_t start = bytes_.size();
  starts_.push_back(static_cast<uint32_t>(start));
  bytes_.resize(start + 2 + size);
  Store(bytes_.data() + start, static_cast<int16_t>(fields));
  return bytes_.data() + start + 2;
}

char* CopyRows::Put(char* to, bool value) { return PutNumber<int8_t>(to, value ? 1 : 0); }
char* CopyRows::Put(char* to, int16_t value) { return PutNumber(to, value); }
char* CopyRows::Put(char* to, int32_t value) { return PutNumber(to, value); }
char* CopyRows::Put(char* to, int64_t value) { return PutNumber(to, value); }

char* CopyRows::Put(char* to, absl::Time value) {
  static const absl::Time kEpoch = absl::FromUnixSeconds(946684800);  // 2000-01-01T00:00:00Z
  return PutNumber(to, absl::ToInt64Microseconds(value - kEpoch));
}

char* CopyRows::Put(char* to, absl::string_view value) {
  Store(to, static_cast<int32_t>(value.size()));
  return std::copy(value.begin(), value.end(), to + 4);
}

char* CopyRows::Put(char* to, const google::protobuf::MessageLite& value) {
  Store(to, static_cast<int32_t>(value.GetCachedSize()));
  return reinterpret_cast<char*>(value.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(to + 4)));
}

void CopyRows::SetInt16(int64_t row, size_t offset, int16_t value) {
  Store(bytes_.data() + starts_[row] + offset, value);
}
void CopyRows::SetInt32(int64_t row, size_t offset, int32_t value) {
  Store(bytes_.data() + starts_[row] + offset, value);
}
void CopyRows::SetInt64(int64_t row, size_t offset, int64_t value) {
  Store(bytes_.data() + starts_[row] + offset, value);
}

absl::string_view CopyRows::BytesAt(int64_t row, size_t offset) const {
  const absl::string_view value = absl::string_view(bytes_).substr(starts_[row] + offset);
  const absl::string_view length = absl::string_view(bytes_).substr(starts_[row] + offset - 4);
  return value.substr(0, static_cast<size_t>(Load<int32_t>(length)));
}

void CopyIn(pg_conn* connection, const std::string& target, const std::vector<const CopyRows*>& pieces) {
  const std::string query = absl::StrCat("COPY ", target, " FROM STDIN (FORMAT binary)");
  Start(connection, query, PGRES_COPY_IN);
  std::string header(kSignature);
  header.resize(kHeaderSize);
  Send(connection, header, query);
  for (const CopyRows* rows : pieces) Send(connection, rows->bytes(), query);
  char trailer[2];
  Store<int16_t>(trailer, -1);
  Send(connection, {trailer, sizeof(trailer)}, query);
  if (PQputCopyEnd(connection, nullptr) != 1) Throw(connection, nullptr, query);
  Finish(connection, query);
}

std::string CopyOut(pg_conn* connection, const std::string& query) {
  const std::string command = absl::StrCat("COPY (", query, ") TO STDOUT (FORMAT binary)");
  Start(connection, command, PGRES_COPY_OUT);
  std::string bytes;
  char* piece = nullptr;
  int size;
  while ((size = PQgetCopyData(connection, &piece, /*async=*/0)) > 0) {
    bytes.append(piece, size);
    PQfreemem(piece);
  }
  if (size == -2) Throw(connection, nullptr, command);
  Finish(connection, command);
  return bytes;
}

CopyReader::CopyReader(absl::string_view bytes) : rest_(bytes) { Take(kHeaderSize); }

bool CopyReader::NextRow() { return Load<int16_t>(Take(2)) != -1; }

int64_t CopyReader::Int64() {
  Take(4);
  return Load<int64_t>(Take(8));
}

absl::string_view CopyReader::Bytes() { return Take(Load<int32_t>(Take(4))); }

absl::string_view CopyReader::Take(size_t size) {
  // The server keeps to its format; this keeps a fault of it from reading past the end.
  if (size > rest_.size()) throw pqxx::failure("COPY gave less than its format says");
  const absl::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

}  // namespace chiso
