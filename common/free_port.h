// A port for a server that a test or a tool starts.

#ifndef CHISO_COMMON_FREE_PORT_H_
#define CHISO_COMMON_FREE_PORT_H_

#include <optional>

namespace chiso {

// A port of 127.0.0.1 on which nobody listens, and which no other call on this machine is given as long as
// this process lives: the server may be down for a while. Nothing: a hundred ports were all taken.
std::optional<int> FreePort();

}  // namespace chiso

#endif  // CHISO_COMMON_FREE_PORT_H_
