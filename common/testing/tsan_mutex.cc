// Tells ThreadSanitizer what absl::Mutex orders. The library is not instrumented, so without this every
// access under a mutex looks like a race. Linked into every program of the build with ThreadSanitizer: these
// definitions come before the library's for everyone in the process, gRPC included, and each of them calls
// the library's.
//
// Not instrumented itself: it speaks for the library.

#include <sanitizer/tsan_interface.h>

#include <atomic>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/testing/tsan_hidden.h"

namespace {

using chiso::testing::Hidden;

// Names in the library, of the version that Debian 12 has.
#define CHISO_MUTEX(name) "_ZN4absl7debian35Mutex" name
#define CHISO_COND_VAR(name) "_ZN4absl7debian37CondVar" name
#define CHISO_NOTIFICATION(name) "4absl7debian312Notification" name

constexpr unsigned kExclusive = __tsan_mutex_not_static;
constexpr unsigned kShared = __tsan_mutex_not_static | __tsan_mutex_read_lock;

void Took(void* mutex, unsigned mode) {
  __tsan_mutex_pre_lock(mutex, mode);
  __tsan_mutex_post_lock(mutex, mode, 0);
}

void Gave(void* mutex, unsigned mode) {
  __tsan_mutex_pre_unlock(mutex, mode);
  __tsan_mutex_post_unlock(mutex, mode);
}

// An operation of the library on a mutex, while it runs. ThreadSanitizer is told of a lock after it was taken
// and of an unlock before it happens; between the two the mutex is nobody's, except in conditions (see
// Condition::Eval).
class Operation {
 public:
  Operation(void* mutex, unsigned mode) : mutex_(mutex), mode_(mode), outer_(current) { current = this; }
  ~Operation() { current = outer_; }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // Some of the library's functions call others of them.
  bool IsInner() const { return outer_ != nullptr; }
  void Took() const {
    if (!IsInner()) ::Took(mutex_, mode_);
  }
  void Gave() const {
    if (!IsInner()) ::Gave(mutex_, mode_);
  }

  static thread_local const Operation* current;

  void* mutex() const { return mutex_; }
  unsigned mode() const { return mode_; }

 private:
  void* const mutex_;
  const unsigned mode_;
  const Operation* const outer_;
};

thread_local const Operation* Operation::current = nullptr;

// A condition that somebody waits for is evaluated by whoever unlocks, too: what it refers to goes to them
// and comes back.
class Lent {
 public:
  explicit Lent(const absl::Condition& condition) : condition_(const_cast<absl::Condition*>(&condition)) {
    __tsan_release(condition_);
  }
  ~Lent() { __tsan_acquire(condition_); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

 private:
  absl::Condition* const condition_;
};

// How the caller, who holds it, holds a mutex. A mutex is one word of state, where this bit says that a
// writer has it.
unsigned ModeOf(const absl::Mutex* mutex) {
  static_assert(sizeof(absl::Mutex) == sizeof(std::atomic<intptr_t>));
  constexpr intptr_t kWriter = 0x8;
  const auto* const state = reinterpret_cast<const std::atomic<intptr_t>*>(mutex);
  return (state->load(std::memory_order_relaxed) & kWriter) != 0 ? kExclusive : kShared;
}

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  static const auto hidden = Hidden<void(Mutex*)>(CHISO_MUTEX("4LockEv"));
  const Operation operation(this, kExclusive);
  hidden(this);
  operation.Took();
}

bool Mutex::TryLock() {
  static const auto hidden = Hidden<bool(Mutex*)>(CHISO_MUTEX("7TryLockEv"));
  const Operation operation(this, kExclusive | __tsan_mutex_try_lock);
  const bool taken = hidden(this);
  if (taken) operation.Took();
  return taken;
}

void Mutex::Unlock() {
  static const auto hidden = Hidden<void(Mutex*)>(CHISO_MUTEX("6UnlockEv"));
  const Operation operation(this, kExclusive);
  operation.Gave();
  hidden(this);
}

void Mutex::ReaderLock() {
  static const auto hidden = Hidden<void(Mutex*)>(CHISO_MUTEX("10ReaderLockEv"));
  const Operation operation(this, kShared);
  hidden(this);
  operation.Took();
}

bool Mutex::ReaderTryLock() {
  static const auto hidden = Hidden<bool(Mutex*)>(CHISO_MUTEX("13ReaderTryLockEv"));
  const Operation operation(this, kShared | __tsan_mutex_try_lock);
  const bool taken = hidden(this);
  if (taken) operation.Took();
  return taken;
}

void Mutex::ReaderUnlock() {
  static const auto hidden = Hidden<void(Mutex*)>(CHISO_MUTEX("12ReaderUnlockEv"));
  const Operation operation(this, kShared);
  operation.Gave();
  hidden(this);
}

void Mutex::LockWhen(const Condition& condition) {
  static const auto hidden =
      Hidden<void(Mutex*, const Condition&)>(CHISO_MUTEX("8LockWhenERKNS0_9ConditionE"));
  const Lent lent(condition);
  const Operation operation(this, kExclusive);
  hidden(this, condition);
  operation.Took();
}

bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  static const auto hidden = Hidden<bool(Mutex*, const Condition&, Duration)>(
      CHISO_MUTEX("19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE"));
  const Lent lent(condition);
  const Operation operation(this, kExclusive);
  const bool holds = hidden(this, condition, timeout);
  operation.Took();
  return holds;
}

bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  static const auto hidden = Hidden<bool(Mutex*, const Condition&, Time)>(
      CHISO_MUTEX("20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE"));
  const Lent lent(condition);
  const Operation operation(this, kExclusive);
  const bool holds = hidden(this, condition, deadline);
  operation.Took();
  return holds;
}

void Mutex::ReaderLockWhen(const Condition& condition) {
  static const auto hidden =
      Hidden<void(Mutex*, const Condition&)>(CHISO_MUTEX("14ReaderLockWhenERKNS0_9ConditionE"));
  const Lent lent(condition);
  const Operation operation(this, kShared);
  hidden(this, condition);
  operation.Took();
}

bool Mutex::ReaderLockWhenWithTimeout(const Condition& condition, Duration timeout) {
  static const auto hidden = Hidden<bool(Mutex*, const Condition&, Duration)>(
      CHISO_MUTEX("25ReaderLockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE"));
  const Lent lent(condition);
  const Operation operation(this, kShared);
  const bool holds = hidden(this, condition, timeout);
  operation.Took();
  return holds;
}

bool Mutex::ReaderLockWhenWithDeadline(const Condition& condition, Time deadline) {
  static const auto hidden = Hidden<bool(Mutex*, const Condition&, Time)>(
      CHISO_MUTEX("26ReaderLockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE"));
  const Lent lent(condition);
  const Operation operation(this, kShared);
  const bool holds = hidden(this, condition, deadline);
  operation.Took();
  return holds;
}

void Mutex::Await(const Condition& condition) {
  static const auto hidden = Hidden<void(Mutex*, const Condition&)>(CHISO_MUTEX("5AwaitERKNS0_9ConditionE"));
  const Lent lent(condition);
  const Operation operation(this, ModeOf(this));
  operation.Gave();
  hidden(this, condition);
  operation.Took();
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  static const auto hidden = Hidden<bool(Mutex*, const Condition&, Duration)>(
      CHISO_MUTEX("16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE"));
  const Lent lent(condition);
  const Operation operation(this, ModeOf(this));
  operation.Gave();
  const bool holds = hidden(this, condition, timeout);
  operation.Took();
  return holds;
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  static const auto hidden = Hidden<bool(Mutex*, const Condition&, Time)>(
      CHISO_MUTEX("17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE"));
  const Lent lent(condition);
  const Operation operation(this, ModeOf(this));
  operation.Gave();
  const bool holds = hidden(this, condition, deadline);
  operation.Took();
  return holds;
}

// The library calls it only where the thread holds the operation's mutex: before it takes it for good, or
// after it was told to give it up and before it does.
bool Condition::Eval() const {
  static const auto hidden = Hidden<bool(const Condition*)>("_ZNK4absl7debian39Condition4EvalEv");
  const Operation* const operation = Operation::current;
  if (operation == nullptr) return hidden(this);
  Condition* const lent = const_cast<Condition*>(this);
  __tsan_acquire(lent);
  Took(operation->mutex(), operation->mode());
  // What a condition locks is an operation of its own.
  Operation::current = nullptr;
  const bool holds = hidden(this);
  Operation::current = operation;
  Gave(operation->mutex(), operation->mode());
  __tsan_release(lent);
  return holds;
}

void CondVar::Wait(Mutex* mutex) {
  static const auto hidden = Hidden<void(CondVar*, Mutex*)>(CHISO_COND_VAR("4WaitEPNS0_5MutexE"));
  const Operation operation(mutex, ModeOf(mutex));
  operation.Gave();
  hidden(this, mutex);
  operation.Took();
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static const auto hidden = Hidden<bool(CondVar*, Mutex*, Duration)>(
      CHISO_COND_VAR("15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE"));
  const Operation operation(mutex, ModeOf(mutex));
  operation.Gave();
  const bool timed_out = hidden(this, mutex, timeout);
  operation.Took();
  return timed_out;
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  static const auto hidden =
      Hidden<bool(CondVar*, Mutex*, Time)>(CHISO_COND_VAR("16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE"));
  const Operation operation(mutex, ModeOf(mutex));
  operation.Gave();
  const bool timed_out = hidden(this, mutex, deadline);
  operation.Took();
  return timed_out;
}

// HasBeenNotified is inline, hence instrumented: what it loads is where the release belongs. Whoever waits
// sees the flag without the mutex, too.
void Notification::Notify() {
  static const auto hidden = Hidden<void(Notification*)>("_ZN" CHISO_NOTIFICATION("6NotifyEv"));
  __tsan_release(&notified_yet_);
  hidden(this);
}

void Notification::WaitForNotification() const {
  static const auto hidden =
      Hidden<void(const Notification*)>("_ZNK" CHISO_NOTIFICATION("19WaitForNotificationEv"));
  hidden(this);
  __tsan_acquire(const_cast<std::atomic<bool>*>(&notified_yet_));
}

bool Notification::WaitForNotificationWithTimeout(Duration timeout) const {
  static const auto hidden = Hidden<bool(const Notification*, Duration)>(
      "_ZNK" CHISO_NOTIFICATION("30WaitForNotificationWithTimeoutENS0_8DurationE"));
  const bool notified = hidden(this, timeout);
  if (notified) __tsan_acquire(const_cast<std::atomic<bool>*>(&notified_yet_));
  return notified;
}

bool Notification::WaitForNotificationWithDeadline(Time deadline) const {
  static const auto hidden = Hidden<bool(const Notification*, Time)>(
      "_ZNK" CHISO_NOTIFICATION("31WaitForNotificationWithDeadlineENS0_4TimeE"));
  const bool notified = hidden(this, deadline);
  if (notified) __tsan_acquire(const_cast<std::atomic<bool>*>(&notified_yet_));
  return notified;
}

ABSL_NAMESPACE_END
}  // namespace absl
