import { createApplication } from '../../src/modules/application/createApplication';
import { deployProcess } from '../../src/modules/process/deployProcess';
import { createUser } from '../../src/modules/user/createUser';
import { administrator, type TestServer } from './startTestServer';

export const password = 'a password of tests';

/** Adds a user, who can log in with `password`, and gives their credentials. */
export async function addUser(server: TestServer, userName: string, more: { groupNames?: string[]; isAdministrator?: boolean } = {}) {
  await createUser.run(await server.contextOf(administrator.userName), { userName, password, ...more });
  return { userName, password };
}

/** Adds a hook that acts as this user, and gives its token. */
export async function addHook(server: TestServer, impersonateUserName: string | null, more: object = {}): Promise<string> {
  const context = await server.contextOf(administrator.userName);
  const name = `Hook of ${impersonateUserName} ${Math.random()}`;
  return (await createApplication.run(context, { name, kind: 'OPERATIONS', impersonateUserName, ...more })).token;
}

/**
 * Deploys a process that everybody may start: by default one action `DO` for any member of `Workers` (everybody), with data
 * of each type. What is given replaces the whole field.
 */
export async function addProcess(
  server: TestServer,
  name: string,
  more: object = {},
  state: 'ACTIVE' | 'TEST' | 'UNDER_CONSTRUCTION' = 'ACTIVE',
) {
  const definition = {
    name,
    subprocess: { enabled: true, access: 'PUBLIC' },
    data: [
      { name: 'TEXT', type: 'TEXT' },
      { name: 'NUMERIC', type: 'NUMERIC' },
      { name: 'DATE', type: 'DATETIME' },
      { name: 'JSON', type: 'JSON' },
    ],
    participants: [
      { name: 'Requesters', role: 'REQUESTER', everyone: true },
      { name: 'Workers', role: 'ACTOR', everyone: true },
    ],
    start: 'DO',
    activities: [{ name: 'DO', type: 'USER', participant: 'Workers' }],
    ...more,
  };
  const { process } = await deployProcess.run(await server.contextOf(administrator.userName), { definition, state });
  if (!process) throw new Error('Nothing was deployed');
  return process;
}

/** Starts a process through a hook (by default the administrator's) and gives the number of the request. */
export async function addRequest(server: TestServer, processName: string, input: object = {}, token?: string): Promise<number> {
  const { status, body } = await server.hook('createRequest', { processName, ...input }, {}, token);
  if (status !== 200) throw new Error(`createRequest answered ${status}: ${JSON.stringify(body)}`);
  return body.number;
}
