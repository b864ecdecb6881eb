import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { graphiqlOptions } from './graphiqlOptions';

/** A page that does not change while the process runs. */
export interface Page {
  /** Its HTML, compressed: 9 MB become a fourth. */
  gzipped: Buffer;
  etag: string;
  /** Its Content-Security-Policy. */
  policy: string;
}

const compress = promisify(gzip);

/** Gives the page of GraphiQL for the path that it sends its queries to. Each is made once, when it is first asked for. */
export function createGraphiqlPages(): (endpoint: string) => Promise<Page> {
  const pages = new Map<string, Promise<Page>>();
  return (endpoint) => {
    const page = pages.get(endpoint) ?? makePage(endpoint);
    pages.set(endpoint, page);
    page.catch(() => pages.delete(endpoint));
    return page;
  };
}

async function makePage(endpoint: string): Promise<Page> {
  const html = renderGraphiQL({ ...graphiqlOptions, endpoint });
  return { gzipped: await compress(html), etag: `"${sha256(html)}"`, policy: policyOf(html) };
}

/** Nothing runs but the scripts of the page, and it talks to this server alone. Its editor writes styles while it runs. */
function policyOf(html: string): string {
  const hashes = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => `'sha256-${sha256(script)}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    'worker-src blob: data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
