import { sql } from '../../../sql';
import type { Context } from '../../../context';
import type { DataType, Definition } from '../../../engine/definition';
import type { Json } from '../../../engine/state';
import { refusal } from '../../../errors';
import { loadLarge, type LargeValues } from '../../loadLarge';
import { getDefinition } from '../../process/getDefinition';
import type { RequestRow } from '../request';

/** The value of a data as the fields of `DataValue` read it. */
export interface DataValueRow {
  requestId: number;
  name: string;
  type: DataType;
  /** Loads it; null where the data is empty. */
  load: () => Promise<Json>;
}

/** How many names are looked for in each request of a list. */
const maxSelectedNames = 200;

/**
 * The values of the definition's data in a request, in the definition's order; only of these names, where some are given. They are loaded when
 * they are asked for, those of one type together. Throws INPUT_INVALID for too many names.
 */
export async function dataValues(
  context: Context,
  { id, processId }: Pick<RequestRow, 'id' | 'processId'>,
  names: readonly string[] | null,
): Promise<DataValueRow[]> {
  if (names && names.length > maxSelectedNames)
    throw refusal('INPUT_INVALID', { path: 'names', reason: `must have at most ${maxSelectedNames} items, not ${names.length}` });
  const definition = await getDefinition(context, processId);
  return dataOf(definition, names).map(({ name, type }) => ({
    requestId: id,
    name,
    type,
    load: async () => (await loadData(context, id, { processId, names, type }))?.[name] ?? null,
  }));
}

/** Which values of a request. */
interface Asked {
  processId: number;
  names: readonly string[] | null;
  type: DataType;
}

function dataOf(definition: Definition, names: readonly string[] | null): Definition['data'] {
  return names ? definition.data.filter(({ name }) => names.includes(name)) : definition.data;
}

function loadData(context: Context, id: number, asked: Asked): Promise<{ [name: string]: Json } | null> {
  return loadLarge(context, 'request data', `${id} ${JSON.stringify(asked)}`, (keys) => selectData(context, keys));
}

async function selectData(context: Context, keys: string[]): Promise<LargeValues> {
  /** By what is asked, which is the same for most requests: its names are sent once. */
  const lists = new Map<string, { list: number; names: string[] }>();
  const ids: number[] = [];
  const listOf: number[] = [];
  for (const key of keys) {
    const end = key.indexOf(' ');
    const asked = key.slice(end + 1);
    const list = lists.get(asked) ?? { list: lists.size, names: await namesOf(context, JSON.parse(asked) as Asked) };
    lists.set(asked, list);
    ids.push(Number(key.slice(0, end)));
    listOf.push(list.list);
  }
  return {
    from: sql`SELECT asked.key, r.data AS stored, lists.names
      FROM unnest(${keys}::text[], ${ids}::int[], ${listOf}::int[]) AS asked(key, id, list)
      JOIN jsonb_to_recordset(${JSON.stringify([...lists.values()])}::jsonb) AS lists(list int, names text[]) ON lists.list = asked.list
      JOIN request r ON r.id = asked.id`,
    shown: sql`(SELECT jsonb_object_agg(name, stored -> name) FROM unnest(names) AS name WHERE stored ? name)`,
  };
}

async function namesOf(context: Context, { processId, names, type }: Asked): Promise<string[]> {
  const data = dataOf(await getDefinition(context, processId), names);
  return data.flatMap((one) => (one.type === type ? [one.name] : []));
}
