-- Services: 会务费, 培训费 and the like. No standard and no year of membership lie behind them, and they are paid against a tax invoice.

alter table charges
  -- Which service of the preset; null: dues. What it is for stands in `reason`.
  add column service text,
  alter column standard_id drop not null,
  drop constraint charges_kind_check,
  add constraint charges_kind_check check (kind in ('year', 'joining', 'life', 'difference', 'service')),
  -- Dues rest on a standard, a service on nothing but what staff wrote; it is taken back, never reduced.
  add constraint charges_service_check check (case when kind = 'service'
    then service is not null and service <> '' and standard_id is null and level = '' and reason <> '' and amount_fen > 0 and reduced_fen = 0 and not ahead
    else service is null and standard_id is not null end);
-- A member's services, the newest first.
create index charges_services on charges (association_id, member_id, created_at desc) where kind = 'service';

-- An order is for dues, or for one service: the fiscal receipt of dues may not be used for anything else.
alter table orders add column service text check (service <> '');

alter table receipts
  drop constraint receipts_kind_check,
  add constraint receipts_kind_check check (kind in ('dues', 'service')),
  -- 会费统一收据 is for dues alone.
  add constraint receipts_service_check check (kind <> 'service' or document = 'tax');
