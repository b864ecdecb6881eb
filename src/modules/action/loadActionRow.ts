import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { visibleRequests } from '../request/visibleRequests';
import { actionColumns, type ActionRow } from './actionRow';

/** That action of that request, null where there is none that the viewer may see. Batched. */
export function loadActionRow(context: Context, requestNumber: number, number: number): Promise<ActionRow | null> {
  return context.loaders.load('action', `${requestNumber}---${number}`, async (keys: string[]) => {
    const pairs = keys.map((key) => key.split('---').map(Number));
    const rows = await context.db.read<ActionRow>(sql`
      SELECT ${actionColumns} FROM unnest(${pairs.map(([request]) => request)}::int[], ${pairs.map(([, action]) => action)}::int[]) AS asked(request, action)
      JOIN action a ON a.request_id = asked.request AND a.number = asked.action JOIN request r ON r.id = a.request_id
      WHERE ${visibleRequests(context.viewer)}`);
    return new Map(rows.map((row) => [`${row.requestId}---${row.number}`, row]));
  });
}
