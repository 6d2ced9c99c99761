// The table of the days on which units bear their codes. For the files of the log alone.

#ifndef CHISO_SERVICES_INGESTION_LOG_UNIT_ROWS_H_
#define CHISO_SERVICES_INGESTION_LOG_UNIT_ROWS_H_

#include <cstdint>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <vector>

#include "services/ingestion/admission/known_codes.h"

namespace chiso {

// What a record of a unit says, with the record's place in the log of reference data.
struct PlacedUnit {
  UnitTime time;
  int64_t sequence;
};

// Of each key the newest stays, of those that are there and those that are written. Whoever writes holds the
// lock of the log of reference data. Throws as libpqxx does.
void WriteUnits(pqxx::transaction_base& work, const std::vector<PlacedUnit>& units);

// Which of the codes are known, and when units bear them. Throws as libpqxx does.
void ReadUnits(pqxx::transaction_base& work, const std::set<std::string>& codes, KnownCodes& known);

// Reads the units behind the place in the log of reference data, in order. Throws as libpqxx does.
std::vector<PlacedUnit> ReadUnitsAfter(pqxx::transaction_base& work, int64_t sequence);

// Writes the units whose records are older than the table. Throws as libpqxx does.
void FillUnits(pqxx::transaction_base& work);

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_UNIT_ROWS_H_
