import type { Logger } from 'pino';
import type { Clock, Context, Exchange, HookCall, Live, Replay } from '../context';
import type { Identity } from '../identity/identity';
import type { Outbound } from '../outbound/createOutbound';
import { createBudget } from '../relay/createBudget';
import { createLoaders } from '../relay/createLoaders';
import type { SecretBox } from '../secret/createSecretBox';
import type { createSharedReads } from '../store/createSharedReads';
import type { Store } from '../store/createStore';
import type { Database } from '../store/openDatabase';
import type { Threads } from '../threads/createThreads';
import type { MostOwned } from '../limits';
import type { Viewer } from '../store/viewer';

/** What calls of one process share. */
export interface CallDeps {
  db: Database;
  store: Store;
  clock: Clock;
  log: Logger;
  secrets: SecretBox;
  sharedReads: ReturnType<typeof createSharedReads>;
  /** One a process. */
  outbound: Outbound;
  /** See `Context`. */
  ownPaths: readonly string[];
  /** Where validating and long expressions run. */
  threads: Threads;
  mostOwned: MostOwned;
  /** What printed URLs start with; asked when it is needed, since the port may not be known before. */
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
    live = null,
    replay = null,
    isAbandoned,
  }: {
    hook?: HookCall | null;
    hops?: number;
    exchange?: Exchange | null;
    identity?: Identity | null;
    maxNodes?: number;
    live?: Live | null;
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
    outbound: deps.outbound,
    ownPaths: deps.ownPaths,
    threads: deps.threads,
    mostOwned: deps.mostOwned,
    viewer,
    identity,
    hook,
    hops,
    exchange,
    live,
    replay,
    loaders: createLoaders(budget),
    shareReads: deps.sharedReads(viewer),
    budget,
    get publicUrl() {
      return deps.publicUrl();
    },
  };
}
