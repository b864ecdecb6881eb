import { refusal } from '../../errors';
import type { Resolvers } from '../../generated/graphql';
import { loadNode } from './loadNode';

/** How many IDs `nodes` takes. */
const most = 200;

export const nodeResolvers = {
  Query: {
    node: (_, { id }, context) => loadNode(context, id),
    nodes(_, { ids }, context) {
      if (ids.length > most) throw refusal('INPUT_INVALID', { path: 'ids', reason: `${most} at most, not ${ids.length}` });
      return Promise.all(ids.map((id) => loadNode(context, id)));
    },
  },
  Node: {
    __resolveType: (node) => (node as unknown as { __typename: string }).__typename,
  },
} as Resolvers;
