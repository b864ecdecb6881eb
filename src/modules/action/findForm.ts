import type { Context } from '../../context';
import type { ResolversTypes } from '../../generated/graphql';
import { getDefinition } from '../process/getDefinition';
import { dataValues } from '../request/dataValues';
import { getRequestRow } from '../request/getRequestRow';
import type { ActionRow } from './actionRow';

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
