import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { Signer } from '../../secret/createSigner';
import { fromFileKey } from './read/file';

/** The query of a URL that opens the file with this key without a log-in, for so many seconds from now. Throws INPUT_INVALID, SECRET_KEY_MISSING. */
export function toFileLink(signer: Signer, key: string, seconds: number, now: Date): string {
  const limit = limits.fileLinkSeconds.value;
  if (seconds < 1 || seconds > limit)
    throw refusal('INPUT_INVALID', { path: 'expiresIn', reason: `must be from 1 to ${limit} seconds, not ${seconds}` });
  const expires = Math.floor(now.getTime() / 1000) + seconds;
  return `expires=${expires}&signature=${signer.sign(textOf(key, String(expires)))}`;
}

/** Returns whether a request asks for a file by such a link. */
export function isFileLink(query: string): boolean {
  return new URLSearchParams(query).has('signature');
}

/** Checks that the query is one that `toFileLink` made for this key, and still holds. Throws FILE_LINK_INVALID, FILE_LINK_EXPIRED. */
export function checkFileLink(signer: Signer, key: string, query: string, now: Date): void {
  const parameters = new URLSearchParams(query);
  const [expires, signature] = [parameters.get('expires') ?? '', parameters.get('signature') ?? ''];
  if (!fromFileKey(key) || !/^\d{1,12}$/.test(expires) || !signer.verify(textOf(key, expires), signature))
    throw refusal('FILE_LINK_INVALID', {});
  if (Number(expires) * 1000 <= now.getTime()) throw refusal('FILE_LINK_EXPIRED', {});
}

function textOf(key: string, expires: string): string {
  return JSON.stringify([key, expires]);
}
