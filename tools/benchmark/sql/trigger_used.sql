-- The same as used of recompute.sql, from the counters, of the provinces that {sample} divides; and all other flows away.
DELETE FROM flow USING unit WHERE unit.id = flow.unit AND province % {sample} <> 0;
CREATE UNLOGGED TABLE used AS
SELECT unit, procedure, bit_or(online) AS online, bit_or(paid) AS paid,
  bit_or(CASE WHEN open_citizen > 0 THEN 1::bigint << at ELSE 0 END) AS citizen, min(amount) AS amount
FROM (
  SELECT unit, procedure, at,
    bit_or(CASE WHEN month = at AND opened_online > 0 THEN 1::bigint << at ELSE 0 END) AS online,
    bit_or(CASE WHEN month = at AND opened_paid > 0 THEN 1::bigint << at ELSE 0 END) AS paid,
    sum(opened_citizen) - coalesce(sum(closed_citizen) FILTER (WHERE month < at), 0) AS open_citizen,
    min(month) FILTER (WHERE opened_amount > 0) AS amount
  FROM use_count
  JOIN unit ON unit.id = use_count.unit AND province % {sample} = 0
  JOIN generate_series(0, {last}) months (at) ON month <= at
  GROUP BY unit, procedure, at
) by_month
GROUP BY unit, procedure;
