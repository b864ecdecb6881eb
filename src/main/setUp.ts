import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { setUpDemo } from '../demo/setUpDemo';
import { createFirstAdministrator } from '../modules/user/createFirstAdministrator';
import type { Database } from '../store/openDatabase';

/** Makes what a database without users needs (with `demo` the demo data), and gives the text that is to be printed about it. */
export async function setUp({
  config,
  db,
  log,
  demo,
}: {
  config: Config;
  db: Database;
  log: Logger;
  demo: boolean;
}): Promise<(url: string) => string> {
  if (demo) return setUpDemo(db, config, log);
  const userName = config.adminUserName ?? 'admin';
  const password = config.adminPassword ?? randomBytes(12).toString('base64url');
  const isNew = await createFirstAdministrator(db, userName, password);
  // A password that was given is never printed.
  if (!isNew || config.adminPassword !== undefined) return () => '';
  return (url) => `
GraphiQL  ${url}/graphql
Log in    ${userName}, password ${password} (shown only now)
`;
}
