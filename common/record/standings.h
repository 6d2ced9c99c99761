// Counts how records stand beside those in force.

#ifndef CHISO_COMMON_RECORD_STANDINGS_H_
#define CHISO_COMMON_RECORD_STANDINGS_H_

#include <string>

#include "chiso/record/v1/standing.pb.h"
#include "common/version.h"

namespace chiso {

// How many standings are listed; more are counted alone.
inline constexpr int kListedStandings = 20;

// Counts the standing, and lists it while there is room. What is in force without a contradiction is passed
// over.
void AddStanding(int index, const std::string& key, Standing standing, record::v1::Standings& standings);

}  // namespace chiso

#endif  // CHISO_COMMON_RECORD_STANDINGS_H_
