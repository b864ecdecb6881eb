import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Outcome, RequestStatus } from '../../engine/state';
import { limits } from '../../limits';
import type { FoundConnection } from '../findConnection';

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
