import { sql, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { Outcome, RequestStatus } from '../../engine/state';
import { refusal } from '../../errors';
import type { QueryRequestArgs } from '../../generated/graphql';
import { limits } from '../../limits';
import { idKey } from '../../relay/globalId';
import type { LoadedRequest } from '../../store/load/loadRequest';
import type { Viewer } from '../../store/viewer';
import type { FoundConnection } from '../findConnection';
import { isUuid } from '../guards';
import { visibleRequests } from './read/visibleRequests';
import { canRetryRequest } from './access';

/** A request as the fields of `Request` read it. */
export interface RequestRow {
  id: number;
  uuid: string;
  processId: number;
  requesterId: number;
  isTest: boolean;
  status: RequestStatus;
  subStatus: Outcome | null;
  openedAt: Date;
  closedAt: Date | null;
  message: string | null;
  /** The request that started it. */
  startedById: number | null;
  /** Whom it runs for. */
  caseId: number | null;
}

/** Its columns out of `request r`; what is large is loaded when it is asked for. */
export const requestColumns: Sql = sql`r.id, r.uuid, r.process_id AS "processId", r.requester_id AS "requesterId", r.is_test AS "isTest", r.status,
  r.sub_status AS "subStatus", r.opened_at AS "openedAt", r.closed_at AS "closedAt", left(r.message, ${limits.messageCharacters.value}::int) AS message, r.parent_id AS "startedById", r.case_id AS "caseId"`;

/** A page of requests. */
export type RequestRows = FoundConnection<RequestRow>;

/** The request of that number, null where there is none that the viewer may see. Batched. */
export function loadRequestRow(context: Context, number: number): Promise<RequestRow | null> {
  return context.loaders.load('request', number, (numbers: number[]) =>
    context.shareReads('request', numbers, async (all) => {
      const rows = await context.db.read<RequestRow>(
        sql`SELECT ${requestColumns} FROM request r WHERE r.id = ANY (${all}) AND ${visibleRequests(context.viewer)}`,
      );
      return new Map(rows.map((row) => [row.id, row]));
    }),
  );
}

/** The request of something that the viewer may see: who sees the one sees the other. Batched. Throws REQUEST_NOT_FOUND where it was deleted a moment ago. */
export async function getRequestRow(context: Context, number: number): Promise<RequestRow> {
  const row = await loadRequestRow(context, number);
  if (!row) throw refusal('REQUEST_NOT_FOUND', { request: number });
  return row;
}

/** The number of the request that an input names by ID, by number, or both. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export function requestReference({ id, number }: { id?: string | null; number?: number | null }): number {
  const byId = idKey('id', id, 'Request')?.[0];
  if (byId !== undefined && number != null && byId !== number) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'number' });
  const found = byId ?? number;
  if (found == null) throw refusal('REFERENCE_MISSING', { what: 'A request ID or number' });
  return found;
}

/** The request with everything that an operation on it decides by, as the operation would load it; null where there is none. Batched. */
export function loadRequestToDecide(context: Context, number: number): Promise<LoadedRequest | null> {
  return context.loaders.load('request to decide', number, async (numbers: number[]) => {
    const found = await Promise.all(
      numbers.map((requestId) => context.store.loadRequest({ requestId, actionNumber: null, userIds: [], userNames: [] })),
    );
    return new Map(found.flatMap(({ request }) => (request ? [[request.state.id, request]] : [])));
  });
}

/** Resolves to whether the viewer may do this to the request, as themselves: by the rule that the operation asks, false once it is closed. Batched. */
export async function canViewer(
  context: Context,
  { id, status }: RequestRow,
  may: (request: LoadedRequest, person: Viewer) => boolean,
): Promise<boolean> {
  if (status === 'CLOSED') return false;
  const request = await loadRequestToDecide(context, id);
  return request !== null && may(request, context.viewer);
}

/** Resolves to whether `retryRequest` would open the request again for the viewer. Batched. */
export async function canViewerRetry(context: Context, { id, subStatus }: RequestRow): Promise<boolean> {
  if (subStatus !== 'ERROR') return false;
  const request = await loadRequestToDecide(context, id);
  return request !== null && request.state.failedAction !== null && canRetryRequest(request, context.viewer);
}

/** The request of that number, ID or UUID, null where there is none that the viewer may see. Throws what `requestReference` throws. */
export async function findRequest(context: Context, { uuid, ...asked }: QueryRequestArgs): Promise<RequestRow | null> {
  if (uuid == null) return loadRequestRow(context, requestReference(asked));
  const row = await loadByUuid(context, uuid);
  const isNamedTwice = asked.id != null || asked.number != null;
  if (row && isNamedTwice && requestReference(asked) !== row.id) throw refusal('REFERENCES_DISAGREE', { first: 'uuid', second: 'number' });
  return row;
}

function loadByUuid(context: Context, uuid: string): Promise<RequestRow | null> {
  if (!isUuid(uuid)) return Promise.resolve(null);
  return context.loaders.load('request by UUID', uuid.toLowerCase(), async (uuids: string[]) => {
    const rows = await context.db.read<RequestRow>(
      sql`SELECT ${requestColumns} FROM request r WHERE r.uuid = ANY (${uuids}::uuid[]) AND ${visibleRequests(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.uuid, row]));
  });
}
