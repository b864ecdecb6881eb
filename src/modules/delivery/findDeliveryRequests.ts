import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { DeliveryRequestsArgs } from '../../generated/graphql';
import { findConnection, type FoundConnection } from '../findConnection';
import { orderOf } from '../orderOf';
import { requestOrders } from '../request/findRequests';
import { requestColumns, type RequestRow } from '../request/requestRow';

/** The requests that a delivery created or touched, by their numbers. For who sees all requests, as whoever sees deliveries does. */
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
