-- Everything from the dossiers in force: how many began, ended and became late in each office and month, which
-- procedures were used there, and from these the figures of each unit, period and scope. {last} is the last month.
{create} flow AS
WITH together AS (
  SELECT unit, opened, closed, late, count(*) AS n, sum(minutes) AS minutes,
    count(*) FILTER (WHERE online) AS online,
    count(*) FILTER (WHERE paid) AS paid,
    count(*) FILTER (WHERE fee) AS fee,
    count(*) FILTER (WHERE required) AS required,
    count(*) FILTER (WHERE file) AS file,
    count(*) FILTER (WHERE digitised) AS digitised,
    count(*) FILTER (WHERE reuse) AS reuse,
    count(*) FILTER (WHERE storage) AS storage,
    count(*) FILTER (WHERE citizen) AS citizen
  FROM ({course}) course
  GROUP BY unit, opened, closed, late
)
{flow};

-- In which months each procedure was used, as bits; in process from the first to the last month of a dossier.
{create} used AS
SELECT unit, procedure,
  bit_or(CASE WHEN is_online THEN 1::bigint << opened ELSE 0 END) AS online,
  bit_or(CASE WHEN paid THEN 1::bigint << opened ELSE 0 END) AS paid,
  bit_or(CASE WHEN citizen THEN (1::bigint << (least(coalesce(closed, {last}), {last}) + 1)) - (1::bigint << opened)
              ELSE 0 END) AS citizen,
  min(opened) FILTER (WHERE has_amount) AS amount
FROM ({course}) course
GROUP BY unit, procedure;

{create} cells AS
{figures};
