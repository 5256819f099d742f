-- Which versions of a policy came with Luyue: while the newest one did, a release may follow it with
-- its own next version. What ops have stored is theirs and stays (S0 5.4).

alter table policies add column built_in boolean not null default false;
update policies set built_in = true where name in ('default', 'drive') and version = 1;

-- A kind that a policy has come to ask for, and that a party has never filed.
alter table party_reminders drop constraint party_reminders_reason_check;
alter table party_reminders add constraint party_reminders_reason_check
  check (reason in ('re_review_due', 'qualification_expires', 'qualification_missing'));
