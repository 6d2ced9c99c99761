#include "tools/simulate/files.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/atomic_file.h"
#include "tools/simulate/catalogue.h"

namespace chiso {

absl::StatusOr<SimulationFiles> SimulationFiles::Open(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat(folder, ": this folder cannot be made"));
  const bool empty = std::filesystem::is_empty(folder, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat(folder, ": this folder cannot be read"));
  // Two simulations side by side would be imported as one.
  if (!empty) return absl::InvalidArgumentError(absl::StrCat(folder, ": this folder must be empty"));
  return SimulationFiles(folder);
}

absl::Status SimulationFiles::WriteProcedures(const std::vector<record::v1::Record>& procedures) {
  AtomicFile file(absl::StrCat(folder_, "/", kProcedures));
  if (absl::Status status = file.Write(ToLines(procedures)); !status.ok()) return status;
  return file.Close();
}

absl::Status SimulationFiles::Add(const SimulationEvent& event) {
  Body& body = event.line ? lines_ : dossiers_;
  absl::StrAppend(&body.text, body.elements > 0 ? ",\n" : "", event.json);
  ++body.elements;
  body.last = event.time;
  return body.elements < kMaxElementsPerFile ? absl::OkStatus() : Write(body);
}

absl::Status SimulationFiles::Close() {
  for (Body* const body : {&dossiers_, &lines_}) {
    if (body->elements == 0) continue;
    if (absl::Status status = Write(*body); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SimulationFiles::Write(Body& body) {
  const absl::CivilSecond& time = body.last;
  AtomicFile file(absl::StrFormat("%s/%s-%04d%02d%02d%02d%02d%02d-%03d.json", folder_, body.service,
                                  time.year(), time.month(), time.day(), time.hour(), time.minute(),
                                  time.second(), ++body.files));
  const std::string text = absl::StrCat("{\"service\":\"", body.service,
                                        "\",\"isUpdating\":true,\"data\":[\n", body.text, "\n]}\n");
  body.text.clear();
  body.elements = 0;
  if (absl::Status status = file.Write(text); !status.ok()) return status;
  return file.Close();
}

}  // namespace chiso
