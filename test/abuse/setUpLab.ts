import { randomUUID } from 'node:crypto';
import { postTo } from '../kit/postTo';
import { hookToken } from '../process/startSluice';
import { atOnce } from './atOnce';
import { callsPeer, mails } from './processes';

/** What callers of the hook of kind WORKFLOWS send. */
export const workflowsSecret = 'a-secret-of-the-laboratory';

/** Asks by a log-in. Throws what was refused. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects to be there
export type Ask = (query: string, variables?: object) => Promise<any>;

/** Asks a server as anyone who has the log-in. */
export const askBy =
  (url: () => string, authorization: string): Ask =>
  async (query, variables = {}) => {
    const { status, body } = await postTo(`${url()}/graphql`, { query, variables }, { accept: 'application/json', authorization });
    const { data, errors } = body as { data?: unknown; errors?: { message: string }[] };
    if (errors || !data) throw new Error(`${status} ${errors?.map(({ message }) => message).join('; ') ?? String(body)}`);
    return data;
  };

const addToken = async (ask: Ask, input: object): Promise<string> => {
  const query = 'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }';
  const { createApiToken } = await ask(query, { input: { name: randomUUID(), ...input } });
  return String(createApiToken.token);
};

/** Makes the API token that the rest is made by, since a password costs more than a token. */
export const addAdministratorToken = (ask: Ask): Promise<string> => addToken(ask, {});

const addApplication = async (ask: Ask, input: object): Promise<string> => {
  const query = 'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { token } }';
  const { createApplication } = await ask(query, { input: { name: randomUUID(), impersonateUserName: 'wfgen_admin', ...input } });
  return String(createApplication.token);
};

/** Deploys a process, and makes a hook that starts it; gives the hook's token. Throws where the process is refused. */
export async function addHook(ask: Ask, definition: { name: string }, mode: 'SYNC' | 'ASYNC'): Promise<string> {
  const query = 'mutation ($input: DeployProcessInput!) { deployProcess(input: $input) { clientMutationId } }';
  await ask(query, { input: { definition } });
  return addApplication(ask, { kind: 'TRIGGER', trigger: { processName: definition.name, mode, timeoutMs: 20_000 } });
}

/** Makes hooks, users, tokens and processes, the processes of `expressions` among them, on a server that has the demo's data. */
export async function setUpLab(ask: Ask, peer: { url: string; host: string }, expressions: readonly { name: string }[]) {
  await ask('mutation ($hosts: [String!]) { updateSettings(input: { outboundAllowedHosts: $hosts }) { clientMutationId } }', {
    hosts: [peer.host],
  });
  await ask('mutation { createUser(input: { userName: "ann", password: "a password of ann" }) { clientMutationId } }');
  const hooks = {
    operations: hookToken,
    workflows: await addApplication(ask, { kind: 'WORKFLOWS', secret: workflowsSecret }),
    async: await addApplication(ask, { kind: 'TRIGGER', trigger: { processName: 'TAKE_ORDER' } }),
    sync: await addApplication(ask, { kind: 'TRIGGER', trigger: { processName: 'CHECK_ORDER', mode: 'SYNC' } }),
    peer: await addHook(ask, callsPeer(peer.url), 'SYNC'),
    mail: await addHook(ask, mails, 'SYNC'),
  };
  const expressionHooks = new Map<string, string>();
  await atOnce(4, expressions, async (definition) => {
    // What is refused cannot be called.
    const hook = await addHook(ask, definition, 'SYNC').catch(() => null);
    if (hook) expressionHooks.set(definition.name, hook);
  });
  const tokens = {
    user: await addToken(ask, { userName: 'ann' }),
    administrator: await addToken(ask, {}),
    read: await addToken(ask, { scopes: ['read'] }),
    operations: await addToken(ask, { scopes: ['operations'] }),
    administration: await addToken(ask, { scopes: ['administration'] }),
    'workflows:run': await addToken(ask, { scopes: ['workflows:run'] }),
  };
  const { createCase } = await ask('mutation { createCase(input: {}) { case { uuid } } }');
  return { hooks, expressionHooks, tokens, caseId: String(createCase.case.uuid) };
}
