-- A charge that is asked of nobody any more says since when: the member's account shows it on its day, not on the day of the charge.
alter table charges add column cancelled_at timestamptz;
-- Of those before, only the audit log knows when.
update charges c set cancelled_at = greatest(c.created_at, (select max(r.made_at) from charge_repricings r where (r.association_id, r.charge_id) = (c.association_id, c.id)))
where state = 'cancelled';
alter table charges add constraint charges_cancelled_at_check check ((state = 'cancelled') = (cancelled_at is not null));
