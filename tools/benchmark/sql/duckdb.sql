-- As postgres.sql, with the dossiers loaded from the folder {tables}. The month is worked out in whole numbers, in years
-- that begin in March.
CREATE MACRO days_of(moment) AS (moment + 25200) / 86400 - 11017;
CREATE MACRO year_of(days) AS (4 * days + 3) / 1461;
CREATE MACRO in_year(days) AS days - 1461 * year_of(days) / 4;
CREATE MACRO month_of_days(days) AS (year_of(days) - 26) * 12 + (5 * in_year(days) + 2) / 153 + 2;
CREATE MACRO month_of(moment) AS month_of_days(days_of(moment));
CREATE TABLE unit AS SELECT * FROM read_csv('{tables}/units.csv', header = false,
  columns = {'id': 'INTEGER', 'province': 'INTEGER'});
CREATE TABLE procedure AS SELECT * FROM read_csv('{tables}/procedures.csv', header = false,
  columns = {'province': 'INTEGER', 'id': 'INTEGER', 'online': 'BOOLEAN', 'has_fee': 'BOOLEAN', 'for_persons': 'BOOLEAN',
             'payable': 'BOOLEAN', 'result_required': 'BOOLEAN'});
CREATE TABLE period AS SELECT * FROM read_csv('{tables}/periods.csv', header = false,
  columns = {'id': 'INTEGER', 'first': 'INTEGER', 'ends': 'INTEGER'});
CREATE TABLE version AS SELECT * FROM read_csv('{tables}/versions.csv', header = false,
  columns = {'sequence': 'BIGINT', 'code': 'VARCHAR', 'revision': 'BIGINT', 'unit': 'INTEGER', 'procedure': 'INTEGER',
             'status': 'SMALLINT', 'receive': 'BIGINT', 'due': 'BIGINT', 'ended': 'BIGINT', 'pause_from': 'BIGINT',
             'pause_to': 'BIGINT', 'flags': 'INTEGER'});
