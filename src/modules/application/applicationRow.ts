import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Hook } from '../../store/loadHook';
import type { Hmac, SignatureScheme } from '../../store/signature';
import type { Trigger } from '../../store/trigger';
import type { FoundConnection } from '../findConnection';

/** A trigger as the fields of `Trigger` read it. */
export type TriggerRow = Trigger;

/** An application as the fields of `Application` read it. */
export interface ApplicationRow extends Omit<
  Hook,
  'viewer' | 'answered' | 'secretHash' | 'triggerPasswordHash' | 'signature' | 'fileRules'
> {
  description: string;
  impersonateUserName: string | null;
  signatureScheme: SignatureScheme | null;
  signatureHeader: string | null;
  signatureHmac: Hmac | null;
  /** Whether a second secret is accepted. */
  hasSecondSecret: boolean;
  createdAt: Date;
}

/** Its columns out of `application a`. */
export const applicationColumns: Sql = sql`a.id, a.name, a.kind, a.description, a.impersonate_user_name AS "impersonateUserName", a.active,
  a.allowed_addresses AS "allowedAddresses", a.rate_limit_requests AS "rateLimitRequests", a.rate_limit_seconds AS "rateLimitSeconds",
  a.error_status AS "errorStatus", a.error_prefix AS "errorPrefix", a.log_bodies AS "logBodies", a.signature_scheme AS "signatureScheme",
  a.signature_header AS "signatureHeader", a.signature_hmac AS "signatureHmac", a.signature_second_secret IS NOT NULL AS "hasSecondSecret", a.trigger, a.created_at AS "createdAt"`;

/** A page of applications. */
export type ApplicationRows = FoundConnection<ApplicationRow>;
