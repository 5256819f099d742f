/** What the public company registry says about a registration number. */
export type RegistryEntry =
  | { status: 'found'; name: string; state: 'active' | 'dissolved'; legalForm?: string }
  | { status: 'not_found' };

/**
 * The company registry (S0 5.4). An outage throws `NeighbourUnavailable`; it never reads as
 * `not_found`.
 */
export interface PartyRegistry {
  lookUp(request: { registrationNumber: string }): Promise<RegistryEntry>;
}
