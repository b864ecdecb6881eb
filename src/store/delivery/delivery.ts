import type { DeliveryKind } from '../../generated/graphql';

/** A call that came in, as the log tells of it: one object from its arrival to its entry, filled in as things become known. */
export interface Delivery {
  receivedAt: Date;
  /** `performance.now()` when it came in. */
  begun: number;
  /** Milliseconds until its answer; null while it runs. */
  durationMs: number | null;
  /** The delivery that it runs again. */
  replayOfId: number | null;
  address: string;
  method: string;
  /** Without the token, secrets redacted. */
  path: string;
  /** How it is read; null while its hook is not known. */
  kind: string | null;
  applicationId: number | null;
  /** As whom it runs. */
  userId: number | null;
  /** Of which calls headers and body are kept. */
  logBodies: 'ALL' | 'ERRORS' | 'NONE';
  /** JSON, secrets redacted; null: not kept. */
  headers: string | null;
  /** Its beginning, secrets redacted; null: not kept, or not read. */
  body: string | null;
  /** Bytes, as it came; null: not read. */
  bodySize: number | null;
  /** Path and body are as they came. */
  isWhole: boolean;
  operation: string | null;
  idempotencyKey: string | null;
  uid: string | null;
  /** The HTTP status of its answer; while it runs, what is answered when all goes well. */
  status: number;
  error: string | null;
  code: string | null;
  /** What it asked for was done by an earlier call. */
  duplicate: boolean;
  /** Why it started nothing, though it was not refused; null for others. */
  skipped: 'HANDSHAKE' | 'FILTERED' | null;
  /** The requests that it created or touched. */
  requestIds: number[];
  /** Its ID, once it has one. */
  id: number | null;
  /** Its entry was written together with its effect. */
  isWritten: boolean;
  /** Its caller waited on after its effect: how long it took was not known then. */
  hasWaited: boolean;
  /** Ends when what the call comes to has ended, and never fails: its caller may be answered before. Null: nothing of it runs. */
  work: Promise<void> | null;
}

/** A delivery as the fields of `Delivery` read it. */
export interface DeliveryRow {
  id: number;
  receivedAt: Date;
  durationMs: number;
  kind: DeliveryKind | null;
  applicationId: number | null;
  userId: number | null;
  address: string;
  method: string;
  path: string;
  status: number;
  operation: string | null;
  requestId: number | null;
  error: string | null;
  code: string | null;
  idempotencyKey: string | null;
  uid: string | null;
  duplicate: boolean;
  skipped: Delivery['skipped'];
  replayOfId: number | null;
  bodySize: number | null;
  isWhole: boolean;
}

/** A delivery with what was kept of its headers (JSON) and body. */
export interface WholeDelivery extends DeliveryRow {
  headers: string | null;
  body: string | null;
}
