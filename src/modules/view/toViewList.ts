import { isLargerThan } from '../../engine/isLargerThan';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import type { ActionViewInput, RequestViewInput } from '../../generated/graphql';
import { Prisma } from '../../generated/prisma/client';
import { limits } from '../../limits';
import { checkDataFilters } from '../request/checkDataFilters';

/** What an input says that the view lists; null where it says nothing. Throws INPUT_INVALID for two lists, and what `checkDataFilters` throws. */
export function toViewList({
  requests,
  actions,
}: {
  requests?: RequestViewInput | null;
  actions?: ActionViewInput | null;
}): Pick<Prisma.ViewUncheckedCreateInput, 'kind' | 'filter' | 'orderBy'> | null {
  if (requests && actions) throw refusal('INPUT_INVALID', { path: 'requests', reason: 'give requests or actions, not both' });
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
