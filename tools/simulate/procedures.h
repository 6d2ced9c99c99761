// The procedures (thủ tục hành chính) that simulated offices handle.

#ifndef CHISO_TOOLS_SIMULATE_PROCEDURES_H_
#define CHISO_TOOLS_SIMULATE_PROCEDURES_H_

#include <vector>

namespace chiso {

struct SimulatedProcedure {
  const char* code;
  const char* name;
  const char* field_code;
  const char* field_name;
  // How often it is asked for, against others of its list.
  int weight;
  // In working days; 0: the result is given on the day, or on the next one if asked for after 15:00.
  int term;
  // In đồng; 0: none.
  int fee;
  // Whether there is a result to hand over.
  bool has_result;
  // How many of 1,000 that arrive in working time come online.
  int online_permille;
  // How many papers are to be handed in, 1 to 8.
  int components;
  // Whether businesses ask for it rather than people.
  bool business;
};

// Those of communes and districts, and those of departments, whatever their names. Popular ones with their
// codes and shortened names of the national database; frequencies, terms and fees are such as are usual, not
// of any one province, and the codes of fields are made up.
const std::vector<SimulatedProcedure>& CommuneProcedures();
const std::vector<SimulatedProcedure>& DepartmentProcedures();

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_PROCEDURES_H_
