import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a page of another origin may read of an answer's headers. */
const exposed = [
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Range',
  'ETag',
  'Idempotent-Replayed',
  'Retry-After',
  'Sluice-Version',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');
/** For how long a browser need not ask again, in seconds. */
const maxAge = 600;

/** Has a page of one of these origins read what follows. True where the request was a browser's question, which is answered then. */
export type Cors = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Cross-origin requests with credentials, from these origins alone: each is named, never `*`. Its headers are set before anything
 * else is done, so that a page can read why it was refused as well.
 */
export function createCors(origins: readonly string[]): Cors {
  return (request, response) => {
    const { origin } = request.headers;
    const isIn = origin !== undefined && origins.includes(origin);
    // A cache must not give one origin what was answered to another.
    if (origins.length > 0) response.setHeader('Vary', 'Origin');
    if (isIn) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
      response.setHeader('Access-Control-Expose-Headers', exposed);
    }
    if (request.method !== 'OPTIONS') return false;
    if (isIn) {
      response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, OPTIONS');
      const asked = request.headers['access-control-request-headers'];
      if (asked) response.setHeader('Access-Control-Allow-Headers', asked);
      response.setHeader('Access-Control-Max-Age', String(maxAge));
    }
    response.writeHead(204, { Allow: 'GET, HEAD, POST, OPTIONS', 'Content-Length': '0' }).end();
    return true;
  };
}
