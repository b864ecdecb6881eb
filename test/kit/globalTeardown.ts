import { rm } from 'node:fs/promises';

/** Stops the PostgreSQL of the tests and removes its data. */
export default async function globalTeardown(): Promise<void> {
  const running = globalThis.sluiceTestPostgres;
  if (!running) return;
  await running.postgres.stop();
  await rm(running.dataDir, { recursive: true, force: true });
}
