-- Official files by the ten thousand: who reads which, and whether a document was seen before.

alter table receipt_files
  -- The job that reads it; a server that died gives it free again after a while.
  add column claimed_by uuid,
  add column claimed_at timestamptz;
-- The same document under another file.
create index receipt_files_number on receipt_files (association_id, number, code) where state = 'waiting' and number <> '';
-- A receipt made out to whoever sent the money leads to what the money paid.
create index payments_payer on payments (association_id, payer_name) where payer_name <> '';
