-- The uses of procedures, by the office and the month of their dossiers' beginning and end.
SELECT unit, procedure, month,
  coalesce(sum(sign) FILTER (WHERE kind = 0 AND is_online), 0)::integer AS opened_online,
  coalesce(sum(sign) FILTER (WHERE kind = 0 AND paid), 0)::integer AS opened_paid,
  coalesce(sum(sign) FILTER (WHERE kind = 0 AND has_amount), 0)::integer AS opened_amount,
  coalesce(sum(sign) FILTER (WHERE kind = 0 AND citizen), 0)::integer AS opened_citizen,
  coalesce(sum(sign) FILTER (WHERE kind = 1 AND citizen), 0)::integer AS closed_citizen
FROM (
  SELECT changed.*, kind, CASE kind WHEN 0 THEN opened ELSE closed END AS month
  FROM changed CROSS JOIN (VALUES (0), (1)) kinds (kind)
) moves
WHERE month IS NOT NULL AND (is_online AND kind = 0 OR paid AND kind = 0 OR has_amount AND kind = 0 OR citizen)
GROUP BY unit, procedure, month
