import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { requestColumns, type RequestRow } from '../request/requestRow';

/** The requests that a delivery created or touched, by their numbers. For who sees all requests, as whoever sees deliveries does. */
export function findDeliveryRequests(context: Context, deliveryId: number, args: PageArgs): Promise<FoundConnection<RequestRow>> {
  return findConnection(
    context,
    'Delivery.requests',
    args,
    {
      columns: requestColumns,
      from: sql`FROM request r WHERE r.id IN (
        SELECT d.request_id FROM delivery d WHERE d.id = parent.id::bigint
        UNION ALL SELECT l.request_id FROM delivery_request l WHERE l.delivery_id = parent.id::bigint)`,
      orderName: 'NUMBER ASC',
      order: [{ by: sql`r.id`, type: 'int' }],
      descending: false,
      // Numbers of deliveries outgrow `int`.
      parentType: 'text',
    },
    String(deliveryId),
  );
}
