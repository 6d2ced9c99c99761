// The SQL that the peers run: files of tools/benchmark/sql, with names in braces for what is put in.

#ifndef CHISO_TOOLS_BENCHMARK_SQL_TEXT_H_
#define CHISO_TOOLS_BENCHMARK_SQL_TEXT_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace chiso::bench {

class SqlText {
 public:
  using Values = std::map<std::string, std::string>;

  // `folder`: that of the files. The country's months are counted from January 2026 on.
  SqlText(std::string folder, int months, int64_t as_of);

  // The file NAME.sql with everything put in. Failure: there is no such file.
  std::string Get(const std::string& name, Values values = {}) const;
  // What the dossiers of a table add to figures.
  std::string CourseOf(const std::string& rows) const { return Get("course", {{"rows", rows}}); }
  // Everything anew from the table dossier. `create` begins the making of a table.
  std::string Recompute(const std::string& create) const;

 private:
  const std::string folder_;
  Values common_;
};

}  // namespace chiso::bench

#endif  // CHISO_TOOLS_BENCHMARK_SQL_TEXT_H_
