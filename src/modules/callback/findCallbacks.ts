import { sqltag as sql, join } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { QueryCallbacksArgs } from '../../generated/graphql';
import { isAdministrator } from '../administer';
import { findConnection, type FoundConnection } from '../findConnection';
import { checkLists, isOneOf, whereGiven } from '../whereGiven';
import { callbackColumns, type CallbackRow } from './callbackRow';
import { orderOf } from '../orderOf';

/** The callbacks that the viewer may see, last created first. */
export function findCallbacks(context: Context, asked: QueryCallbacksArgs): Promise<FoundConnection<CallbackRow>> {
  const { active, processName, processNames, event } = checkLists(asked.filter ?? {});
  const given = whereGiven([
    [active, () => sql`c.active = ${active}`],
    [processName, () => sql`c.process_name = ${processName}`],
    [processNames, () => isOneOf(sql`c.process_name`, processNames)],
    [event, () => sql`${event} = ANY (c.events)`],
  ]);
  const where = [sql`${isAdministrator(context.viewer)}`, ...given];
  return findConnection(context, 'callbacks', asked, {
    columns: callbackColumns,
    from: sql`FROM callback c WHERE ${join(where, ' AND ')}`,
    ...orderOf({ ID: [{ by: sql`c.id`, type: 'int' }] }, asked.orderBy, { field: 'ID', direction: 'DESC' }),
  });
}
