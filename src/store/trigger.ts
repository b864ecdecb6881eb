import type { Json } from '../engine/state';

/** Which process the calls of a hook of kind TRIGGER start, and how they are read and answered. */
export interface Trigger {
  processName: string;
  /** Presets by the name of their data. */
  stateValues: { [name: string]: Json };
  /** SYNC: answered by the run, when it has ended or a RESPONSE has been reached. */
  mode: 'ASYNC' | 'SYNC';
  /** Who calls; the hash of the password is kept apart. Null: anyone who knows the URL. */
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
export type BodyFormat = 'JSON' | 'FORM' | 'MULTIPART' | 'TEXT' | 'NDJSON' | 'XML' | 'CLOUDEVENTS';

/** A method by which calls can start runs. */
export type CallMethod = 'POST' | 'GET' | 'PUT' | 'PATCH' | 'DELETE';

/** A system whose calls a hook is made for. */
export type Sender =
  | 'GITHUB'
  | 'GITLAB'
  | 'SHOPIFY'
  | 'STRIPE'
  | 'SLACK'
  | 'TWILIO'
  | 'LINEAR'
  | 'META'
  | 'MICROSOFT_GRAPH'
  | 'SMARTSHEET'
  | 'ZOOM'
  | 'DROPBOX'
  | 'CLOUDEVENTS'
  | 'STANDARD_WEBHOOKS';

/** How the calls of a hook are received. Null is what the sender's preset says, or the default. */
export interface Intake {
  sender: Sender | null;
  /** JSON when null. */
  accept: BodyFormat[] | null;
  /** POST when null. */
  methods: CallMethod[] | null;
  /** Whether runs get the text of the body as well, as `runtime.raw`. */
  raw: boolean | null;
  handshakes: Handshake[] | null;
  /** A template that names a run: the second call of that name starts nothing. Empty: none. */
  uid: string | null;
  /** A condition; a call for which it is false starts nothing. Empty: none. */
  when: string | null;
  /** What such a call is answered. */
  otherwise: { status: number; body: Json } | null;
  /** An expression that gives a list: each of its entries starts a run. Empty: none. */
  forEach: string | null;
}

/** A call by which a sender checks that the hook is there: it is answered, and starts nothing. */
export interface Handshake {
  methods: ('GET' | 'HEAD' | 'OPTIONS' | 'POST')[];
  /** Where the token is that is sent back: `query.<path>`, `headers.<name>` or `body.<path>`. A call without it is not a handshake. Null: none is sent. */
  token: string | null;
  /** What else tells a handshake from other calls. */
  when: { path: string; equals: string } | null;
  /** Where the secret is that the hook and its sender agreed on; null: none is asked for. */
  verify: string | null;
  /** `{{token}}` and `{{hmac}}` (of the token, by the secret of the signature) are filled in. */
  answer: { status: number; headers: { [name: string]: string }; body: Json };
}

/** A part of a query string or body that becomes a variable. */
export interface Variable {
  /** As `parseValuePath` reads it. */
  path: string;
  /** What it is called in `runtime` as well, null: nothing. */
  alias: string | null;
}
