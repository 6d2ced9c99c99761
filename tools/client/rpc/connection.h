// Calling a service: one way for all commands.

#ifndef CHISO_TOOLS_CLIENT_RPC_CONNECTION_H_
#define CHISO_TOOLS_CLIENT_RPC_CONNECTION_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "grpcpp/grpcpp.h"
#include "tools/client/rpc/retry_policy.h"

namespace chiso {

// A service and how long to wait for it.
struct Endpoint {
  // The name in messages: `ingestion`, `scoring`, `reporting`.
  std::string service;
  std::string address;
  absl::Duration timeout;
};

// Whether the error is the caller's own. All others are the service's.
bool IsCallersFault(const absl::Status& status);

// The error as one sentence for people, code and details kept. Where the service is at fault, it is named
// with its address; what is wrong with the command is left as the service says it.
absl::Status Explain(const Endpoint& endpoint, const absl::Status& status);

// Api is a generated service, e.g. scoring::v1::ScoringService. Thread-safe.
template <typename Api>
class Connection {
 public:
  explicit Connection(Endpoint endpoint)
      : endpoint_(std::move(endpoint)), stub_(Api::NewStub(Connect(endpoint_.address))) {}

  const Endpoint& endpoint() const { return endpoint_; }
  typename Api::Stub& stub() { return *stub_; }

  template <typename Request, typename Response>
  using Method = grpc::Status (Api::Stub::*)(grpc::ClientContext*, const Request&, Response*);

  // Calls with the endpoint's timeout, and retries within it where the service names a delay.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method, const Request& request) {
    RetryPolicy retry(endpoint_.timeout);
    absl::StatusOr<Response> response = CallOnce(method, request, retry);
    while (!response.ok() && RetryDelayOf(response.status()) && retry.WaitToRetry(response.status())) {
      response = CallOnce(method, request, retry);
    }
    return Explained(std::move(response));
  }

  // Reads all pages and returns them as one response, without a page token. Where the list became another one
  // between two pages (ABORTED), begins with the first page again, within the endpoint's timeout.
  template <typename Request, typename Response>
  absl::StatusOr<Response> CallAllPages(Method<Request, Response> method, Request request) {
    const absl::Time give_up = absl::Now() + endpoint_.timeout;
    Response all;
    while (true) {
      const absl::StatusOr<Response> page = Call(method, request);
      if (absl::IsAborted(page.status()) && !request.page_token().empty() && absl::Now() < give_up) {
        all.Clear();
        request.clear_page_token();
        continue;
      }
      if (!page.ok()) return page.status();
      request.set_page_token(page->next_page_token());
      all.MergeFrom(*page);
      if (request.page_token().empty()) break;
    }
    all.clear_next_page_token();
    return all;
  }

  // Retries after everything that the policy retries, a service that is away included. Resets the policy on
  // success.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method, const Request& request,
                                RetryPolicy& retry) {
    absl::StatusOr<Response> response = CallOnce(method, request, retry);
    while (!response.ok() && retry.WaitToRetry(response.status()))
      response = CallOnce(method, request, retry);
    if (response.ok()) retry.Reset();
    return Explained(std::move(response));
  }

 private:
  template <typename Request, typename Response>
  absl::StatusOr<Response> CallOnce(Method<Request, Response> method, const Request& request,
                                    const RetryPolicy& retry) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(retry.deadline()));
    Response response;
    const grpc::Status status = ((*stub_).*method)(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  template <typename Response>
  absl::StatusOr<Response> Explained(absl::StatusOr<Response> response) const {
    if (!response.ok()) return Explain(endpoint_, response.status());
    return response;
  }

  const Endpoint endpoint_;
  const std::unique_ptr<typename Api::Stub> stub_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_RPC_CONNECTION_H_
