-- A party is let in while the public registry confirms it, or because its reviewer says why without
-- (S0 5.4, 6.4.1): the reason lies sealed beside the decision, what the registry said beside the party.
alter table registry_lookups
  drop constraint registry_lookups_outcome_check,
  add constraint registry_lookups_outcome_check check (outcome in
    ('confirmed', 'not_found', 'dissolved', 'name_differs', 'not_looked_up', 'unavailable'));
alter table party_reviews
  add column registration_override text,
  add constraint party_reviews_override_lets_in check
    (registration_override is null or decision in ('approve', 'reinstate'));
