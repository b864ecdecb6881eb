import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { QueryRequestArgs } from '../../generated/graphql';
import { isUuid } from '../isUuid';
import { loadRequestRow } from './loadRequestRow';
import { requestReference } from './requestReference';
import { requestColumns, type RequestRow } from './requestRow';
import { visibleRequests } from './visibleRequests';

/** The request of that number, ID or UUID, null where there is none that the viewer may see. Throws what `requestReference` throws. */
export async function findRequest(context: Context, { uuid, ...asked }: QueryRequestArgs): Promise<RequestRow | null> {
  if (uuid == null) return loadRequestRow(context, requestReference(asked));
  const row = await loadByUuid(context, uuid);
  const isNamedTwice = asked.id != null || asked.number != null;
  if (row && isNamedTwice && requestReference(asked) !== row.id) throw refusal('REFERENCES_DISAGREE', { first: 'uuid', second: 'number' });
  return row;
}

function loadByUuid(context: Context, uuid: string): Promise<RequestRow | null> {
  if (!isUuid(uuid)) return Promise.resolve(null);
  return context.loaders.load('request by UUID', uuid.toLowerCase(), async (uuids: string[]) => {
    const rows = await context.db.read<RequestRow>(
      sql`SELECT ${requestColumns} FROM request r WHERE r.uuid = ANY (${uuids}::uuid[]) AND ${visibleRequests(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.uuid, row]));
  });
}
