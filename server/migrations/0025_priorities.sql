-- What somebody waits for at a screen goes before what thousands are told in one go: a smaller number is run first.
drop function enqueue(text, json, text, timestamptz, int);
create function enqueue(task text, payload json, job_key text default null, run_at timestamptz default null, attempts int default 12,
                        priority int default 0)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job(task, payload => payload, job_key => job_key, run_at => run_at, max_attempts => attempts, priority => priority);
end $$;
grant execute on function enqueue(text, json, text, timestamptz, int, int) to huiji_app;
