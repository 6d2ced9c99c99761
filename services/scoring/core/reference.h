// What records refer to: units and their aliases, the calendar, procedures, and who declares to give what.

#ifndef CHISO_SERVICES_SCORING_CORE_REFERENCE_H_
#define CHISO_SERVICES_SCORING_CORE_REFERENCE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/scoring/core/calendar.h"
#include "services/scoring/core/fact.h"
#include "services/scoring/core/feeds.h"
#include "services/scoring/core/offices.h"
#include "services/scoring/core/procedure.h"
#include "services/scoring/core/register.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

// The facts of reference in force. Merges by a join. Not thread-safe, but for what is const.
class Reference {
 public:
  // Which answers may differ from before.
  struct Changed {
    bool units = false;                          // they, or only their names
    bool placement = false;                      // where cases belong, and when they are due
    bool procedures = false;                     // the lists of authorities
    std::set<std::string> procedure_codes = {};  // of which what dossiers need is another
    bool precedence = false;                     // which of several senders counts
    bool feeds = false;                          // who declares to give what
    bool any() const { return units || placement || procedures || precedence || feeds; }
  };

  // What an alias means on its days.
  struct Alias {
    std::optional<absl::CivilDay> valid_to;
    std::string unit_code;

    friend bool operator==(const Alias&, const Alias&) = default;
  };

  Reference();

  void Apply(const UnitFact& fact);
  void Apply(const AliasFact& fact);
  void Apply(const CalendarFact& fact);
  void Apply(const ProcedureFact& fact);
  void Apply(const FeedFact& fact);
  // Makes what was applied answer, and says what changed since the last call.
  Changed Settle();

  // How the fact stands beside what is in force, as Register says.
  Standing StandingOf(const UnitFact& fact) const;
  Standing StandingOf(const AliasFact& fact) const;
  Standing StandingOf(const CalendarFact& fact) const;
  Standing StandingOf(const ProcedureFact& fact) const;
  Standing StandingOf(const FeedFact& fact) const;
  // The keys of units with two contents of one age in force.
  std::vector<UnitKey> ContestedUnits() const;

  const Units& units() const { return units_; }
  // How often the offices have been made anew: their numbers and trees are those of one generation.
  int64_t generation() const { return generation_; }
  const Offices& offices() const { return *offices_; }
  const Calendar& calendar() const { return calendar_; }
  const Feeds& feeds() const { return feeds_; }
  const std::map<AliasKey, Alias>& aliases() const { return aliases_; }

  // Days on which a unit or an alias begins, or has just ended: between two of them no answer of Stands
  // changes.
  absl::Span<const DayNumber> turning_days() const { return turning_days_; }
  // Where a case of the sender stands that was received on the day; nowhere: its office is kNoOffice. A code
  // decides alone where it is given.
  Standpoint Stands(const std::string& unit_code, const std::string& unit_name, const std::string& sender,
                    DayNumber day) const;
  // Of the authority; null where it has none of that code.
  const Procedure* FindProcedure(const std::string& authority, const std::string& code) const;
  // By code; null where it has none.
  const std::map<std::string, Procedure>* ProceduresOf(const std::string& authority) const;

 private:
  void Choose(const UnitKey& key);
  void Choose(const AliasKey& key);
  void ChooseDay(const std::pair<std::string, DayNumber>& key);
  void Choose(const ProcedureKey& key);
  void Choose(const FeedKey& key);
  // The unit's code that the sender's alias means; null: none on that day.
  const std::string* Meaning(const std::string& sender, const std::string& alias, DayNumber day) const;
  template <typename Registers, typename Key>
  Standing StandingIn(const Registers& registers, const Key& key, const Origin& origin, Kind kind,
                      absl::string_view unit_code) const;

  std::map<UnitKey, Register<Unit>> unit_registers_;
  std::map<AliasKey, Register<Alias>> alias_registers_;
  std::map<std::pair<std::string, DayNumber>, Register<bool>> day_registers_;
  std::map<ProcedureKey, Register<Procedure>> procedure_registers_;
  std::map<FeedKey, Register<Feed>> feed_registers_;
  Units units_;
  std::unique_ptr<Offices> offices_;
  int64_t generation_ = 0;
  std::map<AliasKey, Alias> aliases_;
  Calendar calendar_;
  std::map<std::string, std::map<std::string, Procedure>> procedures_;  // by authority
  Feeds feeds_;
  std::vector<DayNumber> turning_days_;
  Changed changed_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_REFERENCE_H_
