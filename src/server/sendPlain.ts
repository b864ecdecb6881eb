import type { ServerResponse } from 'node:http';
import type { PlainAnswer } from '../graphql/answerPlainly';
import { encodeText } from '../store/encodeJson';
import type { Hold } from './createHold';
import { sendPieces, withLineBreak } from './send';

/** Sends an answer of GraphQL in JSON. Its bytes are held until the client has taken them. */
export async function sendPlain(response: ServerResponse, { contentType, body }: PlainAnswer, hold: Hold): Promise<void> {
  const pieces = await encodeText(body);
  sendPieces(response, { status: 200, headers: { 'Content-Type': contentType } }, withLineBreak(pieces), hold);
}
