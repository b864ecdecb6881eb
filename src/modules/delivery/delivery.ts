import type { Context } from '../../context';
import type { DeliveryFilter, TimeOrder, DeliveryRequestsArgs } from '../../generated/graphql';
import type { Branch } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { sql, join, type Sql } from '../../sql';
import type { DeliveryRow } from '../../store/delivery/delivery';
import { isAdministrator } from '../audit/audited';
import { findConnection, checkLists, isOneOf, whereGiven, whereNot, orderOf, type FoundConnection } from '../findConnection';
import { requestOrders } from '../request/read/findRequests';
import { requestColumns, type RequestRow } from '../request/request';

/** Its columns out of `delivery d`; headers and body are loaded when they are asked for. The driver would give its IDs as texts. */
export const deliveryColumns: Sql = sql`d.id::float8 AS id, d.received_at AS "receivedAt", d.duration_ms AS "durationMs", d.kind,
  d.application_id AS "applicationId", d.user_id AS "userId", d.address, d.method, d.path, d.status, d.operation, d.request_id AS "requestId",
  d.error, d.code, d.idempotency_key AS "idempotencyKey", d.uid, d.duplicate, d.skipped, d.replay_of_id::float8 AS "replayOfId",
  d.body_size AS "bodySize", d.is_whole AS "isWhole"`;

export type { DeliveryRow };

/** A page of deliveries. */
export type DeliveryRows = FoundConnection<DeliveryRow>;

/** The delivery of that ID, null where there is none that the viewer may see. Batched. */
export async function loadDeliveryRow(context: Context, id: number): Promise<DeliveryRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('delivery', id, async (ids: number[]) => {
    const rows = await context.db.read<DeliveryRow>(sql`SELECT ${deliveryColumns} FROM delivery d WHERE d.id = ANY (${ids}::bigint[])`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** What a list of deliveries is asked with. */
export interface DeliveriesArgs extends PageArgs {
  filter?: DeliveryFilter | null;
  orderBy?: TimeOrder | null;
}

/** Whose deliveries a field lists: those of an application, or those that created or touched a request. */
export type DeliveriesOf = { applicationId: number } | { requestId: number };

/** The deliveries that the viewer may see, newest first; `of` narrows them to those of a parent. */
export function findDeliveries(
  context: Context,
  name: string,
  args: DeliveriesArgs,
  of?: DeliveriesOf,
): Promise<FoundConnection<DeliveryRow>> {
  const { requestNumber } = args.filter ?? {};
  const where = [
    sql`${isAdministrator(context.viewer)}`,
    ...(of && 'applicationId' in of ? [sql`d.application_id = parent.id`] : []),
    ...conditionsOf(checkLists(args.filter ?? {})),
    ...whereNot<DeliveryFilter>(args.filter ?? {}, (not) => [...conditionsOf(not), ...isAbout(not)]),
  ];
  // Of both the filter's and the parent's request.
  const requests = [...(of && 'requestId' in of ? [sql`parent.id`] : []), ...(requestNumber == null ? [] : [sql`${requestNumber}::int`])];
  const [request, ...others] = requests;
  const also = others.map((other) => sql`${request} = ${other}`);
  return findConnection(
    context,
    name,
    args,
    {
      columns: deliveryColumns,
      ...(request
        ? { from: sql`FROM delivery d WHERE true`, branches: branchesOf(request, [...where, ...also]) }
        : { from: sql`FROM delivery d WHERE ${join(where, ' AND ')}` }),
      ...orderOf(
        {
          RECEIVED_AT: [
            { by: sql`d.received_at`, type: 'timestamptz' },
            { by: sql`d.id`, type: 'bigint' },
          ],
        },
        args.orderBy,
        { field: 'RECEIVED_AT', direction: 'DESC' },
      ),
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

/** The condition of `requestNumber` where the list does not follow the request's index. */
function isAbout({ requestNumber }: DeliveryFilter): Sql[] {
  const lines = sql`SELECT FROM delivery_request l WHERE l.delivery_id = d.id AND l.request_id = ${requestNumber}`;
  return whereGiven([[requestNumber, () => sql`(COALESCE(d.request_id = ${requestNumber}, false) OR EXISTS (${lines}))`]]);
}

function conditionsOf(filter: DeliveryFilter): Sql[] {
  const { applicationName, kind, kinds, status, statuses, since, before, receivedAfter, receivedBefore, operation, operations } = filter;
  const { hasError, duplicate, skipped } = filter;
  // One value, not a list of them, so that an index gives them in order.
  const application = sql`COALESCE((SELECT id FROM application WHERE name = ${applicationName}),
    (SELECT max(id) FROM removed_application WHERE name = ${applicationName}))`;
  return whereGiven([
    [applicationName, () => sql`d.application_id = ${application}`],
    [kind, () => sql`d.kind = ${kind}`],
    [kinds, () => isOneOf(sql`d.kind`, kinds)],
    [status, () => sql`d.status = ${status}::smallint`],
    [statuses, () => isOneOf(sql`d.status`, statuses, 'int')],
    [since, () => sql`d.received_at >= ${since}`],
    [before, () => sql`d.received_at < ${before}`],
    [receivedAfter, () => sql`d.received_at >= ${receivedAfter}`],
    [receivedBefore, () => sql`d.received_at < ${receivedBefore}`],
    [operation, () => sql`d.operation = ${operation}`],
    [operations, () => isOneOf(sql`d.operation`, operations)],
    [hasError, () => (hasError ? sql`d.error IS NOT NULL` : sql`d.error IS NULL`)],
    [skipped, () => sql`COALESCE(d.skipped = ${skipped}, false)`],
    [duplicate, () => sql`d.duplicate = ${duplicate}`],
  ]);
}

/** The requests that a delivery created or touched, by their numbers. For who sees all requests, as anyone who sees deliveries does. */
export function findDeliveryRequests(
  context: Context,
  deliveryId: number,
  args: DeliveryRequestsArgs,
): Promise<FoundConnection<RequestRow>> {
  return findConnection(
    context,
    'Delivery.requests',
    args,
    {
      columns: requestColumns,
      from: sql`FROM request r WHERE r.id IN (
        SELECT d.request_id FROM delivery d WHERE d.id = parent.id::bigint
        UNION ALL SELECT l.request_id FROM delivery_request l WHERE l.delivery_id = parent.id::bigint)`,
      ...orderOf(requestOrders, args.orderBy, { field: 'NUMBER', direction: 'ASC' }),
      // Numbers of deliveries outgrow `int`.
      parentType: 'text',
    },
    String(deliveryId),
  );
}
