import { sql } from '../../sql';
import type { Context } from '../../context';
import type { ActionState } from '../../engine/state';
import type { ResolversTypes } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import type { LoadedRequest } from '../../store/load/loadRequest';
import type { Viewer } from '../../store/viewer';
import { getDefinition } from '../process/getDefinition';
import { dataValues } from '../request/read/dataValues';
import { getRequestRow, loadRequestToDecide } from '../request/request';
import { partiesIn } from '../principals';
import { getUserRow, findUsers, type UserRow, type UserRows } from '../user/user';
import { canCompleteAction } from './access';
import type { ActionRow } from './action';

/** Resolves to whether the viewer may do this to the action, as themselves: by the rule that the operation asks, false once it is closed. Batched. */
export async function canViewer(
  context: Context,
  { requestId, number, status }: ActionRow,
  may: (request: LoadedRequest, person: Viewer, action: ActionState) => boolean | Promise<boolean>,
): Promise<boolean> {
  if (status === 'CLOSED') return false;
  const request = await loadRequestToDecide(context, requestId);
  const action = request?.state.actions.find((one) => one.number === number);
  return request !== null && action !== undefined && may(request, context.viewer, action);
}

/**
 * Resolves to the user on whose behalf the viewer can complete the action now; of several, the one who was created first. Null if the viewer
 * can complete it themselves, or for nobody. Batched.
 */
export async function findDelegatorOf(context: Context, { requestId, number, status }: ActionRow): Promise<UserRow | null> {
  if (status === 'CLOSED' || context.viewer.delegators.length === 0) return null;
  const request = await loadRequestToDecide(context, requestId);
  const action = request?.state.actions.find((one) => one.number === number);
  if (!request || !action) return null;
  const person = partiesIn(request.process.name, context.viewer).find((one) => canCompleteAction(request, one, action));
  return person && person.id !== context.viewer.id ? getUserRow(context, person.id) : null;
}

/** The form of the action's activity with the values of the request; null where it has none. Batched. */
export async function findForm(
  context: Context,
  { requestId, processId, activity }: ActionRow,
): Promise<Awaited<ResolversTypes['Form']> | null> {
  const definition = await getDefinition(context, processId);
  const found = definition.activities.find(({ name }) => name === activity);
  if (found?.type !== 'USER' || !found.form) return null;
  const request = await getRequestRow(context, requestId);
  const names = found.form.fields.map(({ data }) => data);
  const values = new Map((await dataValues(context, request, names)).map((value) => [value.name, value]));
  const fields = found.form.fields.flatMap((field) => {
    const value = values.get(field.data);
    const { label = null, description = null, options = null, pattern = null, minimum = null, maximum = null, required } = field;
    return value ? [{ name: value.name, label, description, type: value.type, required, options, pattern, minimum, maximum, value }] : [];
  });
  return { fields };
}

const ofProcess = sql`process_id = (parent.id::jsonb ->> 0)::int`;

/** The active members of the action's participant, last created first; nobody for one that is closed or automatic. Batched. */
export function findCandidates(context: Context, { processId, participant, status }: ActionRow, args: PageArgs): Promise<UserRows> {
  const name = sql`(parent.id::jsonb ->> 1)`;
  const asked = { ...args, filter: { status: 'ACTIVE' as const } };
  return findUsers(context, 'Action.candidates', asked, {
    // Actions of one participant have one list.
    parentId: JSON.stringify(status === 'CLOSED' || participant === null ? [0, ''] : [processId, participant]),
    joins: [
      { each: sql`(SELECT FROM participant t WHERE t.${ofProcess} AND t.name = ${name} AND t.everyone) everybody` },
      {
        tables: sql`participant_user m`,
        where: sql`m.${ofProcess} AND m.participant = ${name} AND m.user_id = u.id AND NOT m.is_coordinator`,
      },
      {
        tables: sql`participant_group m, group_member i`,
        where: sql`m.${ofProcess} AND m.participant = ${name} AND i.group_id = m.group_id AND i.user_id = u.id`,
      },
    ],
  });
}
