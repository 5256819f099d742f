/** Every table of the database, equal to what `migrations/` makes (a test compares them). */
export * from './schema-messages.ts';
export * from './schema-orders.ts';
export * from './schema-records.ts';
export * from './schema-registry.ts';
