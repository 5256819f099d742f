import { demand } from '../errors.ts';

/** A way of carrying that a courier offers (S0 7.4.2). */
export interface CourierService {
  code: string;
  name: string;
  description: string | null;
}

/** What a service costs, for a region and up to a weight where it depends on them. */
export interface Tariff {
  service: string;
  name: string;
  region: string | null;
  upToWeightG: number | null;
  amountMinor: number;
  currency: string;
  /** `YYYY-MM-DD`, both included; without an end null. */
  validFrom: string;
  validTo: string | null;
}

export interface Offering {
  services: readonly CourierService[];
  tariffs: readonly Tariff[];
}

/** Only couriers publish services, each code once; a tariff is of a service that is offered. */
export function demandOffering(role: string, { services, tariffs }: Offering): void {
  demand(
    role === 'courier' || (services.length === 0 && tariffs.length === 0),
    'party_wrong_role',
    `a ${role} has no services and tariffs of carriage`,
    { pointer: '/services' },
  );
  const codes = services.map(({ code }) => code);
  const twice = codes.findIndex((code, index) => codes.indexOf(code) < index);
  demand(twice < 0, 'service_duplicate', `service ${codes[twice]} is named twice`, {
    pointer: `/services/${twice}/code`,
  });
  for (const [index, { service, validFrom, validTo }] of tariffs.entries()) {
    demand(codes.includes(service), 'service_unknown', `there is no service ${service}`, {
      pointer: `/tariffs/${index}/service`,
    });
    demand(
      validTo === null || validFrom <= validTo,
      'tariff_never_valid',
      'a tariff ends after it begins',
      { pointer: `/tariffs/${index}/validTo` },
    );
  }
}

/** Whether a courier carries that way: one that has published nothing takes any name. */
export function offersService(
  services: readonly Pick<CourierService, 'code'>[] | undefined,
  code: string | null | undefined,
): boolean {
  if (!services || services.length === 0 || !code) return true;
  return services.some((service) => service.code === code);
}
