-- The counts that flows are made of, of dossiers put in (sign 1) and taken out (sign -1).
together AS (
  SELECT unit, opened, closed, late, sum(sign) AS n, sum(sign * minutes) AS minutes,
    coalesce(sum(sign) FILTER (WHERE online), 0) AS online,
    coalesce(sum(sign) FILTER (WHERE paid), 0) AS paid,
    coalesce(sum(sign) FILTER (WHERE fee), 0) AS fee,
    coalesce(sum(sign) FILTER (WHERE required), 0) AS required,
    coalesce(sum(sign) FILTER (WHERE file), 0) AS file,
    coalesce(sum(sign) FILTER (WHERE digitised), 0) AS digitised,
    coalesce(sum(sign) FILTER (WHERE reuse), 0) AS reuse,
    coalesce(sum(sign) FILTER (WHERE storage), 0) AS storage,
    coalesce(sum(sign) FILTER (WHERE citizen), 0) AS citizen
  FROM changed GROUP BY unit, opened, closed, late
)
