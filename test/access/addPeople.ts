import { updateFolder } from '../../src/modules/process/updateFolder';
import { createGroup } from '../../src/modules/user/createGroup';
import { addHook, addProcess, addUser } from '../kit/factories';
import { administrator, type TestServer } from '../kit/startTestServer';
import { kinds, participants, type Kind } from './matrix';

/**
 * Adds a user and a hook of each kind, and the processes that they are of a kind to: "Access" with an action of each of
 * ASSIGNED, OPEN and TO_BE_GIVEN, "Access open" that everybody may start, "Access private" that nobody may. Gives the tokens.
 */
export async function addPeople(server: TestServer): Promise<Record<Kind, string>> {
  for (const kind of kinds) await addUser(server, kind, { isAdministrator: kind === 'administrator' });
  const context = await server.contextOf(administrator.userName);
  await createGroup.run(context, { name: 'managers', userNames: ['groupManager'] });
  await updateFolder.run(context, { name: 'Access', managerUserNames: ['manager'], managerGroupNames: ['managers'] });
  const everyone = [{ name: 'Requesters', role: 'REQUESTER', everyone: true }, ...participants.slice(1)];
  const activity = (name: string, more: object = {}) => ({ name, type: 'USER', participant: 'Workers', ...more });
  const flow = {
    folder: 'Access',
    allowUserActions: true,
    start: ['ASSIGNED', 'OPEN', 'TO_BE_GIVEN'],
    activities: [activity('ASSIGNED'), activity('OPEN'), activity('TO_BE_GIVEN', { assign: 'INITIATOR' }), activity('NEXT')],
    transitions: ['ASSIGNED', 'OPEN', 'TO_BE_GIVEN'].map((from) => ({ from, to: 'NEXT', on: 'CANCEL' })),
  };
  await addProcess(server, 'Access', { ...flow, participants });
  await addProcess(server, 'Access open', { ...flow, participants: everyone });
  await addProcess(server, 'Access private', { ...flow, participants: everyone, subprocess: { enabled: true, access: 'PRIVATE' } });
  const tokens = await Promise.all(kinds.map(async (kind) => [kind, await addHook(server, kind)]));
  await server.db.prisma.settings.update({ where: { id: 1 }, data: { systemOperationUserNames: ['admin', 'systemOperator'] } });
  await server.db.prisma.user.update({ where: { userName: 'inactive' }, data: { status: 'INACTIVE' } });
  return Object.fromEntries(tokens) as Record<Kind, string>;
}
