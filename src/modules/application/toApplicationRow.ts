import type { Application } from '../../generated/prisma/client';
import type { Hmac } from '../../store/signature';
import type { Trigger } from '../../store/trigger';
import type { ApplicationRow } from './applicationRow';

/** An application that was just written, as the fields of `Application` read it. */
export function toApplicationRow(application: Application): ApplicationRow {
  return {
    ...application,
    trigger: application.trigger as Trigger | null,
    signatureHmac: application.signatureHmac as Hmac | null,
    hasSecondSecret: application.signatureSecondSecret !== null,
  };
}
