import type { Live } from '../context';
import type { Identity } from '../identity/identity';

/** What the router hands over with each request. */
export interface GraphqlCall {
  identity: Identity;
  /** How many calls through this server led to this one. */
  hops: number;
  /** What URLs that are printed for the caller start with. */
  publicUrl: string;
  /** Aborted when the client is gone, or the process is to stop. */
  signal: Live['signal'];
  /** Whether the client is gone before it was answered. */
  isAbandoned: () => boolean;
  /** Logs the same caller in again. */
  logInAgain: () => Promise<Identity>;
}
