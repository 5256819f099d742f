-- What a seller trades in: policies may be bound to it (S0 6.6 a).
alter table parties add column category text check (category <> '');
