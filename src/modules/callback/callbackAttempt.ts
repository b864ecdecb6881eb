import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { CallbackAttemptFilter, CallbackOutcome, TimeOrder } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import { isAdministrator } from '../audit/audited';
import { findConnection, whereGiven, orderOf, type FoundConnection } from '../findConnection';

/** A call of a callback as the fields of `CallbackAttempt` read it. */
export interface CallbackAttemptRow {
  id: number;
  callbackId: number;
  requestId: number;
  event: string;
  webhookId: string;
  /** Null: somebody sent it again. */
  number: number | null;
  at: Date;
  /** Null: it waits for its turn. */
  durationMs: number | null;
  status: number | null;
  error: string | null;
}

/** Its columns out of `callback_attempt t`; what was sent and answered is loaded when it is asked for. */
const attemptColumns: Sql = sql`t.id, t.callback_id AS "callbackId", t.request_id AS "requestId", t.event, t.webhook_id AS "webhookId",
  t.number, t.at, t.duration_ms AS "durationMs", t.status, t.error`;

/** A page of attempts. */
export type CallbackAttemptRows = FoundConnection<CallbackAttemptRow>;

/** The attempt of a callback of that ID, null where there is none that the viewer may see. Batched. */
export async function loadCallbackAttemptRow(context: Context, id: number): Promise<CallbackAttemptRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('callback attempt', id, async (ids: number[]) => {
    const rows = await context.db.read<CallbackAttemptRow>(sql`SELECT ${attemptColumns} FROM callback_attempt t WHERE t.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

const outcomes: Record<CallbackOutcome, Sql> = {
  SUCCEEDED: sql`t.duration_ms IS NOT NULL AND t.error IS NULL`,
  FAILED: sql`t.error IS NOT NULL`,
};

/** The calls of a callback that the viewer sees, the last first. */
export function findAttempts(
  context: Context,
  callbackId: number,
  args: PageArgs & { filter?: CallbackAttemptFilter | null; orderBy?: TimeOrder | null },
): Promise<FoundConnection<CallbackAttemptRow>> {
  const { outcome, requestNumber } = args.filter ?? {};
  const given = [
    ...(outcome == null ? [] : [outcomes[outcome]]),
    ...whereGiven([[requestNumber, () => sql`t.request_id = ${requestNumber}`]]),
  ];
  return findConnection(
    context,
    'Callback.attempts',
    args,
    {
      columns: attemptColumns,
      from: sql`FROM callback_attempt t WHERE ${join([sql`t.callback_id = parent.id`, ...given], ' AND ')}`,
      ...orderOf({ ID: [{ by: sql`t.id`, type: 'int' }] }, args.orderBy, { field: 'ID', direction: 'DESC' }),
    },
    callbackId,
  );
}
