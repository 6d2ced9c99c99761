-- What began, ended and became late in each office and month, from counts by all three months.
SELECT unit, month,
  coalesce(sum(n) FILTER (WHERE kind = 0), 0)::bigint AS opened_n,
  coalesce(sum(online) FILTER (WHERE kind = 0), 0)::bigint AS opened_online,
  coalesce(sum(paid) FILTER (WHERE kind = 0), 0)::bigint AS opened_paid,
  coalesce(sum(fee) FILTER (WHERE kind = 0), 0)::bigint AS opened_fee,
  coalesce(sum(required) FILTER (WHERE kind = 0), 0)::bigint AS opened_required,
  coalesce(sum(file) FILTER (WHERE kind = 0), 0)::bigint AS opened_file,
  coalesce(sum(digitised) FILTER (WHERE kind = 0), 0)::bigint AS opened_digitised,
  coalesce(sum(reuse) FILTER (WHERE kind = 0), 0)::bigint AS opened_reuse,
  coalesce(sum(storage) FILTER (WHERE kind = 0), 0)::bigint AS opened_storage,
  coalesce(sum(citizen) FILTER (WHERE kind = 0), 0)::bigint AS opened_citizen,
  coalesce(sum(n) FILTER (WHERE kind = 1), 0)::bigint AS closed_n,
  coalesce(sum(paid) FILTER (WHERE kind = 1), 0)::bigint AS closed_paid,
  coalesce(sum(fee) FILTER (WHERE kind = 1), 0)::bigint AS closed_fee,
  coalesce(sum(required) FILTER (WHERE kind = 1), 0)::bigint AS closed_required,
  coalesce(sum(file) FILTER (WHERE kind = 1), 0)::bigint AS closed_file,
  coalesce(sum(digitised) FILTER (WHERE kind = 1), 0)::bigint AS closed_digitised,
  coalesce(sum(reuse) FILTER (WHERE kind = 1), 0)::bigint AS closed_reuse,
  coalesce(sum(storage) FILTER (WHERE kind = 1), 0)::bigint AS closed_storage,
  coalesce(sum(citizen) FILTER (WHERE kind = 1), 0)::bigint AS closed_citizen,
  coalesce(sum(minutes) FILTER (WHERE kind = 1), 0)::bigint AS minutes,
  coalesce(sum(n) FILTER (WHERE kind = 1 AND late IS NOT NULL), 0)::bigint AS late_closed,
  coalesce(sum(n) FILTER (WHERE kind = 2), 0)::bigint AS late_from
FROM (
  SELECT together.*, kind, CASE kind WHEN 0 THEN opened WHEN 1 THEN closed ELSE late END AS month
  FROM together CROSS JOIN (VALUES (0), (1), (2)) kinds (kind)
) moves
WHERE month IS NOT NULL
GROUP BY unit, month
