#include "common/rpc/checked_service.h"

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/slice.h>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/bounds/limits.h"
#include "common/bounds/message_bounds.h"
#include "common/rpc/rpc_status.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"

namespace chiso {
namespace {

using google::protobuf::MethodDescriptor;
using grpc::internal::MethodHandler;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

// The large requests that are served. Only a few are let in at a time.
class LargeRequests {
 public:
  void Await() {
    absl::MutexLock lock(&mutex_);
    const auto room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return count_ < kMaxLargeAtOnce; };
    mutex_.Await(absl::Condition(&room));
    ++count_;
  }
  // One that was let in has become this message; null: none.
  void Name(const void* request) {
    absl::MutexLock lock(&mutex_);
    if (request == nullptr) {
      --count_;
    } else {
      served_.insert(request);
    }
  }
  // It may be one that was let in.
  void End(const void* request) {
    absl::MutexLock lock(&mutex_);
    count_ -= static_cast<int>(served_.erase(request));
  }

 private:
  absl::Mutex mutex_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_set<const void*> served_ ABSL_GUARDED_BY(mutex_);
};

LargeRequests& TheLargeRequests() {
  static auto* const requests = new LargeRequests;
  return *requests;
}

absl::Status Check(const MethodDescriptor& method, grpc_byte_buffer* request) {
  const auto bytes = static_cast<int64_t>(grpc_byte_buffer_length(request));
  const int64_t most = MaxRequestBytes(method);
  if (bytes > most) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the request has ", bytes, " bytes, and this method takes at most ", most));
  }
  grpc_byte_buffer_reader reader;
  if (!grpc_byte_buffer_reader_init(&reader, request))
    return absl::InternalError("the request cannot be read");
  const grpc_slice whole = grpc_byte_buffer_reader_readall(&reader);
  const absl::Status status =
      CheckBounds(*method.input_type(),
                  {reinterpret_cast<const char*>(GRPC_SLICE_START_PTR(whole)), GRPC_SLICE_LENGTH(whole)});
  grpc_slice_unref(whole);
  grpc_byte_buffer_reader_destroy(&reader);
  return status;
}

// Looks at requests before it hands them to a handler.
class CheckedHandler final : public MethodHandler {
 public:
  CheckedHandler(MethodHandler& inner, const MethodDescriptor& method) : inner_(inner), method_(method) {}

  // The library calls RunHandler after this, whatever came of it.
  void* Deserialize(grpc_call* call, grpc_byte_buffer* request, grpc::Status* status, void** data) override {
    if (request == nullptr) return inner_.Deserialize(call, request, status, data);
    const bool large = static_cast<int64_t>(grpc_byte_buffer_length(request)) > kMaxRequestBytes;
    if (large) TheLargeRequests().Await();
    void* parsed = nullptr;
    *status = ToGrpcStatus(Check(method_, request));
    if (status->ok()) {
      parsed = inner_.Deserialize(call, request, status, data);
    } else {
      grpc_byte_buffer_destroy(request);
    }
    if (large) TheLargeRequests().Name(parsed);
    return parsed;
  }

  void RunHandler(const HandlerParameter& param) override {
    inner_.RunHandler(param);
    TheLargeRequests().End(param.request);
  }

 private:
  MethodHandler& inner_;
  const MethodDescriptor& method_;
};

// Hands calls on as they are.
class SameHandler final : public MethodHandler {
 public:
  explicit SameHandler(MethodHandler& inner) : inner_(inner) {}

  void* Deserialize(grpc_call* call, grpc_byte_buffer* request, grpc::Status* status, void** data) override {
    return inner_.Deserialize(call, request, status, data);
  }
  void RunHandler(const HandlerParameter& param) override { inner_.RunHandler(param); }

 private:
  MethodHandler& inner_;
};

// The handlers of a service are for those who derive from it.
struct Handlers : grpc::Service {
  static MethodHandler& Of(grpc::Service& service, int index) {
    constexpr MethodHandler* (grpc::Service::*kGet)(int) = &Handlers::GetHandler;
    return *(service.*kGet)(index);
  }
};

// Methods that take their messages raw run in callbacks; all others of the suite block.
bool IsRaw(MethodHandler& handler) {
  using grpc::ByteBuffer;
  return dynamic_cast<grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>*>(&handler) != nullptr ||
         dynamic_cast<grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>*>(&handler) != nullptr;
}

RpcMethod::RpcType TypeOf(const MethodDescriptor& method) {
  if (!method.client_streaming()) {
    return method.server_streaming() ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC;
  }
  return method.server_streaming() ? RpcMethod::BIDI_STREAMING : RpcMethod::CLIENT_STREAMING;
}

}  // namespace

CheckedService::CheckedService(grpc::Service& service, const google::protobuf::ServiceDescriptor& contract) {
  for (int i = 0; i < contract.method_count(); ++i) {
    const MethodDescriptor& method = *contract.method(i);
    MethodHandler& inner = Handlers::Of(service, i);
    const bool raw = IsRaw(inner);
    MethodHandler* const handler = raw || method.client_streaming()
                                       ? static_cast<MethodHandler*>(new SameHandler(inner))
                                       : new CheckedHandler(inner, method);
    const std::string& path =
        paths_.emplace_back(absl::StrCat("/", contract.full_name(), "/", method.name()));
    auto* const added = new RpcServiceMethod(path.c_str(), TypeOf(method), handler);
    if (raw) added->SetServerApiType(RpcServiceMethod::ApiType::RAW_CALL_BACK);
    AddMethod(added);
  }
}

}  // namespace chiso
