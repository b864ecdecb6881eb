import ipaddr from 'ipaddr.js';
import { refusal } from '../../errors';
import type { UpdateApplicationInput } from '../../generated/graphql';
import type { Prisma } from '../../generated/prisma/client';
import type { SecretBox } from '../../secret/createSecretBox';
import { checkName } from '../checkName';
import { toSignatureData } from './toSignatureData';

type Fields = Omit<UpdateApplicationInput, 'id' | 'clientMutationId'>;

/** The columns that these fields set; absent fields set none, and null is the default. Throws INPUT_INVALID, SECRET_KEY_MISSING. */
export function toApplicationData(input: Fields, secrets: SecretBox): Prisma.ApplicationUpdateInput {
  const { name, description, impersonateUserName, active, allowedAddresses, rateLimit, errorStatus, errorPrefix, logBodies, signature } =
    input;
  if (rateLimit) checkRateLimit(rateLimit);
  return {
    ...(name != null && { name: checkName('name', name) }),
    ...(description !== undefined && { description: description ?? '' }),
    ...(impersonateUserName !== undefined && { impersonateUserName }),
    ...(active !== undefined && { active: active ?? true }),
    ...(allowedAddresses !== undefined && { allowedAddresses: (allowedAddresses ?? []).map(checkAddress) }),
    ...(rateLimit !== undefined && { rateLimitRequests: rateLimit?.requests ?? null, rateLimitSeconds: rateLimit?.perSeconds ?? null }),
    ...(errorStatus !== undefined && { errorStatus: errorStatus ?? 'HTTP' }),
    ...(errorPrefix !== undefined && { errorPrefix }),
    ...(logBodies !== undefined && { logBodies: logBodies ?? 'ALL' }),
    ...(signature !== undefined && toSignatureData(signature, secrets)),
  };
}

function checkAddress(address: string): string {
  if (ipaddr.isValid(address) || ipaddr.isValidCIDR(address)) return address;
  throw refusal('INPUT_INVALID', { path: 'allowedAddresses', reason: `not an address or CIDR range: ${JSON.stringify(address)}` });
}

function checkRateLimit({ requests, perSeconds }: { requests: number; perSeconds: number }): void {
  if (requests < 1) throw refusal('INPUT_INVALID', { path: 'rateLimit.requests', reason: '1 or more' });
  if (perSeconds < 1 || perSeconds > 86_400) throw refusal('INPUT_INVALID', { path: 'rateLimit.perSeconds', reason: '1 to 86400' });
}
