import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Page } from '../graphiql/createGraphiqlPage';
import { send } from './send';

const decompress = promisify(gunzip);

/** Whether a browser asks for a page. An address with a query in it is one too: the page opens with that query. */
export function asksForPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

/** Sends a page, compressed for who takes that (all browsers do), and not at all to who has it already. */
export async function sendPage({ headers }: IncomingMessage, response: ServerResponse, { gzipped, etag, policy }: Page): Promise<void> {
  const common = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Accept-Encoding, Authorization' };
  if (headers['if-none-match']?.includes(etag)) {
    response.writeHead(304, common).end();
    return;
  }
  const isGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(headers['accept-encoding']?.toString() ?? '');
  const body = isGzip ? gzipped : await decompress(gzipped);
  response.writeHead(200, {
    ...common,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    ...(isGzip && { 'Content-Encoding': 'gzip' }),
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}

/** What is at `/`: browsers go on to GraphiQL, programs read where everything is. */
export function sendHome(request: IncomingMessage, response: ServerResponse, path: string): void {
  // Relative to the path that was called: a proxy may have taken a prefix off.
  const here = path.endsWith('/') ? '' : `${path.slice(path.lastIndexOf('/') + 1)}/`;
  if (asksForPage(request)) {
    send(response, 302, { Location: `${here}graphql` }, 'GraphiQL is at graphql\n');
    return;
  }
  const probes = ['healthz', 'readyz', 'metrics'].map((name) => here + name);
  const [graphql, hooks] = [`${here}graphql`, `${here}hooks/<token>`];
  send(
    response,
    200,
    {},
    {
      name: 'Sluice',
      graphql,
      schema: `${graphql}/schema`,
      definitionSchema: `${here}definition/schema`,
      hooks,
      workflows: `${here}openapi.json`,
      probes,
    },
  );
}
