import type { Logger } from 'pino';
import type { Clock } from '../context';
import { createOutbound } from '../outbound/createOutbound';
import { createSecretBox } from '../secret/createSecretBox';
import type { ChangeSet } from '../store/commitChanges';
import { createSharedReads } from '../store/createSharedReads';
import { createStore } from '../store/createStore';
import { defaultMostOwned } from '../store/requireRoom';
import type { Database } from '../store/openDatabase';
import { createThreads } from '../threads/createThreads';
import type { CallDeps } from './createContext';

/** Where processes differ in what their calls share. */
interface Own {
  db: Database;
  log: Logger;
  /** SECRET_KEY; undefined: no readable secret can be kept. */
  secretKey: string | undefined;
  publicUrl: CallDeps['publicUrl'];
  ownPaths: CallDeps['ownPaths'];
  /** Absent: what docs/limits.md says. */
  mostOwned?: CallDeps['mostOwned'];
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
  mostOwned = defaultMostOwned,
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
    mostOwned,
    store,
    sharedReads: createSharedReads(db.statementMs),
    threads,
    outbound: createOutbound(),
    secrets: createSecretBox(secretKey),
  };
}
