import { advance } from '../../src/engine/advance';
import { applyChanges, type Changes } from '../../src/engine/changes';
import type { Command } from '../../src/engine/command';
import { compileDefinition, type CompiledDefinition } from '../../src/engine/compileDefinition';
import { newRequest } from '../../src/engine/commands/request';
import type { RequestState } from '../../src/engine/state';
import { validateDefinition } from '../../src/engine/validateDefinition';

export const now = new Date('2026-03-04T05:06:07.008Z');

/** Participants and data that every process of these tests has. */
const common = {
  name: 'P',
  participants: [
    { name: 'Requesters', role: 'REQUESTER', everyone: true },
    { name: 'Managers', role: 'ACTOR', groups: ['managers'] },
  ],
  data: [
    { name: 'TEXT', type: 'TEXT' },
    { name: 'NUMBER', type: 'NUMERIC' },
    { name: 'DATE', type: 'DATETIME' },
    { name: 'ANY', type: 'JSON' },
  ],
};

/** A valid process of these parts. Throws where it has faults. */
export function processOf(parts: object): CompiledDefinition {
  const { definition, faults } = validateDefinition({ ...common, ...parts });
  if (!definition) throw new Error(JSON.stringify(faults));
  return compileDefinition(definition);
}

/** A USER activity of the managers. */
export function user(name: string, more: object = {}): object {
  return { name, type: 'USER', participant: 'Managers', ...more };
}

/** A SET activity; without `set` it sets nothing. */
export function set(name: string, more: object = {}): object {
  return { name, type: 'SET', set: {}, ...more };
}

/** A request that is about to be created. */
export function fresh(more: Partial<RequestState> = {}): RequestState {
  const requester = { id: 1, userName: 'ann', firstName: 'Ann', lastName: 'Lee', email: null };
  const uuid = '5b6f2f5e-0000-4000-8000-000000000007';
  return { ...newRequest({ id: 7, uuid, isTest: false, requester, openedAt: now.toISOString(), runtime: null, parent: null }), ...more };
}

/** Gives the request after the commands, one after the other, beginning with its creation unless it is there. */
export async function play(process: CompiledDefinition, commands: Command[] = [], start = fresh()): Promise<RequestState> {
  let state = start;
  for (const command of start.lastActionNumber > 0 ? commands : [{ type: 'CREATE', data: {} } as const, ...commands])
    state = applyChanges(state, await advance(process, state, command, now));
  return state;
}

export function complete(action: number, data: RequestState['data'] = {}): Command {
  return { type: 'COMPLETE_ACTION', action, data };
}

export function cancel(actions: number[], outcome: 'CANCELLED' | 'ERROR' = 'CANCELLED'): Command {
  return { type: 'CANCEL_ACTIONS', actions, outcome, exception: { message: 'no', source: 'me' } };
}

/** The actions in one line each: `2 PAY COMPLETED`. */
export function actionsOf({ actions }: Pick<RequestState, 'actions'>): string[] {
  return actions.map(({ number, activity, status, subStatus }) => `${number} ${activity} ${subStatus ?? status}`);
}

/** The history in one line each: what, the action, and `!` where it was not automatic. */
export function historyOf({ history }: Changes): string[] {
  return history.map(({ type, action, automatic }) => `${automatic ? '' : '!'}${type}${action === null ? '' : ` ${action}`}`);
}
