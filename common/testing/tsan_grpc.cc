// Tells ThreadSanitizer how gRPC, which is not instrumented, hands objects from thread to thread, where it
// does so by atomics of its own: what happened before an operation of a call was started happened before its
// tag comes back, and what the callbacks of a call did happened before the call's reactor hears that it is
// done. Linked into every program of the build with ThreadSanitizer: these definitions come before the
// library's for everyone in the process, and each of them calls the library's.
//
// Not instrumented itself: it speaks for the library.

#include <dlfcn.h>
#include <grpc/grpc.h>
#include <sanitizer/tsan_interface.h>
#include <stdio.h>
#include <stdlib.h>

#include "grpcpp/support/callback_common.h"
#include "grpcpp/support/server_callback.h"

namespace {

// A library's definition that one of the program hides. `Function` is its type, with the object as the first
// parameter. Ends the process where no library has the symbol.
template <typename Function>
Function* Hidden(const char* symbol) {
  void* const function = dlsym(RTLD_NEXT, symbol);
  if (function == nullptr) {
    fprintf(stderr, "no library defines %s\n", symbol);
    abort();
  }
  return reinterpret_cast<Function*>(function);
}

grpc_event Returned(const grpc_event& event) {
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(event.tag);
  return event;
}

}  // namespace

extern "C" {

grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops, size_t count, void* tag,
                                      void* reserved) {
  static const auto hidden = Hidden<decltype(grpc_call_start_batch)>("grpc_call_start_batch");
  __tsan_release(tag);
  return hidden(call, ops, count, tag, reserved);
}

grpc_call_error grpc_server_request_registered_call(grpc_server* server, void* method, grpc_call** call,
                                                    gpr_timespec* deadline, grpc_metadata_array* metadata,
                                                    grpc_byte_buffer** payload, grpc_completion_queue* queue,
                                                    grpc_completion_queue* notification, void* tag) {
  static const auto hidden =
      Hidden<decltype(grpc_server_request_registered_call)>("grpc_server_request_registered_call");
  __tsan_release(tag);
  return hidden(server, method, call, deadline, metadata, payload, queue, notification, tag);
}

grpc_event grpc_completion_queue_next(grpc_completion_queue* queue, gpr_timespec deadline, void* reserved) {
  static const auto hidden = Hidden<decltype(grpc_completion_queue_next)>("grpc_completion_queue_next");
  return Returned(hidden(queue, deadline, reserved));
}

grpc_event grpc_completion_queue_pluck(grpc_completion_queue* queue, void* tag, gpr_timespec deadline,
                                       void* reserved) {
  static const auto hidden = Hidden<decltype(grpc_completion_queue_pluck)>("grpc_completion_queue_pluck");
  return Returned(hidden(queue, tag, deadline, reserved));
}

}  // extern "C"

namespace grpc::internal {

// The tag of an operation that a callback ends. The header's inline definition, which is not visible beside
// this one, gives way to it when programs are linked.
void TagReturned(grpc_completion_queue_functor* tag, int ok) __asm__(
    "_ZN4grpc8internal22CallbackWithSuccessTag9StaticRunEP29grpc_completion_queue_functori");
void TagReturned(grpc_completion_queue_functor* tag, int ok) {
  static const auto hidden = Hidden<void(grpc_completion_queue_functor*, int)>(
      "_ZN4grpc8internal22CallbackWithSuccessTag9StaticRunEP29grpc_completion_queue_functori");
  __tsan_acquire(tag);
  hidden(tag, ok);
}

// Callbacks of a call count down, each on its thread; the last one may be the library's own.
void ServerCallbackCall::ScheduleOnDone(bool inline_ondone) {
  static const auto hidden =
      Hidden<void(ServerCallbackCall*, bool)>("_ZN4grpc8internal18ServerCallbackCall14ScheduleOnDoneEb");
  __tsan_acquire(&callbacks_outstanding_);
  hidden(this, inline_ondone);
}

void ServerCallbackCall::CallOnCancel(ServerReactor* reactor) {
  static const auto hidden = Hidden<void(ServerCallbackCall*, ServerReactor*)>(
      "_ZN4grpc8internal18ServerCallbackCall12CallOnCancelEPNS0_13ServerReactorE");
  __tsan_acquire(&on_cancel_conditions_remaining_);
  hidden(this, reactor);
}

}  // namespace grpc::internal
