import { coerceInputValue, isInputType, type GraphQLSchema } from 'graphql';
import { isLargerThan } from '../../engine/measureJson';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import type { ActionViewInput, RequestViewInput } from '../../generated/graphql';
import { Prisma } from '../../generated/prisma/client';
import { limits } from '../../limits';
import { checkDataFilters } from '../request/read/findRequests';
import type { ViewRow } from './view';

/** Returns what an input says that the view lists; null where it says nothing. Throws INPUT_INVALID for two lists, and what `checkDataFilters` throws. */
export function toViewList({
  requests,
  actions,
}: {
  requests?: RequestViewInput | null;
  actions?: ActionViewInput | null;
}): Pick<Prisma.ViewUncheckedCreateInput, 'kind' | 'filter' | 'orderBy'> | null {
  if (requests && actions)
    throw refusal('INPUT_INVALID', { path: 'requests', reason: 'cannot be combined with actions: send requests or actions' });
  const list = requests ?? actions;
  if (!list) return null;
  for (const filter of [requests?.filter, requests?.filter?.not]) checkDataFilters(filter?.data ?? []);
  const { orderBy } = list;
  const filter = toJson(list.filter ?? {});
  const limit = limits.viewFilterBytes.value;
  if (isLargerThan(filter as Json, limit))
    throw refusal('INPUT_INVALID', {
      path: `${requests ? 'requests' : 'actions'}.filter`,
      reason: `must be at most ${limit} bytes of JSON`,
    });
  return {
    kind: requests ? 'REQUESTS' : 'ACTIONS',
    filter,
    orderBy: orderBy ? toJson(orderBy) : Prisma.DbNull,
  };
}

/** As it is stored: dates are texts. */
function toJson(input: object): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(input)) as Prisma.InputJsonValue;
}

/**
 * Returns what a view has stored, read through the schema's input type of that name like an argument: nothing else gets into a query.
 * Throws VIEW_OUTDATED where the schema has changed since.
 */
export function readStored(schema: GraphQLSchema, typeName: string, view: ViewRow, stored: unknown): unknown {
  const type = schema.getType(typeName);
  if (!isInputType(type)) throw new Error(`${typeName} is no input type`);
  return coerceInputValue(stored, type, (path, _, { message }) => {
    throw refusal('VIEW_OUTDATED', { view: view.name, reason: `${path.join('.') || typeName}: ${message}` });
  });
}
