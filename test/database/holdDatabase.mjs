import { pino } from 'pino';
import embedded from '../../dist/database/startEmbeddedPostgres.js';

// A process that only holds the embedded database of the folder in its first argument, for tests that kill it. Runs what is built.
async function holdDatabase(dataDir) {
  const postgres = await embedded.startEmbeddedPostgres({ dataDir, log: pino({ level: 'error' }, process.stderr) });
  process.once('SIGTERM', () => void postgres.stop());
  process.stdout.write(`${postgres.url}\n`);
}

holdDatabase(process.argv[2]).catch((error) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
