import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/database/startEmbeddedPostgres';

// A process that does nothing but hold the embedded database of the folder in its first argument, for tests that kill it.
async function holdDatabase(dataDir: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'error' }, process.stderr) });
  process.once('SIGTERM', () => void postgres.stop());
  process.stdout.write(`${postgres.url}\n`);
}

holdDatabase(process.argv[2]!).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
