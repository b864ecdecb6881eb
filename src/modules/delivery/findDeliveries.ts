import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { DeliveryFilter } from '../../generated/graphql';
import type { Branch } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { isAdministrator } from '../administer';
import { findConnection, type FoundConnection } from '../findConnection';
import { whereGiven } from '../whereGiven';
import { deliveryColumns, type DeliveryRow } from './deliveryRow';

/** What a list of deliveries is asked with. */
export interface DeliveriesAsked extends PageArgs {
  filter?: DeliveryFilter | null;
}

/** Whose deliveries a field lists: those of an application, or those that created or touched a request. */
export type DeliveriesOf = { applicationId: number } | { requestId: number };

/** The deliveries that the viewer may see, newest first; `of` narrows them to those of a parent. */
export function findDeliveries(
  context: Context,
  name: string,
  asked: DeliveriesAsked,
  of?: DeliveriesOf,
): Promise<FoundConnection<DeliveryRow>> {
  const { requestNumber } = asked.filter ?? {};
  const where = [
    sql`${isAdministrator(context.viewer)}`,
    ...(of && 'applicationId' in of ? [sql`d.application_id = parent.id`] : []),
    ...filters(asked.filter ?? {}),
  ];
  // Of both the filter's and the parent's request.
  const requests = [...(of && 'requestId' in of ? [sql`parent.id`] : []), ...(requestNumber == null ? [] : [sql`${requestNumber}::int`])];
  const [request, ...others] = requests;
  const also = others.map((other) => sql`${request} = ${other}`);
  return findConnection(
    context,
    name,
    asked,
    {
      columns: deliveryColumns,
      ...(request
        ? { from: sql`FROM delivery d WHERE true`, branches: branchesOf(request, [...where, ...also]) }
        : { from: sql`FROM delivery d WHERE ${join(where, ' AND ')}` }),
      orderName: 'RECEIVED_AT DESC',
      order: [
        { by: sql`d.received_at`, type: 'timestamptz' },
        { by: sql`d.id`, type: 'bigint' },
      ],
      descending: true,
    },
    of && Object.values(of)[0],
  );
}

/** The ways to the deliveries of a request: the one that each names itself, and the rows of those with several. */
function branchesOf(request: Sql, where: Sql[]): Branch[] {
  const given = join(where, ' AND ');
  return [
    { from: sql`FROM delivery d WHERE d.request_id = ${request} AND ${given}` },
    { from: sql`FROM delivery_request l JOIN delivery d ON d.id = l.delivery_id WHERE l.request_id = ${request} AND ${given}` },
  ];
}

function filters({ applicationName, kind, status, since, before, operation, hasError, duplicate }: DeliveryFilter): Sql[] {
  // One value, not a list of them, so that an index gives them in order.
  const application = sql`COALESCE((SELECT id FROM application WHERE name = ${applicationName}),
    (SELECT max(id) FROM removed_application WHERE name = ${applicationName}))`;
  return whereGiven([
    [applicationName, () => sql`d.application_id = ${application}`],
    [kind, () => sql`d.kind = ${kind}`],
    [status, () => sql`d.status = ${status}::smallint`],
    [since, () => sql`d.received_at >= ${since}`],
    [before, () => sql`d.received_at < ${before}`],
    [operation, () => sql`d.operation = ${operation}`],
    [hasError, () => (hasError ? sql`d.error IS NOT NULL` : sql`d.error IS NULL`)],
    [duplicate, () => sql`d.duplicate = ${duplicate}`],
  ]);
}
