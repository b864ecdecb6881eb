import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { CallbackFormat, QueryCallbacksArgs } from '../../generated/graphql';
import type { Callback } from '../../generated/prisma/client';
import { idKey } from '../../relay/globalId';
import type { Transaction } from '../../store/openDatabase';
import { isAdministrator, type AuditSubject, type Facts } from '../audit/audited';
import { findConnection, checkLists, isOneOf, whereGiven, orderOf, type FoundConnection } from '../findConnection';
import { lookUp } from '../lookUp';

/** A callback as the fields of `Callback` read it; its secret is not read again. */
export interface CallbackRow {
  id: number;
  url: string;
  events: string[];
  /** Null: it is notified of all processes. */
  processName: string | null;
  format: CallbackFormat;
  /** Until when calls are signed by the secret before as well; null or past: they are not. */
  previousSecretUntil: Date | null;
  active: boolean;
  createdAt: Date;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  failingSince: Date | null;
  disabledAt: Date | null;
  disabledReason: string | null;
}

/** Its columns out of `callback c`. */
const callbackColumns: Sql = sql`c.id, c.url, c.events, c.process_name AS "processName", c.format, c.previous_secret_until AS "previousSecretUntil", c.active, c.created_at AS "createdAt",
  c.last_success_at AS "lastSuccessAt", c.last_failure_at AS "lastFailureAt", c.failing_since AS "failingSince",
  c.disabled_at AS "disabledAt", c.disabled_reason AS "disabledReason"`;

/** A page of callbacks. */
export type CallbackRows = FoundConnection<CallbackRow>;

/** A callback as the audit trail names it, and what it compares of it. */
export function describeCallback({ id, url, events, processName, format, active, secret }: Callback): {
  subject: AuditSubject;
  facts: Facts;
} {
  return { subject: { type: 'Callback', id, name: url }, facts: { url, events, processName, format, active, secret } };
}

/** The callback of that ID, null where there is none that the viewer may see. Batched. */
export async function loadCallbackRow(context: Context, id: number): Promise<CallbackRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('callback', id, async (ids: number[]) => {
    const rows = await context.db.read<CallbackRow>(sql`SELECT ${callbackColumns} FROM callback c WHERE c.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The callback of that ID, the last created one of that URL, or both; null where the viewer may see none. Throws what `lookUp` throws. */
export function findCallback(context: Context, { id, url }: { id?: string | null; url?: string | null }): Promise<CallbackRow | null> {
  return lookUp<CallbackRow>(
    context,
    { id, name: url },
    {
      type: 'Callback',
      argument: 'url',
      byId: (key) => loadCallbackRow(context, key),
      byNames: (urls) =>
        context.db.read(
          sql`SELECT ${callbackColumns} FROM callback c WHERE c.url = ANY (${urls}) AND ${isAdministrator(context.viewer)} ORDER BY c.id`,
        ),
      nameOf: (row) => row.url,
    },
  );
}

/** The callback of something that the viewer may see: who sees the one sees the other. Batched. */
export async function getCallbackRow(context: Context, id: number): Promise<CallbackRow> {
  const row = await loadCallbackRow(context, id);
  if (!row) throw new Error(`Callback ${id} is gone`);
  return row;
}

/**
 * The callback that an input names, to be changed or removed: what else does so waits until the transaction ends. Throws
 * CALLBACK_NOT_FOUND, ID_INVALID.
 */
export async function getCallback(tx: Transaction, globalId: string): Promise<Callback> {
  const id = idKey('id', globalId, 'Callback')?.[0] ?? 0;
  await tx.$queryRaw`SELECT FROM callback WHERE id = ${id} FOR UPDATE`;
  const callback = await tx.callback.findUnique({ where: { id } });
  if (!callback) throw refusal('CALLBACK_NOT_FOUND', { callback: globalId });
  return callback;
}

/** The callbacks that the viewer may see, last created first. */
export function findCallbacks(context: Context, args: QueryCallbacksArgs): Promise<FoundConnection<CallbackRow>> {
  const { active, processName, processNames, event } = checkLists(args.filter ?? {});
  const given = whereGiven([
    [active, () => sql`c.active = ${active}`],
    [processName, () => sql`c.process_name = ${processName}`],
    [processNames, () => isOneOf(sql`c.process_name`, processNames)],
    [event, () => sql`${event} = ANY (c.events)`],
  ]);
  const where = [sql`${isAdministrator(context.viewer)}`, ...given];
  return findConnection(context, 'callbacks', args, {
    columns: callbackColumns,
    from: sql`FROM callback c WHERE ${join(where, ' AND ')}`,
    ...orderOf({ ID: [{ by: sql`c.id`, type: 'int' }] }, args.orderBy, { field: 'ID', direction: 'DESC' }),
  });
}
