// The beginning of a list that goes on one page, cut before it leaves the database.

#ifndef CHISO_COMMON_SQL_PAGE_H_
#define CHISO_COMMON_SQL_PAGE_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/page.h"

namespace chiso::sql {

// Of the rows of `select` those that go on a page by their column `bytes`, about what each of them takes in
// an answer; the first one always. `order` names columns of `select` that no two rows share; `select` ends
// with LIMIT, one above the entries of the page. A further column `rest` tells how many rows of `select` come
// after a row: behind the last one that goes on the page there is another page where it is above 0.
inline std::string PageOf(absl::string_view select, absl::string_view order) {
  return absl::StrCat("SELECT * FROM (SELECT *, count(*) OVER () - row_number() OVER (ORDER BY ", order,
                      ") AS rest, sum(bytes) OVER (ORDER BY ", order, ") AS filled FROM (", select,
                      ") AS listed) AS page WHERE filled <= ", kMaxAnswerBytes,
                      " OR filled = bytes ORDER BY ", order);
}

}  // namespace chiso::sql

#endif  // CHISO_COMMON_SQL_PAGE_H_
