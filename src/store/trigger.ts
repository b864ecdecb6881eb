import type { Json } from '../engine/state';

/** Which process the calls of a hook of kind TRIGGER start, and how they are read and answered. */
export interface Trigger {
  processName: string;
  /** Presets by the name of their data. */
  stateValues: { [name: string]: Json };
  /** SYNC: answered by the run, when it has ended or a RESPONSE has been reached. */
  mode: 'ASYNC' | 'SYNC';
  /** Who calls; the hash of the password is kept apart. Null: whoever knows the URL. */
  basicAuth: { userName: string } | null;
  /** What of each part becomes variables; null: everything. Names of headers are lower case. */
  parse: { headers: string[] | null; query: Variable[] | null; body: Variable[] | null };
  /** What ASYNC calls are answered. `headers` and `body` are templates whose placeholders are paths. */
  response: { status: number; headers: { [name: string]: string }; body: Json };
  /** How long a SYNC call waits for the run, in milliseconds. */
  timeoutMs: number;
}

/** A part of a query string or body that becomes a variable. */
export interface Variable {
  /** As `parseValuePath` reads it. */
  path: string;
  /** What it is called in `runtime` as well, null: nothing. */
  alias: string | null;
}
