import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { loadApplicationRow, loadApplicationName } from '../modules/application/application';
import { loadColumn } from '../modules/loadLarge';
import { loadRequestRow } from '../modules/request/request';
import { loadUserRow } from '../modules/user/user';
import { loadDeliveryRow, findDeliveries, findDeliveryRequests } from '../modules/delivery/delivery';
import { isAdministrator } from '../modules/audit/audited';

export const deliveryResolvers: Resolvers = {
  Query: {
    deliveries: (_, args, context) => findDeliveries(context, 'deliveries', args),
  },
  Application: {
    deliveries: ({ id }, args, context) => findDeliveries(context, 'Application.deliveries', args, { applicationId: id }),
  },
  Request: {
    deliveries: ({ id }, args, context) => findDeliveries(context, 'Request.deliveries', args, { requestId: id }),
  },
  Delivery: {
    id: ({ id }) => toGlobalId('Delivery', id),
    viewerCanReplay: async ({ applicationId, isWhole }, _, context) =>
      isWhole && applicationId !== null && isAdministrator(context.viewer) && (await loadApplicationRow(context, applicationId)) !== null,
    application: ({ applicationId }, _, context) => (applicationId === null ? null : loadApplicationRow(context, applicationId)),
    applicationName: ({ applicationId }, _, context) => (applicationId === null ? null : loadApplicationName(context, applicationId)),
    user: ({ userId }, _, context) => (userId === null ? null : loadUserRow(context, userId)),
    request: ({ requestId }, _, context) => (requestId === null ? null : loadRequestRow(context, requestId)),
    requests: ({ id }, args, context) => findDeliveryRequests(context, id, args),
    replayOf: ({ replayOfId }, _, context) => (replayOfId === null ? null : loadDeliveryRow(context, replayOfId)),
    headers: async ({ id }, _, context) => {
      const headers = await loadColumn<string>(context, 'delivery', 'headers', id);
      return headers === null ? null : (JSON.parse(headers) as unknown);
    },
    body: ({ id }, _, context) => loadColumn(context, 'delivery', 'body', id),
  },
};
