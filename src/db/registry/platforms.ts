import type { Sql } from 'postgres';

/** The platforms that place orders, as parties that orders and keys belong to. */
export interface Platforms {
  /**
   * Makes sure that the platform is a party. The issuer of tokens vouches for it: nobody registers
   * or reviews a platform. Costs a commit once, and nothing after that.
   */
  ensure(platformId: string): Promise<void>;
}

interface Tools {
  sql: Sql;
  /** A data key of its own, for what is personal about its people and consumers. */
  newWrappedKey: () => string;
}

export function createPlatforms({ sql, newWrappedKey }: Tools): Platforms {
  const known = new Set<string>();
  return {
    async ensure(platformId) {
      if (known.has(platformId)) return;
      const at = new Date().toISOString();
      await sql`
        insert into parties (id, role, kind, name, registration_number, address, calendar_id,
          wrapped_key, status, created_at, updated_at)
        values (${platformId}, 'platform', 'organisation', ${platformId}, ${platformId}, '{}',
          'always', ${newWrappedKey()}, 'approved', ${at}, ${at})
        on conflict do nothing`;
      known.add(platformId);
    },
  };
}
