-- The figures of each unit, period and scope from the tables flow and used.
WITH own AS (
  SELECT unit, id AS period,
    (sum(opened_n) - coalesce(sum(closed_n) FILTER (WHERE month < first), 0))::bigint AS n,
    (sum(opened_paid) - coalesce(sum(closed_paid) FILTER (WHERE month < first), 0))::bigint AS paid,
    (sum(opened_fee) - coalesce(sum(closed_fee) FILTER (WHERE month < first), 0))::bigint AS fee,
    (sum(opened_required) - coalesce(sum(closed_required) FILTER (WHERE month < first), 0))::bigint AS required,
    (sum(opened_file) - coalesce(sum(closed_file) FILTER (WHERE month < first), 0))::bigint AS file,
    (sum(opened_digitised) - coalesce(sum(closed_digitised) FILTER (WHERE month < first), 0))::bigint AS digitised,
    (sum(opened_reuse) - coalesce(sum(closed_reuse) FILTER (WHERE month < first), 0))::bigint AS reuse,
    (sum(opened_storage) - coalesce(sum(closed_storage) FILTER (WHERE month < first), 0))::bigint AS storage,
    (sum(opened_citizen) - coalesce(sum(closed_citizen) FILTER (WHERE month < first), 0))::bigint AS citizen,
    (sum(late_from) - coalesce(sum(late_closed) FILTER (WHERE month < first), 0))::bigint AS late,
    coalesce(sum(minutes) FILTER (WHERE month >= first), 0)::bigint AS minutes,
    coalesce(sum(closed_n) FILTER (WHERE month >= first), 0)::bigint AS finished,
    coalesce(sum(opened_online) FILTER (WHERE month >= first), 0)::bigint AS online,
    coalesce(sum(opened_n) FILTER (WHERE month >= first), 0)::bigint AS received
  FROM flow JOIN period ON month < ends
  GROUP BY unit, id
),
-- Which offices make a unit in a scope.
reach AS (
  SELECT id AS unit, 1 AS scope, id AS below FROM unit
  UNION ALL SELECT id, 2, id FROM unit WHERE id <> province
  UNION ALL SELECT province, 2, id FROM unit
),
sums AS (
  SELECT reach.unit, scope, period,
    sum(n)::bigint AS n,
    sum(paid)::bigint AS paid,
    sum(fee)::bigint AS fee,
    sum(required)::bigint AS required,
    sum(file)::bigint AS file,
    sum(digitised)::bigint AS digitised,
    sum(reuse)::bigint AS reuse,
    sum(storage)::bigint AS storage,
    sum(citizen)::bigint AS citizen,
    sum(late)::bigint AS late,
    sum(minutes)::bigint AS minutes,
    sum(finished)::bigint AS finished,
    sum(online)::bigint AS online,
    sum(received)::bigint AS received
  FROM own JOIN reach ON reach.below = own.unit
  GROUP BY reach.unit, scope, period
),
use AS (
  SELECT unit, province, procedure, online, paid, citizen, amount FROM used JOIN unit ON unit.id = used.unit
),
-- By the own offices of a unit, which are all offices of a commune, and by all of a province.
uses AS (
  SELECT unit, province, 1 AS scope, procedure, online, paid, citizen, amount FROM use
  UNION ALL
  SELECT province, province, 2, procedure, bit_or(online), bit_or(paid), bit_or(citizen), min(amount)
  FROM use GROUP BY province, procedure
),
counts AS (
  SELECT uses.unit, scope, period.id AS period,
    count(*) FILTER (WHERE listed.online AND (uses.online & mask) <> 0) AS online_used,
    count(*) FILTER (WHERE has_fee AND NOT payable AND amount < ends) AS payable_by_use,
    count(*) FILTER (WHERE has_fee AND (paid & mask) <> 0) AS paid_used,
    count(*) FILTER (WHERE for_persons AND (citizen & mask) <> 0) AS citizen_used
  FROM uses
  JOIN procedure listed ON listed.province = uses.province AND listed.id = uses.procedure
  CROSS JOIN (SELECT *, (1::bigint << ends) - (1::bigint << first) AS mask FROM period) period
  GROUP BY uses.unit, scope, period.id
),
listed AS (
  SELECT province, count(*) FILTER (WHERE online) AS online, count(*) FILTER (WHERE has_fee) AS fee,
    count(*) FILTER (WHERE has_fee AND payable) AS payable, count(*) FILTER (WHERE for_persons) AS persons
  FROM procedure GROUP BY province
)
SELECT target.unit::bigint AS unit, target.period::bigint AS period, target.scope::bigint AS scope,
  (coalesce(s.n, 0) - coalesce(s.late, 0))::bigint AS on_time_n, coalesce(s.n, 0)::bigint AS on_time_d,
  coalesce(s.minutes, 0)::bigint AS minutes_n, coalesce(s.finished, 0)::bigint AS minutes_d,
  coalesce(s.online, 0)::bigint AS online_n, coalesce(s.received, 0)::bigint AS online_d,
  coalesce(s.paid, 0)::bigint AS paid_n, coalesce(s.fee, 0)::bigint AS paid_d,
  coalesce(s.file, 0)::bigint AS file_n, coalesce(s.required, 0)::bigint AS file_d,
  coalesce(s.digitised, 0)::bigint AS digitised_n, coalesce(s.n, 0)::bigint AS digitised_d,
  coalesce(s.reuse, 0)::bigint AS reuse_n, coalesce(s.n, 0)::bigint AS reuse_d,
  coalesce(s.storage, 0)::bigint AS storage_n, coalesce(s.n, 0)::bigint AS storage_d,
  coalesce(s.citizen, 0)::bigint AS citizen_n, coalesce(s.n, 0)::bigint AS citizen_d,
  (coalesce(s.n, 0) - coalesce(s.late, 0))::bigint AS satisfied_n, coalesce(s.n, 0)::bigint AS satisfied_d,
  coalesce(c.online_used, 0)::bigint AS online_used_n, listed.online::bigint AS online_used_d,
  (listed.payable + coalesce(c.payable_by_use, 0))::bigint AS payable_n, listed.fee::bigint AS payable_d,
  coalesce(c.paid_used, 0)::bigint AS paid_used_n, listed.fee::bigint AS paid_used_d,
  coalesce(c.citizen_used, 0)::bigint AS citizen_used_n, listed.persons::bigint AS citizen_used_d
FROM (
  SELECT unit.id AS unit, province, scope, period.id AS period
  FROM unit CROSS JOIN (VALUES (1), (2)) scopes (scope) CROSS JOIN period
) target
JOIN listed ON listed.province = target.province
LEFT JOIN sums s ON s.unit = target.unit AND s.period = target.period AND s.scope = target.scope
LEFT JOIN counts c ON c.unit = target.unit AND c.period = target.period
  AND c.scope = CASE WHEN target.unit = target.province THEN target.scope ELSE 1 END
