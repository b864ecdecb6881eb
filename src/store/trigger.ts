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
  /** How calls are received. Missing in hooks that an older server saved: as if nothing were set. */
  intake?: Intake;
}

/** A kind of body that a hook can accept. */
export type BodyFormat = 'JSON' | 'FORM' | 'MULTIPART' | 'TEXT' | 'NDJSON' | 'CLOUDEVENTS';

/** A method by which calls can start runs. */
export type CallMethod = 'POST' | 'GET' | 'PUT' | 'PATCH' | 'DELETE';

/** How the calls of a hook are received. Null is the default. */
export interface Intake {
  /** JSON when null. */
  accept: BodyFormat[] | null;
  /** POST when null. */
  methods: CallMethod[] | null;
  /** Whether runs get the text of the body as well, as `runtime.raw`. */
  raw: boolean | null;
}

/** A part of a query string or body that becomes a variable. */
export interface Variable {
  /** As `parseValuePath` reads it. */
  path: string;
  /** What it is called in `runtime` as well, null: nothing. */
  alias: string | null;
}
