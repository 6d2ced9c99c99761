-- Adds the changed dossiers to the counters, in the order of their keys.
WITH changed AS ({changed}),
{together}
INSERT INTO flow
{flow}
ORDER BY unit, month
ON CONFLICT (unit, month) DO UPDATE SET
  opened_n = flow.opened_n + excluded.opened_n, opened_online = flow.opened_online + excluded.opened_online,
  opened_paid = flow.opened_paid + excluded.opened_paid, opened_fee = flow.opened_fee + excluded.opened_fee,
  opened_required = flow.opened_required + excluded.opened_required,
  opened_file = flow.opened_file + excluded.opened_file,
  opened_digitised = flow.opened_digitised + excluded.opened_digitised,
  opened_reuse = flow.opened_reuse + excluded.opened_reuse,
  opened_storage = flow.opened_storage + excluded.opened_storage,
  opened_citizen = flow.opened_citizen + excluded.opened_citizen, closed_n = flow.closed_n + excluded.closed_n,
  closed_paid = flow.closed_paid + excluded.closed_paid, closed_fee = flow.closed_fee + excluded.closed_fee,
  closed_required = flow.closed_required + excluded.closed_required,
  closed_file = flow.closed_file + excluded.closed_file,
  closed_digitised = flow.closed_digitised + excluded.closed_digitised,
  closed_reuse = flow.closed_reuse + excluded.closed_reuse,
  closed_storage = flow.closed_storage + excluded.closed_storage,
  closed_citizen = flow.closed_citizen + excluded.closed_citizen, minutes = flow.minutes + excluded.minutes,
  late_closed = flow.late_closed + excluded.late_closed, late_from = flow.late_from + excluded.late_from;
WITH changed AS ({changed})
INSERT INTO use_count
{uses}
ORDER BY unit, procedure, month
ON CONFLICT (unit, procedure, month) DO UPDATE SET
  opened_online = use_count.opened_online + excluded.opened_online,
  opened_paid = use_count.opened_paid + excluded.opened_paid,
  opened_amount = use_count.opened_amount + excluded.opened_amount,
  opened_citizen = use_count.opened_citizen + excluded.opened_citizen,
  closed_citizen = use_count.closed_citizen + excluded.closed_citizen;
