import type { ApplicationKind } from '../../generated/prisma/client';
import { selectFileRules, type FileRules } from '../file';
import type { Database } from '../openDatabase';
import type { Signature } from '../signature';
import type { Trigger } from '../trigger';
import { selectViewer, type Viewer } from '../viewer';

/** A hook as its calls need it. */
export interface Hook {
  id: number;
  name: string;
  /** How its calls are read and answered. */
  kind: ApplicationKind;
  active: boolean;
  allowedAddresses: string[];
  /** Null: any number of requests. */
  rateLimitRequests: number | null;
  rateLimitSeconds: number | null;
  errorStatus: 'HTTP' | 'ALWAYS_200';
  errorPrefix: string | null;
  /** Of which of its calls the log keeps headers and body. */
  logBodies: 'ALL' | 'ERRORS' | 'NONE';
  /** SHA-256 of the secret that callers of kind WORKFLOWS send, hexadecimal; null for other kinds. */
  secretHash: string | null;
  /** Of kind TRIGGER: what its calls start; null for other kinds. */
  trigger: Trigger | null;
  /** Argon2id of the password of its Basic authentication, null where it asks for none. */
  triggerPasswordHash: string | null;
  /** What a handshake has to bring along, encrypted, hexadecimal. Null: nothing was agreed on. */
  triggerVerifyToken: string | null;
  /** How its calls are signed; null: not at all. */
  signature: Signature | null;
  /** The user it acts as; null when there is none of that name. */
  viewer: Viewer | null;
  fileRules: FileRules;
  /** What was answered under the Idempotency-Key asked for, if it is still kept. */
  answered: Answered | null;
}

/** An answer that is kept under an Idempotency-Key. */
export interface Answered {
  /** As in `Idempotency`. */
  bodyHash: string;
  /** The mutation's payload. */
  payload: Record<string, unknown>;
}

export interface HookKey {
  /** SHA-256 of its token, hexadecimal. */
  tokenHash: string;
  idempotencyKey: string | null;
  /** The key instead, of a hook whose calls are signed by Standard Webhooks. */
  webhookId: string | null;
}

const text = `
  SELECT asked.n, a.id, a.name, a.kind, a.active, a.allowed_addresses AS "allowedAddresses", a.rate_limit_requests AS "rateLimitRequests",
    a.rate_limit_seconds AS "rateLimitSeconds", a.error_status AS "errorStatus", a.error_prefix AS "errorPrefix", a.log_bodies AS "logBodies",
    encode(a.secret_hash, 'hex') AS "secretHash", a.trigger, a.trigger_password_hash AS "triggerPasswordHash",
    encode(a.trigger_verify_token, 'hex') AS "triggerVerifyToken",
    CASE WHEN a.signature_scheme IS NOT NULL THEN jsonb_build_object(
      'scheme', a.signature_scheme, 'secret', encode(a.signature_secret, 'hex'), 'secondSecret', encode(a.signature_second_secret, 'hex'),
      'header', a.signature_header, 'hmac', a.signature_hmac) END AS signature,
    CASE WHEN viewer.id IS NOT NULL THEN to_jsonb(viewer) END AS viewer, ${selectFileRules} AS "fileRules",
    CASE WHEN k.key IS NOT NULL THEN jsonb_build_object('bodyHash', encode(k.body_hash, 'hex'), 'payload', k.payload) END AS answered
  FROM jsonb_to_recordset($1::jsonb) AS asked(n int, "tokenHash" text, key text, "webhookId" text)
  JOIN application a ON a.token_hash = decode(asked."tokenHash", 'hex')
  CROSS JOIN settings s
  LEFT JOIN LATERAL (${selectViewer.text} WHERE u.user_name = COALESCE(a.impersonate_user_name, s.engine_user_name)) viewer ON true
  LEFT JOIN idempotency_key k ON k.scope = 'Application:' || a.id
    AND k.key = CASE WHEN a.signature_scheme = 'STANDARD_WEBHOOKS' THEN asked."webhookId" ELSE asked.key END
    AND k.created_at > now() - s.idempotency_retention * interval '1 day'`;

/**
 * The hooks of these tokens with their users, groups and settings, and what was answered under their Idempotency-Keys,
 * in one SELECT; null for a token that is not known.
 */
export async function loadHooks(db: Database, keys: HookKey[]): Promise<(Hook | null)[]> {
  // Many calls of one hook arrive together: each of them is looked up once.
  const looked = new Map<string, { n: number; tokenHash: string; key: string | null; webhookId: string | null }>();
  const positions = keys.map(({ tokenHash, idempotencyKey: key, webhookId }) => {
    const name = JSON.stringify([tokenHash, key, webhookId]);
    const asked = looked.get(name) ?? { n: looked.size, tokenHash, key, webhookId };
    looked.set(name, asked);
    return asked.n;
  });
  // One JSON text, not two arrays: PostgreSQL would plan the statement anew for each number of elements.
  const rows = await db.read<Hook & { n: number }>({ name: 'loadHooks', text, values: [JSON.stringify([...looked.values()])] });
  const found = new Map(rows.map((row) => [row.n, row]));
  return positions.map((n) => found.get(n) ?? null);
}
