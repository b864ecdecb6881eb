import { sql } from '../sql';
import type { Context } from '../context';
import { completeAction } from '../modules/action/completeAction';
import { createApiToken } from '../modules/apiToken/createApiToken';
import { createApplication } from '../modules/application/createApplication';
import { createToken } from '../modules/application/application';
import { toSecret } from '../modules/application/toApplicationData';
import { addComment } from '../modules/comment/addComment';
import { deployProcess } from '../modules/process/deployProcess';
import { createRequest } from '../modules/request/createRequest';
import { updateSettings } from '../modules/settings/updateSettings';
import { createFavorite } from '../modules/favorite/createFavorite';
import { createGroup } from '../modules/user/createGroup';
import { createUser } from '../modules/user/createUser';
import { toGlobalId } from '../relay/globalId';
import type { DemoSecrets } from './demoFile';
import { demoParameters, demoProcesses } from './demoProcesses';

/** The requests of the demo by number: which process each runs, and which of its actions is done. */
const requests: { number: number; processName: string; completed?: number }[] = [
  { number: 1000, processName: 'REVIEW' },
  { number: 1721, processName: '2_LEVELS_APPROVAL' },
  { number: 1728, processName: '2_LEVELS_APPROVAL' },
  { number: 1750, processName: '2_LEVELS_APPROVAL' },
  { number: 1751, processName: '2_LEVELS_APPROVAL', completed: 1 },
  { number: 1759, processName: 'TWO_CHECKS' },
  { number: 1765, processName: '2_LEVELS_APPROVAL' },
  { number: 4365, processName: '2_LEVELS_APPROVAL' },
  { number: 4399, processName: 'THREE_STARTS' },
];
const firstFree = 5000;

/** What is said about one of them, numbered from 1. */
const commented = 4365;
const comments = ['The receipts are in the mail', 'They arrived this morning'];

/** The administrator's favorite. */
const favorite = { id: 14, processId: 110 };

/** The user name that callers of the hook TRIGGER give. */
export const triggerUserName = 'shop';

/** What the API token is called. */
const tokenName = 'Workflows API of the demo';

/** The hooks, each named after its kind. */
const hooksOf = (triggerPassword: string): Parameters<typeof createApplication.run>[1][] => [
  { name: 'OPERATIONS', kind: 'OPERATIONS', description: 'The demo hook for operations: {operation, args: {input}}' },
  {
    name: 'WORKFLOWS',
    kind: 'WORKFLOWS',
    description: 'The demo hook that starts processes: {workflow, stateValues, …}, {workflow, batch: […]}',
  },
  {
    name: 'TRIGGER',
    kind: 'TRIGGER',
    description: 'The demo hook that starts TAKE_ORDER with any JSON and answers at once',
    trigger: {
      processName: 'TAKE_ORDER',
      basicAuth: { userName: triggerUserName, password: triggerPassword },
      response: { status: 202, headers: { 'Content-Type': 'application/json' }, body: '{"number": {{request.number}}}' },
    },
  },
  {
    name: 'TRIGGER_SYNC',
    kind: 'TRIGGER',
    description: 'The demo hook that starts CHECK_ORDER with any JSON and returns its answer',
    trigger: { processName: 'CHECK_ORDER', mode: 'SYNC', parse: { query: [{ path: 'order[0].id', alias: 'order' }] } },
  },
];

/**
 * Makes the demo data by running the operations as its administrator, `context.viewer`. What is there already stays, so
 * that it can be called again after it was interrupted. Callers of the hook TRIGGER give `triggerPassword`.
 */
export async function createDemoData(context: Context, triggerPassword: string): Promise<void> {
  const { db, viewer } = context;
  const { prisma } = db;
  if (!(await prisma.user.findUnique({ where: { userName: 'johnsmith' } }))) {
    await createUser.run(context, { userName: 'johnsmith', firstName: 'John', lastName: 'Smith' });
  }
  if (!(await prisma.group.findUnique({ where: { name: 'employees' } }))) {
    await createGroup.run(context, { name: 'employees', userNames: [viewer.userName, 'johnsmith'] });
  }
  await updateSettings.run(context, { systemOperationUserNames: [viewer.userName], engineUserName: viewer.userName });
  for (const { id, uuid, definition } of demoProcesses(viewer.userName)) {
    if (await prisma.process.findUnique({ where: { id } })) continue;
    await next('process', id);
    const { process } = await deployProcess.run(context, { definition });
    if (process && uuid) await prisma.processName.update({ where: { name: process.name }, data: { uuid } });
  }
  // The viewer as they are from now on: in their group.
  const member = { ...context, viewer: { ...viewer, groupNames: ['employees'] } };
  for (const { number, processName, completed } of requests) {
    if (!(await prisma.request.findUnique({ where: { id: number } }))) {
      await next('request', number);
      await createRequest.run(member, { processName });
    }
    const open =
      completed === undefined ? 0 : await prisma.action.count({ where: { requestId: number, number: completed, closedAt: null } });
    if (completed !== undefined && open > 0) await completeAction.run(member, { requestNumber: number, number: completed });
  }
  const commentCount = await prisma.comment.count({ where: { requestId: commented } });
  for (const message of comments.slice(commentCount)) {
    await addComment.run(member, { subjectId: toGlobalId('Request', commented), message });
  }
  if (!(await prisma.favorite.findUnique({ where: { id: favorite.id } }))) {
    await next('favorite', favorite.id);
    await createFavorite.run(context, { itemId: toGlobalId('Process', favorite.processId) });
  }
  // Where making it was interrupted, others may have made requests since.
  const { _max: last } = await prisma.request.aggregate({ _max: { id: true } });
  await next('request', Math.max(firstFree, (last.id ?? 0) + 1));
  for (const hook of hooksOf(triggerPassword)) {
    if (await prisma.application.findUnique({ where: { name: hook.name } })) continue;
    await createApplication.run(context, { ...hook, impersonateUserName: viewer.userName });
  }
  await createCaller(context);

  /** The next row of the table gets this ID. */
  async function next(table: 'process' | 'request' | 'favorite', id: number): Promise<void> {
    await db.query(sql`SELECT setval(pg_get_serial_sequence(${table}, 'id'), ${id}, false)`);
  }
}

/** Resolves to what a caller of the Workflows API has: a token, and parameters that are kept. */
async function createCaller(context: Context): Promise<void> {
  const { viewer, clock } = context;
  const { apiToken, parameterSet, process } = context.db.prisma;
  if (!(await apiToken.findFirst({ where: { name: tokenName } })))
    await createApiToken.run(context, { name: tokenName, scopes: ['workflows:run'] });
  const { parametersId, workflowDefinitionId, parameters } = demoParameters;
  const owner = await process.findFirst({ where: { family: { uuid: workflowDefinitionId } } });
  if (!owner || (await parameterSet.findUnique({ where: { uuid: parametersId } }))) return;
  const data = { uuid: parametersId, processName: owner.name, creatorId: viewer.id, values: parameters, createdAt: clock.now() };
  await parameterSet.create({ data });
}

/** Gives the demo's hooks and its API token these tokens and secrets from now on. */
export async function setDemoHooks(
  { db }: Pick<Context, 'db'>,
  { token, workflows, triggers, apiToken }: Pick<DemoSecrets, 'token' | 'triggers' | 'apiToken'> & Required<Pick<DemoSecrets, 'workflows'>>,
): Promise<void> {
  const { application } = db.prisma;
  if (apiToken) await db.prisma.apiToken.updateMany({ where: { name: tokenName }, data: { tokenHash: createToken(apiToken).tokenHash } });
  await application.updateMany({ where: { name: 'OPERATIONS' }, data: { tokenHash: createToken(token).tokenHash } });
  const data = {
    tokenHash: createToken(workflows.token).tokenHash,
    secretHash: toSecret('WORKFLOWS', workflows.secret)?.secretHash ?? null,
  };
  await application.updateMany({ where: { name: 'WORKFLOWS' }, data });
  if (!triggers) return;
  await application.updateMany({ where: { name: 'TRIGGER' }, data: { tokenHash: createToken(triggers.async).tokenHash } });
  await application.updateMany({ where: { name: 'TRIGGER_SYNC' }, data: { tokenHash: createToken(triggers.sync).tokenHash } });
}
