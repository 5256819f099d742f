-- What couriers offer and what it costs, published (S0 5.1, 7.4.2).
alter table parties
  -- [{code, name, description}]
  add column services jsonb not null default '[]',
  -- [{service, name, region, upToWeightG, amountMinor, currency, validFrom, validTo}]
  add column tariffs jsonb not null default '[]',
  add constraint parties_services_of_couriers
    check (role = 'courier' or (services = '[]' and tariffs = '[]'));
