import { randomBytes, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { apiTokenPrefix } from '../identity/createApiTokens';
import { loadUser } from '../identity/identity';
import { createContext, createCallDeps } from '../modules/createContext';
import { createFirstAdministrator } from '../modules/user/createFirstAdministrator';
import type { Database } from '../store/openDatabase';
import { createDemoData, setDemoHooks } from './createDemoData';
import { readDemoFile, writeDemoFile, writeDemoScript } from './demoFile';
import { demoGreeting, demoScript } from './demoGreeting';

/** What of the configuration the demo needs. */
export interface DemoConfig {
  dataDir: string;
  adminUserName: string | undefined;
  adminPassword: string | undefined;
  demoHookToken: string | undefined;
  secretKey: string | undefined;
}

const newToken = () => randomBytes(24).toString('base64url');

/**
 * Makes the demo data where the database is empty (or where making it was interrupted), and gives the greeting, by the
 * server's URL. The same data is greeted with the same token and log-in again.
 */
export async function setUpDemo(db: Database, config: DemoConfig, log: Logger): Promise<(url: string) => string> {
  const userName = config.adminUserName ?? 'wfgen_admin';
  const known = await readDemoFile(config.dataDir);
  const secrets = {
    complete: known?.complete ?? false,
    workflows: known?.workflows ?? { token: newToken(), secret: randomUUID() },
    triggers: known?.triggers ?? (known?.complete ? undefined : { async: newToken(), sync: newToken(), password: newToken() }),
    apiToken: known?.apiToken ?? (known?.complete ? undefined : apiTokenPrefix + newToken()),
    token: config.demoHookToken ?? known?.token ?? newToken(),
    password: known ? known.password : config.adminPassword ? null : randomBytes(12).toString('base64url'),
  };
  const isEmpty = (await db.prisma.user.count()) === 0;
  if (!isEmpty && !known) return () => '\nThis database already contains data, so the demo adds nothing to it.\n';
  // Before anything is made: what follows may be interrupted.
  await writeDemoFile(config.dataDir, secrets);
  await createFirstAdministrator(db, userName, config.adminPassword ?? secrets.password ?? randomBytes(12).toString('base64url'));
  const administrator = await loadUser(db, userName);
  if (!administrator) return () => `\nThis database has no user ${userName}, so the demo adds nothing to it.\n`;
  if (!secrets.complete || isEmpty) {
    log.info('creating the demo data');
    const deps = createCallDeps({ db, log, secretKey: config.secretKey, publicUrl: () => '', ownPaths: [] });
    await createDemoData(createContext(deps, administrator.viewer), secrets.triggers?.password ?? newToken());
    await writeDemoFile(config.dataDir, { ...secrets, complete: true });
  }
  await setDemoHooks({ db }, secrets);
  return (url) => demoGreeting(url, { userName, ...secrets }, writeDemoScript(config.dataDir, demoScript(url, secrets)));
}
