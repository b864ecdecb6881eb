/** Stops what was started for the tests, and removes its data. */
export default async function globalTeardown(): Promise<void> {
  for (const server of globalThis.sluiceTestServers ?? []) await server.stop();
}
