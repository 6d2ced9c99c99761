#include "services/scoring/freshness.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/feeds.h"
#include "services/scoring/core/flows.h"

namespace chiso {
namespace {

using core::Kind;
using core::Ledger;
using core::Moment;
using index::v1::Freshness;

// Bounds of the answer, as the contract states them; together they stay within what PageRoom leaves.
constexpr int kMaxListed = 50;
// Longer than a weekend.
constexpr Moment kSilence = 3 * core::kDaySeconds;

// What systems give every day.
bool IsDaily(Kind kind) {
  return kind == Kind::kDossier || kind == Kind::kProgress || kind == Kind::kPetition ||
         kind == Kind::kSatisfaction;
}

// What figures are counted from, and declarations are asked for.
bool IsCounted(Kind kind) {
  return kind == Kind::kDossier || kind == Kind::kPetition || kind == Kind::kProcedure ||
         kind == Kind::kNationalTotal || kind == Kind::kCertifiedCopy;
}

template <typename Entries>
bool HasRoom(const Entries& entries) {
  return entries.size() < kMaxListed;
}

// What is said of senders: of the places and their period.
class OfPlaces {
 public:
  OfPlaces(const Known& known, const core::IndexDefinition& definition, const Places& places)
      : known_(known), ledger_(known.ledger), definition_(definition), places_(places) {
    for (int32_t place = places.begin; place < places.end; ++place) codes_.insert(CodeOf(place));
    FindFeeds();
  }

  void SetSenders(Freshness& freshness) const {
    const std::map<std::string, Reception> senders =
        places_.all ? known_.receptions.all() : SendersOfPlaces();
    for (const auto& [sender, reception] : senders) {
      if (!reception.newest) continue;
      if (HasRoom(freshness.senders())) {
        *freshness.add_senders() = ToProto(sender, reception);
      } else {
        freshness.set_omitted_sender_count(freshness.omitted_sender_count() + 1);
      }
    }
  }

  void SetSilent(Freshness& freshness) const {
    if (known_.as_of == absl::InfinitePast()) return;
    const Moment judged =
        std::min(Moment(absl::ToUnixSeconds(known_.as_of)), core::Span::Of(places_.period).end_moment);
    std::set<std::string> declaring;
    for (const Declared& feed : feeds_) {
      if (IsDaily(feed.kind) && feed.is_about_any) declaring.insert(feed.sender);
    }
    for (const std::string& sender : declaring) {
      const Reception reception = {.last_arrival = LastArrivalOf(sender)};
      if (reception.last_arrival >= judged - kSilence) continue;
      if (HasRoom(freshness.silent_senders())) {
        *freshness.add_silent_senders() = ToProto(sender, reception);
      } else {
        freshness.set_omitted_silent_sender_count(freshness.omitted_silent_sender_count() + 1);
      }
    }
  }

  void SetMissing(Freshness& freshness) const {
    for (const Declared& feed : feeds_) {
      if (!IsCounted(feed.kind) || !feed.is_about_any || feed.has_any) continue;
      if (!HasRoom(freshness.missing_feeds())) {
        freshness.set_omitted_missing_feed_count(freshness.omitted_missing_feed_count() + 1);
        continue;
      }
      index::v1::MissingFeed& missing = *freshness.add_missing_feeds();
      missing.set_sender(feed.sender);
      missing.set_kind(static_cast<record::v1::RecordKind>(feed.kind));
      missing.set_unit_code(feed.unit_code);
    }
  }

 private:
  // A declaration that covers the period.
  struct Declared {
    Kind kind;
    std::string unit_code;
    std::string sender;
    bool is_about_any = false;  // of the places
    bool has_any = false;       // records of one of them
  };

  const std::string& CodeOf(int32_t place) const { return places_.tree.places[place].unit->key.code; }

  Moment LastArrivalOf(const std::string& sender) const {
    const auto found = known_.receptions.all().find(sender);
    return found == known_.receptions.all().end() ? core::kEver : found->second.last_arrival;
  }

  void FindFeeds() {
    absl::flat_hash_map<std::string, std::vector<size_t>> of_unit;
    ledger_.reference().feeds().ForEach(
        [&](Kind kind, const std::string& unit, const std::string& sender, const core::Feed& feed) {
          if (!Covers(feed, places_.period) || !(IsDaily(kind) || IsCounted(kind))) return;
          of_unit[unit].push_back(feeds_.size());
          feeds_.push_back({kind, unit, sender});
        });
    if (feeds_.empty()) return;
    for (int32_t place = places_.begin; place < places_.end; ++place) {
      core::ForEachAtOrAbove(CodeOf(place), [&](absl::string_view code) {
        const auto found = of_unit.find(code);
        if (found == of_unit.end()) return;
        for (const size_t i : found->second) {
          Declared& feed = feeds_[i];
          feed.is_about_any = true;
          feed.has_any = feed.has_any || (IsCounted(feed.kind) && HasRecords(place, feed.kind));
        }
      });
    }
  }

  bool HasRecords(int32_t place, Kind kind) const {
    const core::OfficeId office = places_.tree.places[place].office;
    const core::Span span = core::Span::Of(places_.period);
    switch (kind) {
      case Kind::kDossier: {
        const core::Flows* const flows = ledger_.cases().FlowsOf(office, definition_.choices);
        return flows != nullptr && flows->Of(span, core::Population::kInProcess).Of(core::Trait::kAll) > 0;
      }
      case Kind::kPetition: {
        const auto* const petitions = ledger_.cases().PetitionsOf(office);
        return petitions != nullptr &&
               std::any_of(petitions->begin(), petitions->end(), [&](const auto& each) {
                 return span.begin_moment <= each.second.receive && each.second.receive < span.end_moment;
               });
      }
      case Kind::kProcedure: {
        const int32_t authority = places_.tree.places[place].authority;
        return authority >= 0 && ledger_.reference().ProceduresOf(CodeOf(authority)) != nullptr;
      }
      case Kind::kNationalTotal:
        return HasTotal(office, place);
      case Kind::kCertifiedCopy:
        return ledger_.published().CopiesOf(office, places_.period) != core::Published::Copies::kNotCounted;
      default:
        return false;
    }
  }

  bool HasTotal(core::OfficeId office, int32_t place) const {
    const auto of_code = ledger_.published().periods().find(CodeOf(place));
    if (of_code == ledger_.published().periods().end()) return false;
    return std::any_of(of_code->second.begin(), of_code->second.end(), [&](const auto& each) {
      if (!places_.period.Contains(each.first)) return false;
      for (const core::Scope scope : {core::Scope::kOwnOffices, core::Scope::kSubtree}) {
        for (const auto source :
             {core::TotalSource::kNationalReporting, core::TotalSource::kNationalPortal}) {
          if (ledger_.published().TotalOf(office, each.first, scope, source) != nullptr) return true;
        }
      }
      return false;
    });
  }

  // Whoever gave a dossier that names one of the units, by its code or by an alias.
  std::map<std::string, Reception> SendersOfPlaces() const {
    std::map<std::string, Reception> senders;
    const auto take = [&](const std::string& sender, Moment newest) {
      Reception& reception = senders[sender];
      reception.last_arrival = LastArrivalOf(sender);
      reception.newest = std::max(reception.newest.value_or(newest), newest);
    };
    for (const std::string& code : codes_) {
      const NewestOfSenders* const newest = known_.receptions.OfCode(code);
      if (newest == nullptr) continue;
      for (const auto& [sender, moment] : *newest) take(sender, moment);
    }
    for (const auto& [key, alias] : ledger_.reference().aliases()) {
      if (!codes_.contains(alias.unit_code)) continue;
      for (const bool by_name : {false, true}) {
        const NewestOfSenders* const newest =
            by_name ? known_.receptions.OfName(key.alias) : known_.receptions.OfCode(key.alias);
        if (newest == nullptr) continue;
        for (const auto& [sender, moment] : *newest) {
          if (!key.sender.empty() && sender != key.sender) continue;
          const core::Standpoint stands = ledger_.reference().Stands(
              by_name ? "" : key.alias, by_name ? key.alias : "", sender, core::DayAt(moment));
          if (!stands.codes.empty() && codes_.contains(stands.codes.front())) take(sender, moment);
        }
      }
    }
    return senders;
  }

  const Known& known_;
  const Ledger& ledger_;
  const core::IndexDefinition& definition_;
  const Places& places_;
  absl::flat_hash_set<std::string> codes_;
  std::vector<Declared> feeds_;  // ordered by kind, unit, sender
};

}  // namespace

Places PlacesOf(const core::Tree& tree, int32_t place, const Period& period, core::Scope scope) {
  if (place < 0) return {tree, period};
  return {tree, period, place, scope == core::Scope::kSubtree ? tree.places[place].end : place + 1};
}

Places AllPlaces(const core::Tree& tree, const Period& period) {
  return {tree, period, 0, static_cast<int32_t>(tree.places.size()), true};
}

Freshness FreshnessOf(const Known& known, absl::Time now, const core::IndexDefinition& definition,
                      const Places& places) {
  Freshness freshness;
  *freshness.mutable_positions() = known.positions;
  if (known.as_of != absl::InfinitePast()) {
    *freshness.mutable_as_of_time() = ToTimestamp(known.as_of);
    *freshness.mutable_lag() = ToProto(now - known.as_of);
  }
  int64_t unread = 0;
  for (const auto& [log, progress] : known.logs) unread += progress.unread();
  freshness.set_lag_records(unread);
  freshness.set_definition_id(definition.id);
  freshness.set_definition_sha256(definition.sha256);
  const OfPlaces of_places(known, definition, places);
  of_places.SetSenders(freshness);
  of_places.SetSilent(freshness);
  of_places.SetMissing(freshness);
  return freshness;
}

}  // namespace chiso
