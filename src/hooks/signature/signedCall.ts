import { refusal } from '../../errors';
import type { HookRequest } from '../hookRequest';

/** What a signature can be over. */
export interface SignedCall extends Pick<HookRequest, 'method' | 'headers' | 'query' | 'url'> {
  /** The bytes as they came. */
  body: Buffer;
}

/** The value of a header that the signature needs; `all` names all of them. Throws SIGNATURE_MISSING. */
export function readHeader({ headers }: Pick<SignedCall, 'headers'>, header: string, all: string): string {
  const value = headers[header.toLowerCase()];
  if (typeof value !== 'string' || value === '') throw refusal('SIGNATURE_MISSING', { part: `The header ${header}`, parts: all });
  return value;
}
