import type { Logger } from 'pino';
import type { Clock, Context, Exchange, HookCall, EventStream, Replay } from '../context';
import type { Identity } from '../identity/identity';
import type { OwnedLimits } from '../limits';
import { createOutbound, type Outbound } from '../outbound/createOutbound';
import { createBudget } from '../relay/createBudget';
import { createLoaders } from '../relay/createLoaders';
import { createSecretBox, type SecretBox } from '../secret/createSecretBox';
import type { ChangeSet } from '../store/commitChanges';
import { createSharedReads } from '../store/createSharedReads';
import { createStore, type Store } from '../store/createStore';
import type { Database } from '../store/openDatabase';
import { defaultOwnedLimits } from '../store/requireQuota';
import type { Viewer } from '../store/viewer';
import { createThreads, type Threads } from '../threads/createThreads';
import { createSigner, type Signer } from '../secret/createSigner';

/** What calls of one process share. */
export interface CallDeps {
  db: Database;
  store: Store;
  clock: Clock;
  log: Logger;
  secrets: SecretBox;
  /** Signs links to files. */
  fileLinks: Signer;
  sharedReads: ReturnType<typeof createSharedReads>;
  /** One per server process. */
  outbound: Outbound;
  /** See `Context`. */
  ownPaths: readonly string[];
  /** Where validating and long expressions run. */
  threads: Threads;
  ownedLimits: OwnedLimits;
  /** Returns what printed URLs start with; asked when it is needed, since the port may not be known before. */
  publicUrl(): string;
}

/** The context of one call of this viewer: through a hook, after a log-in, or by the server itself. Its lists may give so many nodes. */
export function createContext(
  deps: CallDeps,
  viewer: Viewer,
  {
    hook = null,
    hops = 0,
    exchange = null,
    identity = null,
    maxNodes = Number.MAX_SAFE_INTEGER,
    eventStream = null,
    replay = null,
    isAbandoned,
  }: {
    hook?: HookCall | null;
    hops?: number;
    exchange?: Exchange | null;
    identity?: Identity | null;
    maxNodes?: number;
    eventStream?: EventStream | null;
    replay?: Replay | null;
    /** Whether nobody waits for it any more. */
    isAbandoned?: (() => boolean) | undefined;
  } = {},
): Context {
  const budget = createBudget(maxNodes, isAbandoned);
  return {
    db: deps.db,
    store: deps.store,
    clock: deps.clock,
    log: deps.log,
    secrets: deps.secrets,
    fileLinks: deps.fileLinks,
    outbound: deps.outbound,
    ownPaths: deps.ownPaths,
    threads: deps.threads,
    ownedLimits: deps.ownedLimits,
    viewer,
    identity,
    hook,
    hops,
    exchange,
    eventStream,
    replay,
    loaders: createLoaders(budget),
    shareReads: deps.sharedReads(viewer),
    budget,
    get publicUrl() {
      return deps.publicUrl();
    },
  };
}

/** Where processes differ in what their calls share. */
interface Own {
  db: Database;
  log: Logger;
  /** SECRET_KEY; undefined: no readable secret can be kept. */
  secretKey: string | undefined;
  publicUrl: CallDeps['publicUrl'];
  ownPaths: CallDeps['ownPaths'];
  /** Absent: what docs/limits.md says. */
  ownedLimits?: CallDeps['ownedLimits'];
  /** Absent: the machine's. */
  clock?: Clock | undefined;
  /** MAX_DESCENDANTS; absent: its default. */
  maxDescendants?: number | undefined;
  /** Told of each change of a request that was written. */
  onCommit?: (set: ChangeSet) => void;
}

/** Makes what the calls of one process share: once a process, or its calls do not find together. */
export function createCallDeps({
  db,
  log,
  secretKey,
  publicUrl,
  ownPaths,
  ownedLimits = defaultOwnedLimits,
  maxDescendants,
  onCommit,
  clock = { now: () => new Date() },
}: Own): CallDeps {
  const threads = createThreads();
  const store = createStore(db, onCommit, maxDescendants, threads.evaluateFor);
  return {
    db,
    log,
    clock,
    publicUrl,
    ownPaths,
    ownedLimits,
    store,
    sharedReads: createSharedReads(db.statementMs),
    threads,
    outbound: createOutbound(),
    secrets: createSecretBox(secretKey),
    fileLinks: createSigner(secretKey, 'links to files'),
  };
}
