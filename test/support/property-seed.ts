import fc from 'fast-check';

/**
 * Properties look for what nobody thought of with a new seed each time, which fast-check prints
 * with what it found. The continuous integration tries the same cases every time, so that a red
 * run there is the fault of the change and of nothing else. `PROPERTY_SEED` tries another's cases.
 */
const { CI, PROPERTY_SEED } = process.env;
if (CI || PROPERTY_SEED) {
  fc.configureGlobal({ seed: Number(PROPERTY_SEED ?? 31_524) });
}
