import { refusal } from '../errors';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON value of a body. Throws BODY_NOT_JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    throw refusal('BODY_NOT_JSON', { reason: (error as Error).message });
  }
}
