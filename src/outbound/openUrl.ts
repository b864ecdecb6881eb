import { request, type Dispatcher } from 'undici';
import { allowUrl } from './allowUrl';
import { AddressForbidden, type Outbound } from './createOutbound';

/** What a URL led to. */
export type Opened =
  | { answer: Dispatcher.ResponseData; url: URL }
  /** It, or where it redirected to, may not be fetched. */
  | { forbidden: true };

const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a GET to a URL that the list allows (see `allowUrl`), and follows at most 5 redirects, each checked like the first. The body is not
 * read yet: anyone who calls reads or destroys it. Throws what the network says, and an Error after too many redirects.
 */
export async function openUrl(outbound: Outbound, target: string, entries: readonly string[], signal: AbortSignal): Promise<Opened> {
  let next: string | URL = target;
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const allowed = allowUrl(next, entries);
    if (!allowed) return { forbidden: true };
    const { url, reach } = allowed;
    const answer = await send(outbound.dispatcher(reach), url, signal);
    if (!answer) return { forbidden: true };
    const { location } = answer.headers;
    if (!redirects.has(answer.statusCode) || typeof location !== 'string') return { answer, url };
    answer.body.on('error', () => undefined).destroy();
    if (!URL.canParse(location, url.href)) throw new Error('it redirects to something that is not a URL');
    next = new URL(location, url);
  }
  throw new Error(`it redirects more than ${maxRedirects} times`);
}

/** Null where the connection would lead to a forbidden address. */
async function send(dispatcher: Dispatcher, url: URL, signal: AbortSignal): Promise<Dispatcher.ResponseData | null> {
  try {
    return await request(url, { dispatcher, signal, headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Sluice' } });
  } catch (error) {
    if (error instanceof AddressForbidden) return null;
    throw error;
  }
}
