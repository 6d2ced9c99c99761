// What several services write into their SQL.

#ifndef CHISO_COMMON_SQL_VALUES_H_
#define CHISO_COMMON_SQL_VALUES_H_

// Whether row `a` is in force over row `b` of the same key: the order of Version. `digest` is the column that
// holds SHA-256 of the content.
#define CHISO_IS_NEWER(a, b, digest) "(" a ".revision, " a "." digest ") > (" b ".revision, " b "." digest ")"

#endif  // CHISO_COMMON_SQL_VALUES_H_
