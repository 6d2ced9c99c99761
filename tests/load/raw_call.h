// Calls with bytes for messages, and connections that speak less than HTTP/2: what no generated stub would
// send.

#ifndef CHISO_TESTS_LOAD_RAW_CALL_H_
#define CHISO_TESTS_LOAD_RAW_CALL_H_

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "grpcpp/grpcpp.h"

namespace chiso::testing {

// The bytes as a message.
grpc::ByteBuffer BufferOf(const std::string& bytes);
// A message of so many MiB, which takes one of them here.
grpc::ByteBuffer HugeBuffer(int mebibytes);

// How a call with raw bytes went.
struct RawAnswer {
  grpc::Status status;
  // The messages that came, serialised.
  std::vector<std::string> messages;
};

// A call of IngestionService, whether it takes and gives one message or many. All are written before the
// answers are read, so there must be few. It is cancelled once it has given so many answers.
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                  const std::vector<grpc::ByteBuffer>& messages,
                  size_t most_answers = std::numeric_limits<size_t>::max());

// A connection to a service, without anything above TCP. Closed by the end of this object.
class RawConnection {
 public:
  // `address` as 127.0.0.1:7661.
  explicit RawConnection(const std::string& address);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // Sends what the other side still takes.
  void Send(absl::string_view bytes);

 private:
  int fd_ = -1;
};

// What begins a connection of HTTP/2.
std::string Http2Preface();
// The head of a call of IngestionService on the first stream.
std::string Http2Call(const std::string& method);
// A piece of the first stream's body. `announced` bytes are promised where they are more than those given.
std::string Http2Data(absl::string_view bytes, size_t announced = 0);

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_RAW_CALL_H_
