-- When an entry was written by the host's clock; `at` is the order's own time. What a crash kept
-- from its workflow is found by it.
alter table journal add column recorded_at timestamptz not null default clock_timestamp();
create index journal_recorded on journal using brin (recorded_at);
