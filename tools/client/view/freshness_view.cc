#include "tools/client/view/freshness_view.h"

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/client/words/ingestion_words.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using index::v1::MissingFeed;
using index::v1::SenderReception;

constexpr int kMaxNamed = 5;

// The first of them, and how many more there are.
template <typename Entries, typename F>
std::string Named(const Entries& entries, int omitted, Language language, F text) {
  std::vector<std::string> named;
  for (const auto& entry : entries) {
    if (named.size() == kMaxNamed) break;
    named.push_back(text(entry));
  }
  const int64_t more = entries.size() - static_cast<int64_t>(named.size()) + omitted;
  if (more > 0) named.push_back(Say(language, Text::kMore, LocalCount(language, more)));
  return absl::StrJoin(named, ", ");
}

}  // namespace

std::string FreshnessText(const index::v1::Freshness& freshness, Language language) {
  std::string text;
  const auto add = [&](Text sentence, const std::string& what) {
    if (!what.empty()) absl::StrAppend(&text, Say(language, sentence, what), "\n");
  };
  if (freshness.lag_records() > 0) {
    add(Text::kNotReadYet, LocalCount(language, freshness.lag_records()));
  }
  add(Text::kNewestReceptions,
      Named(freshness.senders(), freshness.omitted_sender_count(), language,
            [&](const SenderReception& sender) {
              return absl::StrCat(sender.sender(), " ", LocalMoment(language, sender.newest_receive_time()));
            }));
  add(Text::kSilentSenders, Named(freshness.silent_senders(), freshness.omitted_silent_sender_count(),
                                  language, [&](const SenderReception& sender) {
                                    const std::string last =
                                        sender.has_last_arrival_time()
                                            ? LocalMoment(language, sender.last_arrival_time())
                                            : std::string(Say(language, Text::kNever));
                                    return absl::StrCat(sender.sender(), " (", last, ")");
                                  }));
  add(Text::kMissingFeeds, Named(freshness.missing_feeds(), freshness.omitted_missing_feed_count(), language,
                                 [&](const MissingFeed& feed) {
                                   return absl::StrCat(
                                       KindText(language, feed.kind()),
                                       feed.unit_code().empty() ? "" : absl::StrCat(" ", feed.unit_code()),
                                       " (", feed.sender(), ")");
                                 }));
  return text;
}

}  // namespace chiso
