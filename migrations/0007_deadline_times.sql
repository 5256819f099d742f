-- How a deadline came by its due time, and what its one timer does besides: remind, escalate
-- further, or stand still while a case is open (S0 6.6).
alter table deadlines
  -- Whose word the due time is: promise, agreement, policy, extension or pause.
  add column source text,
  -- The due time is never later than this, however long the rule runs.
  add column latest_at timestamptz,
  add column remind_at timestamptz,
  add column reminded_at timestamptz,
  add column paused_at timestamptz,
  add column escalate_at timestamptz,
  -- How many steps of the policy's chain have been taken.
  add column escalations integer;

-- What a new version of a calendar may move.
create index deadlines_provisional on deadlines (order_id)
  where provisional and (state = 'running' or grace = 'running');

-- New versions of calendars whose deadlines are still to be recomputed: a crash in between goes on.
create table calendar_recomputations (
  calendar_id text not null,
  version integer not null,
  requested_at timestamptz not null,
  finished_at timestamptz,
  primary key (calendar_id, version),
  foreign key (calendar_id, version) references calendars
);
