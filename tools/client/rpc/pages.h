// Reading a long list page by page, in bounded memory.

#ifndef CHISO_TOOLS_CLIENT_RPC_PAGES_H_
#define CHISO_TOOLS_CLIENT_RPC_PAGES_H_

#include "absl/status/status.h"
#include "tools/client/rpc/connection.h"

namespace chiso {

// Reads all pages and passes each to `take`: absl::Status(const Response&). Returns the first error of
// either.
template <typename Api, typename Request, typename Response, typename Take>
absl::Status ForEachPage(Connection<Api>& connection,
                         grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                         Request request, Take take) {
  do {
    const absl::StatusOr<Response> page = connection.Call(method, request);
    if (!page.ok()) return page.status();
    if (const absl::Status taken = take(*page); !taken.ok()) return taken;
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_RPC_PAGES_H_
