// How much goes on one page of a list.

#ifndef CHISO_COMMON_PAGE_H_
#define CHISO_COMMON_PAGE_H_

#include <cstddef>
#include <cstdint>

namespace chiso {

// What an answer may take on the wire: clients in all languages take 4 MiB where they are not told otherwise.
// The rest is for what an answer holds beside its entries.
inline constexpr int64_t kMaxAnswerBytes = (4 << 20) - (64 << 10);

// The room on a page. A first entry has room always, so that whoever asks for the next page comes further:
// entries are bounded where they are made.
class PageRoom {
 public:
  // `entries`: how many at most.
  explicit PageRoom(int entries, int64_t bytes = kMaxAnswerBytes) : entries_(entries), bytes_(bytes) {}

  // Whether there is room for an entry of this size, which is then taken.
  bool Take(size_t size) {
    // The entry's tag and length.
    const int64_t bytes = static_cast<int64_t>(size) + 6;
    const bool fits = entries_ > 0 && (first_ || bytes <= bytes_);
    if (!fits) return false;
    first_ = false;
    --entries_;
    bytes_ -= bytes;
    return true;
  }

 private:
  int entries_;
  int64_t bytes_;
  bool first_ = true;
};

}  // namespace chiso

#endif  // CHISO_COMMON_PAGE_H_
