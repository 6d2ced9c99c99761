-- What each dossier of {rows} that counts adds to its office's figures. Months count from January 2026 on; a month is
-- absent where there is none. The rules are those of scoring: services/scoring/core/dossier.h.
SELECT unit, procedure, opened, closed,
  -- Late once its day has come, if it is open then, as of now.
  CASE WHEN late_at < {as_of} AND late_at <= coalesce(end_at, late_at) THEN month_of(late_at) END AS late,
  (end_at - receive - CASE WHEN pause_from < end_at
                           THEN least(coalesce(pause_to, end_at), end_at) - pause_from ELSE 0 END) / 60 AS minutes,
  is_online, is_online AND has_result AS online, has_fee AS fee, is_paid AND has_fee AS paid, needs_result AS required,
  needs_result AND has_file AS file, is_digitised AND has_result AS digitised, reuse, storage, citizen, has_amount
FROM (
  SELECT d.*, month_of(d.receive) AS opened, month_of(d.end_at) AS closed,
    -- A pause that begins before the day is over puts it off; one without an end for ever.
    d.too_late + CASE WHEN d.pause_from < d.too_late THEN d.pause_to - d.pause_from ELSE 0 END AS late_at,
    p.result_required AS needs_result, NOT p.result_required OR (d.flags & 4) <> 0 AS has_result,
    p.has_fee AND (d.flags & 512) = 0 AS has_fee, (d.flags & 1) <> 0 AS is_online, (d.flags & 2) <> 0 AS is_paid,
    (d.flags & 4) <> 0 AS has_file, (d.flags & 8) <> 0 AS is_digitised, (d.flags & 16) <> 0 AS reuse,
    (d.flags & 32) <> 0 AS storage, (d.flags & 224) <> 0 AS citizen, (d.flags & 256) <> 0 AS has_amount
  FROM (
    SELECT r.*, CASE WHEN r.status IN (3, 7, 8, 9, 10) AND r.ended IS NOT NULL
           THEN greatest(r.receive, r.ended) END AS end_at,
      ((r.due + 25200) / 86400 + 1) * 86400 - 25200 AS too_late
    FROM {rows} r WHERE r.status NOT IN (0, 1, 11)
  ) d
  JOIN unit u ON u.id = d.unit
  JOIN procedure p ON p.province = u.province AND p.id = d.procedure
) c
