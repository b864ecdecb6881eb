import type { Logger } from 'pino';
import type { Identity } from './identity/identity';
import type { OwnedLimits } from './limits';
import type { Outbound } from './outbound/createOutbound';
import type { Budget } from './relay/createBudget';
import type { Loaders } from './relay/createLoaders';
import type { Signer } from './secret/createSigner';
import type { SecretBox } from './secret/createSecretBox';
import type { Delivery, WholeDelivery } from './store/delivery/delivery';
import type { Database } from './store/openDatabase';
import type { ShareReads } from './store/createSharedReads';
import type { FileRules } from './store/file';
import type { Idempotency } from './store/idempotency';
import type { CheckedCall } from './store/load/createConfiguration';
import type { Answered } from './store/load/loadHook';
import type { Feed } from './store/createFeed';
import type { Store } from './store/createStore';
import type { Threads } from './threads/createThreads';
import type { Viewer } from './store/viewer';

/** The context of every operation and field. One per call. */
export interface Context {
  db: Database;
  store: Store;
  viewer: Viewer;
  /** How the viewer logged in; null for what is run through a hook or by the server itself. */
  identity: Identity | null;
  clock: Clock;
  log: Logger;
  /** The way to other servers. */
  outbound: Outbound;
  /** The server's own files and folders, which hold its keys and data: no call reads them, whatever folders administrators allow. */
  ownPaths: readonly string[];
  /** Where validating and long expressions run. */
  threads: Threads;
  /** How many of each kind one user may have. */
  ownedLimits: OwnedLimits;
  loaders: Loaders;
  /** Reads together with other calls of the viewer. */
  shareReads: ShareReads;
  /** What it may still load. */
  budget: Budget;
  /** Encrypts what must be readable again. */
  secrets: SecretBox;
  /** Signs links to files. */
  fileLinks: Signer;
  /** What printed URLs start with, without a slash at the end. */
  publicUrl: string;
  /** The hook that the call came through, null for others. */
  hook: HookCall | null;
  /** How many calls through hooks of this server led to this one, one out of the other: what it sent as `Sluice-Hops`. */
  hops: number;
  /** The HTTP call that the one operation answers whole, through a hook or the Workflows API; null for GraphQL. */
  exchange: Exchange | null;
  /** Runs deliveries again; null for what hooks and the server itself run. */
  replay: Replay | null;
  /** The event stream of a subscription; null for other calls. */
  eventStream: EventStream | null;
}

/** Runs a delivery of a hook again, as a new one of this ID; `force`: as if it had given no `uid`. Ends when the new one is entered. */
export type Replay = (delivery: WholeDelivery, as: { id: number; force: boolean }) => Promise<void>;

/** What a subscription needs after its first answer. */
export interface EventStream {
  feed: Feed;
  /** Aborted when the client is gone, or the process is to stop. */
  signal: AbortSignal;
  /** The context of another call of the same caller, logged in again with the same credentials. Throws what a log-in throws. */
  renew(): Promise<Context>;
}

/** Where the time comes from. */
export interface Clock {
  now(): Date;
}

/** What an operation has to know of the hook that it came through. */
export interface HookCall {
  applicationId: number;
  /** What it may bring along, as it was when the hook was loaded. */
  fileRules: FileRules;
  /** What its check of the configuration found. */
  checked: CheckedCall | null;
}

/** An HTTP call that is answered with what one operation gives. */
export interface Exchange {
  /** Under which the answer is kept, together with its effect. */
  idempotency: Idempotency | null;
  /** The call itself, whose entry in the log is written together with its effect; null for a part of a call. */
  delivery: Delivery | null;
  /** The answer of an earlier call with the same key: given again, and nothing is done. */
  answered: Answered | null;
  /** What the operation gave, set when it has run: it tells fields that were not given from those that are null. */
  payload: object | null;
}
