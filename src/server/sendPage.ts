import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { escapeXml } from '../diagram/describeDiagram';
import type { Page } from '../graphiql/createGraphiqlPage';
import { send } from './send';

const decompress = promisify(gunzip);

/** Returns whether a browser asks for a page. An address with a query in it is one too: the page opens with that query. */
export function acceptsHtml({ method, headers }: IncomingMessage): boolean {
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

/** Returns what is at `/`: browsers go on to GraphiQL, programs read where everything is. */
export function sendHome(request: IncomingMessage, response: ServerResponse, path: string): void {
  // Relative to the path that was called: a proxy may have taken a prefix off.
  const here = path.endsWith('/') ? '' : `${path.slice(path.lastIndexOf('/') + 1)}/`;
  if (acceptsHtml(request)) {
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

const style = `body{font:16px/1.5 system-ui,sans-serif;background:#f8fafc;color:#0f172a;display:grid;place-items:center;min-height:100vh;margin:0}
main{background:#fff;border:1px solid #e2e8f0;border-radius:12px;padding:32px;width:min(22rem,85vw)}h1{margin:0 0 16px;font-size:22px}
label{display:block;margin:12px 0 4px}input{box-sizing:border-box;width:100%;padding:9px;font:inherit;border:1px solid #64748b;border-radius:6px}
button,.button{box-sizing:border-box;display:block;width:100%;margin-top:20px;padding:10px;font:inherit;text-align:center;border:0;border-radius:6px;background:#0f766e;color:#fff;text-decoration:none}
[role=alert]{padding:8px 12px;border-radius:6px;background:#fee2e2;color:#7f1d1d}`;

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the page shows. */
export interface LoginForm {
  /** Where the browser goes afterwards, relative to this page. */
  next: string;
  /** Whether users can log in at the identity provider. */
  hasProvider: boolean;
  /** Why the last attempt failed; null before the first. */
  fault: string | null;
  /** The user name of that attempt. */
  userName?: string;
}

/** Sends the page with the form for user name and password: no script, nothing from elsewhere, framed by nobody. */
export function sendLoginPage(
  response: ServerResponse,
  status: number,
  { next, hasProvider, fault, userName = '' }: LoginForm,
  headers: Record<string, string> = {},
): void {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Log in · Sluice</title><style>${style}</style></head>
<body><main><h1>Log in to Sluice</h1>${fault === null ? '' : `<p role="alert">${escapeXml(fault)}</p>`}
<form method="post" action="login">
<input type="hidden" name="next" value="${escapeXml(next)}">
<label for="u">User name</label><input id="u" name="userName" value="${escapeXml(userName)}" autocomplete="username" required${userName === '' ? ' autofocus' : ''}>
<label for="p">Password</label><input id="p" name="password" type="password" autocomplete="current-password" required${userName === '' ? '' : ' autofocus'}>
<button>Log in</button></form>
${hasProvider ? `<a class="button" href="login-provider?next=${escapeXml(encodeURIComponent(next))}">Single sign-on</a>` : ''}</main></body></html>
`;
  send(
    response,
    status,
    { ...headers, 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy, 'Referrer-Policy': 'same-origin' },
    html,
  );
}
