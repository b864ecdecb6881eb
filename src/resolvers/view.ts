import { sql } from '../sql';
import type { Context } from '../context';
import type { ActionFilter, ActionOrder, RequestFilter, RequestOrder, Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { findActions } from '../modules/action/findActions';
import { loadColumn } from '../modules/loadLarge';
import { findRequests } from '../modules/request/read/findRequests';
import { getUserRow } from '../modules/user/user';
import { readStored } from '../modules/view/toViewList';
import { canChangeView, findView, findViews, type ViewRow } from '../modules/view/view';

export const viewResolvers: Resolvers = {
  Query: {
    view: (_, args, context) => findView(context, args),
    views: (_, args, context) => findViews(context, 'views', args),
  },
  User: {
    views: ({ id }, args, context) => findViews(context, 'User.views', args, { where: sql`v.owner_id = parent.id`, parentId: id }),
  },
  View: {
    id: ({ id }) => toGlobalId('View', id),
    filter: (view, _, context) => loadFilter(context, view),
    owner: ({ ownerId }, _, context) => getUserRow(context, ownerId),
    viewerCanChange: (view, _, context) => canChangeView(view, context.viewer),
    async requests(view, args, context, { schema }) {
      if (view.kind !== 'REQUESTS') return null;
      const filter = readStored(schema, 'RequestFilter', view, await loadFilter(context, view)) as RequestFilter;
      const orderBy = readStored(schema, 'RequestOrder', view, view.orderBy) as RequestOrder | null;
      return findRequests(context, 'View.requests', { ...args, filter, orderBy: args.orderBy ?? orderBy });
    },
    async actions(view, args, context, { schema }) {
      if (view.kind !== 'ACTIONS') return null;
      return findActions(context, 'View.actions', {
        ...args,
        filter: readStored(schema, 'ActionFilter', view, await loadFilter(context, view)) as ActionFilter,
        orderBy: args.orderBy ?? (readStored(schema, 'ActionOrder', view, view.orderBy) as ActionOrder | null),
      });
    },
  },
};

function loadFilter(context: Context, { id }: ViewRow): Promise<unknown> {
  return loadColumn(context, 'view', 'filter', id);
}
