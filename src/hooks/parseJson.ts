import { refusal } from '../errors';
import { readJson } from '../input/readJson';

/** The JSON value of a body. Throws INPUT_EXCESSIVE before it is parsed, and BODY_NOT_JSON. */
export function parseJson(body: Buffer): unknown {
  const read = readJson(body);
  if ('excess' in read) throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: read.excess });
  if ('fault' in read) throw refusal('BODY_NOT_JSON', { reason: read.fault });
  return read.value;
}
