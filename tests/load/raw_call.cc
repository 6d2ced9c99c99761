#include "tests/load/raw_call.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace chiso::testing {
namespace {

using grpc::ByteBuffer;

std::string BytesOf(const ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

std::string Path(const std::string& method) {
  return absl::StrCat("/", ingestion::v1::IngestionService::service_full_name(), "/", method);
}

// A big-endian number.
std::string Bytes(size_t value, int count) {
  std::string bytes;
  for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  return bytes;
}

std::string Frame(char type, char flags, int stream, size_t length, absl::string_view payload) {
  std::string frame = Bytes(length, 3);
  frame.push_back(type);
  frame.push_back(flags);
  return absl::StrCat(frame, Bytes(stream, 4), payload);
}

// A header field that is neither indexed nor compressed.
std::string Header(const std::string& name, const std::string& value) {
  return absl::StrCat(absl::string_view("\0", 1), Bytes(name.size(), 1), name, Bytes(value.size(), 1), value);
}

}  // namespace

ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return ByteBuffer(&slice, 1);
}

ByteBuffer HugeBuffer(int mebibytes) {
  const std::vector<grpc::Slice> slices(mebibytes, grpc::Slice(std::string(1 << 20, 'x')));
  return ByteBuffer(slices.data(), slices.size());
}

RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                  const std::vector<ByteBuffer>& messages, size_t most_answers) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  grpc::CompletionQueue queue;
  // Whether the one operation under way succeeded.
  const auto done = [&queue] {
    void* tag;
    bool ok;
    return queue.Next(&tag, &ok) && ok;
  };
  // On the wire a call with one message or answer is a stream like any other.
  const auto call = grpc::GenericStub(channel).PrepareCall(&context, Path(method), &queue);
  call->StartCall(nullptr);
  bool open = done();
  for (size_t i = 0; open && i < messages.size(); ++i) {
    call->Write(messages[i], nullptr);
    open = done();
  }
  if (open) {
    call->WritesDone(nullptr);
    done();
  }
  RawAnswer answer;
  while (answer.messages.size() < most_answers) {
    ByteBuffer response;
    call->Read(&response, nullptr);
    if (!done()) break;
    answer.messages.push_back(BytesOf(response));
  }
  if (answer.messages.size() == most_answers) context.TryCancel();
  call->Finish(&answer.status, nullptr);
  done();
  return answer;
}

RawConnection::RawConnection(const std::string& address) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(address, ':');
  int port = 0;
  if (!absl::SimpleAtoi(parts.second, &port)) return;
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, parts.first.c_str(), &name.sin_addr);
  if (connect(fd_, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0) {
    close(fd_);
    fd_ = -1;
  }
}

RawConnection::~RawConnection() {
  if (fd_ >= 0) close(fd_);
}

void RawConnection::Send(absl::string_view bytes) {
  while (fd_ >= 0 && !bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

std::string Http2Preface() { return absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Frame(4, 0, 0, 0, "")); }

std::string Http2Call(const std::string& method) {
  const std::string headers =
      absl::StrCat(Header(":method", "POST"), Header(":scheme", "http"), Header(":path", Path(method)),
                   Header(":authority", "127.0.0.1"), Header("te", "trailers"),
                   Header("content-type", "application/grpc"));
  constexpr char kEndHeaders = 4;
  return Frame(1, kEndHeaders, 1, headers.size(), headers);
}

std::string Http2Data(absl::string_view bytes, size_t announced) {
  return Frame(0, 0, 1, std::max(bytes.size(), announced), bytes);
}

}  // namespace chiso::testing
