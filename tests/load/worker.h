// Threads that load ingestion, each of which can be stopped, and told by whether it gets on.

#ifndef CHISO_TESTS_LOAD_WORKER_H_
#define CHISO_TESTS_LOAD_WORKER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace chiso::testing {

// How long anything may take before it counts as hanging.
constexpr absl::Duration kHanging = absl::Seconds(90);

// A channel that looks for its service again soon, and shares its connection with no other.
std::shared_ptr<grpc::Channel> OwnChannel(const std::string& address);
// One that takes little of what nobody reads: the service soon feels that it writes in vain.
std::shared_ptr<grpc::Channel> NarrowChannel(const std::string& address);

// Waits until the condition holds; false: it hangs.
bool Await(const std::function<bool()>& condition);

// Where the services are, as far as they are up. Thread-safe.
class Addresses {
 public:
  explicit Addresses(std::vector<std::string> addresses) : addresses_(std::move(addresses)) {}

  void Set(std::vector<std::string> addresses);
  std::vector<std::string> All() const;
  // One of them.
  std::string Pick(std::mt19937& random) const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<std::string> addresses_ ABSL_GUARDED_BY(mutex_);
};

// Work in a thread of its own. A subclass calls Finish in its destructor.
class Worker {
 public:
  virtual ~Worker() = default;

  void Start();
  // Lets the work come to its end, and waits for that. May be called again; Start may follow.
  void Finish();

  // How long it rests after each step; by default not at all. Before Start.
  void set_rest(absl::Duration rest) { rest_ = rest; }
  // Grows as the work gets on. Thread-safe.
  int64_t progress() const { return progress_; }

 protected:
  // Works until `finishing`, and then on until nothing is left undone.
  virtual void Run() = 0;

  bool finishing() const { return finishing_; }
  void Advance();

 private:
  std::atomic<bool> finishing_ = false;
  std::atomic<int64_t> progress_ = 0;
  absl::Duration rest_;
  std::thread thread_;
};

// Waits until each of the workers has got on by so much, or the test has failed; one that hangs fails it.
void AwaitProgress(const std::vector<Worker*>& workers, int64_t steps);

}  // namespace chiso::testing

#endif  // CHISO_TESTS_LOAD_WORKER_H_
