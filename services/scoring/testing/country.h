// The dossiers of a country, for measurements: the same size gives the same ones, as facts for the ledger and
// as tables for what it is compared with.

#ifndef CHISO_SERVICES_SCORING_TESTING_COUNTRY_H_
#define CHISO_SERVICES_SCORING_TESTING_COUNTRY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/scoring/core/fact.h"

namespace chiso::bench {

struct CountrySize {
  int64_t dossiers = 10'000'000;
  int communes = 100;  // of a province
  int months = 12;     // from January 2026 on; the last one is under way
};

// What a sender says of a dossier at one time.
struct DossierVersion {
  int64_t dossier = 0;
  int number = 0;  // 0: received, 1: moved on, 2: ended, or still open, 3: corrected
  int64_t revision = 0;
  bool retracted = false;
  int coded_unit = 0;  // the one in its code, which a correction does not change
  int unit = 0;
  int procedure = 0;
  core::DossierStatus status = core::DossierStatus::kReceived;
  core::Moment receive = 0;
  core::MaybeMoment due;
  core::MaybeMoment ended;
  core::MaybeMoment pause_from;
  core::MaybeMoment pause_to;
  core::DossierFlags flags;
};

// Units are numbered: each province is followed by its communes. Procedures are numbered within a province.
class Country {
 public:
  static constexpr int kProvinces = 34;
  static constexpr int kProcedures = 200;

  explicit Country(const CountrySize& size);

  int units() const { return kProvinces * (1 + size_.communes); }
  // Midday of the twentieth of the last month: nothing has been received since, but much is yet to become
  // late.
  core::Moment as_of() const { return as_of_; }
  core::MonthNumber first_month() const;
  std::string UnitCode(int unit) const;

  // Units, procedures, and declarations that all dossiers and procedures are given.
  std::vector<core::Fact> Reference() const;
  // The same as two tables in CSV: `unit,province` and the procedures' facts by province.
  std::string UnitTable() const;
  std::string ProcedureTable() const;

  // The version of that number; the same whenever it is asked for.
  DossierVersion Version(int64_t dossier, int number) const;
  core::DossierFact FactOf(const DossierVersion& version) const;
  // As a line of CSV, with the status 0 where it is taken back:
  // sequence,code,revision,unit,procedure,status,receive,due,ended,pause_from,pause_to,flags
  void AppendLine(int64_t sequence, const DossierVersion& version, std::string& out) const;

 private:
  std::string CodeOf(const DossierVersion& version) const;

  const CountrySize size_;
  core::DayNumber first_day_;
  core::Moment as_of_;
};

// All versions as they arrive. First each dossier is received, then it moves on, then it ends; of every
// sixteen one moves on late, after its end is known, one is sent again, and one is corrected: moved to
// another office, given another due time, or taken back. Between two versions of a dossier come those of all
// others.
class Arrivals {
 public:
  explicit Arrivals(const Country& country, int64_t dossiers) : country_(country), dossiers_(dossiers) {}

  // False: there are no more.
  bool Next(DossierVersion& version);
  // How many came so far, and of how many rounds how much is done, 0 to 1.
  int64_t count() const { return count_; }
  double share() const;

 private:
  static constexpr int kRounds = 4;

  // Not in the order of codes: a step that has no factor in common with any count of dossiers.
  static constexpr int64_t kStep = 7'368'787;

  const Country& country_;
  const int64_t dossiers_;
  int round_ = 0;
  int64_t next_ = 0;
  int64_t count_ = 0;
};

}  // namespace chiso::bench

#endif  // CHISO_SERVICES_SCORING_TESTING_COUNTRY_H_
