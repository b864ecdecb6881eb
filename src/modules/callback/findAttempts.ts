import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { CallbackAttemptFilter, CallbackOutcome, TimeOrder } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { whereGiven } from '../whereGiven';
import { attemptColumns, type AttemptRow } from './attemptRow';
import { orderOf } from '../orderOf';

const outcomes: Record<CallbackOutcome, Sql> = {
  SUCCEEDED: sql`t.duration_ms IS NOT NULL AND t.error IS NULL`,
  FAILED: sql`t.error IS NOT NULL`,
};

/** The calls of a callback that the viewer sees, the last first. */
export function findAttempts(
  context: Context,
  callbackId: number,
  asked: PageArgs & { filter?: CallbackAttemptFilter | null; orderBy?: TimeOrder | null },
): Promise<FoundConnection<AttemptRow>> {
  const { outcome, requestNumber } = asked.filter ?? {};
  const given = [
    ...(outcome == null ? [] : [outcomes[outcome]]),
    ...whereGiven([[requestNumber, () => sql`t.request_id = ${requestNumber}`]]),
  ];
  return findConnection(
    context,
    'Callback.attempts',
    asked,
    {
      columns: attemptColumns,
      from: sql`FROM callback_attempt t WHERE ${join([sql`t.callback_id = parent.id`, ...given], ' AND ')}`,
      ...orderOf({ ID: [{ by: sql`t.id`, type: 'int' }] }, asked.orderBy, { field: 'ID', direction: 'DESC' }),
    },
    callbackId,
  );
}
