-- 其他应缴 of all members, the newest first.
create index charges_services_listed on charges (association_id, created_at desc, id desc) where kind = 'service';
