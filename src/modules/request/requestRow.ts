import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Json, Outcome, RequestStatus } from '../../engine/state';
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
  data: { [name: string]: Json };
  runtime: Json;
  output: Json;
  /** The request that started it. */
  startedById: number | null;
  /** Whom it runs for. */
  caseId: number | null;
}

/** Its columns out of `request r`. */
export const requestColumns: Sql = sql`r.id, r.uuid, r.process_id AS "processId", r.requester_id AS "requesterId", r.is_test AS "isTest", r.status,
  r.sub_status AS "subStatus", r.opened_at AS "openedAt", r.closed_at AS "closedAt", r.message, r.data, r.runtime, r.output, r.parent_id AS "startedById", r.case_id AS "caseId"`;

/** A page of requests. */
export type RequestRows = FoundConnection<RequestRow>;
