import { advance } from '../../../src/engine/advance';
import type { Command } from '../../../src/engine/command';
import { findNotifications } from '../../../src/modules/notification/findNotifications';
import { cancel, complete, fresh, now, play, processOf, set, user } from '../../engine/kit';

const [requester, bob, eve, boss] = [1, 2, 3, 4];
const assign = (action: number, assigneeId: number): Command => ({ type: 'ASSIGN_ACTION', action, assigneeId });
const back = (action: number): Command => ({ type: 'UNASSIGN_ACTION', action });
const cancelRequest: Command = { type: 'CANCEL_REQUEST' };

/** `A` is anybody's, then `B` the requester's; `A` goes to `C` where it is cancelled. */
const process = processOf({
  start: 'A',
  activities: [user('A'), user('B', { participant: 'Requesters', assign: 'REQUESTER' }), user('C')],
  transitions: [
    { from: 'A', to: 'B' },
    { from: 'A', to: 'C', on: 'CANCEL' },
  ],
});
/** `A` twice at once, each to an END. */
const parallel = processOf({
  start: ['A', 'A'],
  activities: [user('A'), { name: 'STOP', type: 'END', as: 'ERROR', message: 'enough' }],
  transitions: [{ from: 'A', to: 'STOP' }],
});
/** The requester's action is opened, and closed again by the END beside it. */
const brief = processOf({
  start: ['MINE', 'STOP'],
  activities: [user('MINE', { participant: 'Requesters', assign: 'REQUESTER' }), { name: 'STOP', type: 'END' }],
  transitions: [],
});
const automatic = processOf({ start: 'S', activities: [set('S')], transitions: [] });

describe('findNotifications', () => {
  it.each<[string, typeof process, Command[], Command, number, string[]]>([
    ['an action that he gives to somebody', process, [], assign(1, bob), boss, ['ACTION_ASSIGNED to 2, action 1, by 4']],
    ['an action that he takes himself', process, [], assign(1, bob), bob, []],
    [
      'an action that goes from one to another',
      process,
      [assign(1, bob)],
      assign(1, eve),
      boss,
      ['ASSIGNMENT_CANCELLED to 2, action 1, by 4', 'ACTION_ASSIGNED to 3, action 1, by 4'],
    ],
    ['an action that he passes on', process, [assign(1, bob)], assign(1, eve), bob, ['ACTION_ASSIGNED to 3, action 1, by 2']],
    ['an action given to him who has it', process, [assign(1, bob)], assign(1, bob), boss, []],
    ['an action that he takes back', process, [assign(1, bob)], back(1), boss, ['ASSIGNMENT_CANCELLED to 2, action 1, by 4']],
    ['an action that he gives back', process, [assign(1, bob)], back(1), bob, []],
    ['an action that the process gives to the requester', process, [], complete(1), bob, ['ACTION_ASSIGNED to 1, action 2, by nobody']],
    ['one that it gives to him who did the one before', process, [], complete(1), requester, []],
    ['the end of the request', process, [complete(1)], complete(2), boss, ['REQUEST_CLOSED to 1, by nobody']],
    ['the end by the requester himself', process, [complete(1)], complete(2), requester, []],
    ['an action that he cancels', process, [assign(1, bob)], cancel([1]), boss, ['ACTION_CANCELLED to 2, action 1, by 4']],
    ['an action of his own that he cancels', process, [assign(1, bob)], cancel([1]), bob, []],
    ['an action that he cancels and nobody has', process, [], cancel([1]), boss, []],
    [
      'a request that he cancels',
      process,
      [assign(1, bob)],
      cancelRequest,
      boss,
      ['REQUEST_CANCELLED to 1, by 4', 'ACTION_CANCELLED to 2, action 1, by nobody'],
    ],
    [
      'his own request that he cancels',
      process,
      [assign(1, bob)],
      cancelRequest,
      requester,
      ['ACTION_CANCELLED to 2, action 1, by nobody'],
    ],
    [
      'a request that he cancels whose requester has an action',
      process,
      [complete(1)],
      cancelRequest,
      boss,
      ['REQUEST_CANCELLED to 1, by 4'],
    ],
    [
      'an END beside the action of another',
      parallel,
      [assign(1, bob), assign(2, eve)],
      complete(1),
      bob,
      ['ACTION_CANCELLED to 3, action 2, by nobody', 'REQUEST_CLOSED to 1, by nobody'],
    ],
  ])('tells of %s', async (_, of, before, command, actorId, expected) => {
    const changes = await advance(of, await play(of, before), command, now);
    expect(told(changes, actorId)).toEqual(expected);
  });

  it.each<[string, typeof process, number, string[]]>([
    ['is over at once', automatic, boss, ['REQUEST_CLOSED to 1, by nobody']],
    ['is over at once, by the requester', automatic, requester, []],
    ['ends its own actions', brief, boss, ['REQUEST_CLOSED to 1, by nobody']],
  ])('tells of a new request that %s', async (_, of, actorId, expected) => {
    expect(told(await advance(of, fresh(), { type: 'CREATE', data: {} }, now), actorId)).toEqual(expected);
  });

  const told = (changes: Parameters<typeof findNotifications>[0]['changes'], actorId: number) =>
    findNotifications({ changes, requesterId: requester, actorId }).map(
      ({ kind, userId, action, byId }) => `${kind} to ${userId}${action === null ? '' : `, action ${action}`}, by ${byId ?? 'nobody'}`,
    );
});
