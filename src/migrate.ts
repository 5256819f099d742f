import { loadMigrationConfig } from './config.ts';
import { storeBuiltIn } from './db/registry/built-in.ts';
import { connectDatabase } from './db/connect.ts';
import { migrate } from './db/migrate.ts';
import { createLogger } from './logger.ts';

const config = loadMigrationConfig(process.env);
const logger = createLogger(config.logLevel, 'migrate');
const sql = connectDatabase({ url: config.database.url, poolMax: 1, applicationName: 'migrate' });
try {
  const applied = await migrate(sql);
  await storeBuiltIn(sql);
  logger.info({ applied }, 'the database has the newest shape');
} catch (error) {
  logger.fatal(error, 'the migration failed');
  process.exitCode = 1;
} finally {
  await sql.end({ timeout: 5 });
}
