import { Worker } from 'node:worker_threads';
import type { GraphiQLOptions } from 'graphql-yoga';
import { openTabs, tabStyle } from './openTabs';

/** A page that does not change while the process runs. */
export interface Page {
  /** Its HTML, compressed: 9 MB become a fourth. */
  gzipped: Uint8Array;
  etag: string;
  /** Its Content-Security-Policy. */
  policy: string;
}

// A text, since a worker has to be plain JavaScript, in the tests as well. Nothing runs but the scripts of the page, and it talks to this server
// alone. Its editor writes styles while it runs.
const work = `
  const { createHash } = require('node:crypto');
  const { parentPort, workerData: { library, options, insert } } = require('node:worker_threads');
  const { gzipSync } = require('node:zlib');
  const { renderGraphiQL } = require(library);
  const sha256 = (text) => createHash('sha256').update(text).digest('base64');
  const html = renderGraphiQL(options).replace('<div id="root"></div>', (root) => root + insert);
  const hashes = [...html.matchAll(/<script>(.*?)<\\/script>/gs)].map(([, text]) => "'sha256-" + sha256(text) + "'");
  const policy = [
    "default-src 'none'",
    'script-src ' + hashes.join(' '),
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    'worker-src blob: data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  parentPort.postMessage({ gzipped: gzipSync(html), etag: '"' + sha256(html) + '"', policy });`;

/** Ends the session of the browser; of no effect for those who came with a password in the header. */
const logoutForm = '<form method="post" action="logout" class="sluice-logout"><button>Log out</button></form>';
const logoutStyle =
  '.sluice-logout{position:fixed;right:12px;bottom:8px;z-index:9}.sluice-logout button{font:13px system-ui;padding:4px 10px;border:1px solid #94a3b8;border-radius:6px;background:#fff;color:#334155;cursor:pointer}';

/** Gives the page of GraphiQL. It is made when it is first asked for, in a thread that ends: the library weighs 60 MB in memory. */
export function createGraphiqlPage(): () => Promise<Page> {
  let page: Promise<Page> | undefined;
  return () => {
    page ??= makePage();
    page.catch(() => (page = undefined));
    return page;
  };
}

/** A gate that is half open, and the water below it. */
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="28" height="28" fill="none" stroke-width="3" stroke-linecap="round">' +
  '<path d="M4 3v26M28 3v26" stroke="#334155"/><path d="M10 4h12v10H10z" fill="#0d9488" stroke="#0d9488" stroke-linejoin="round"/>' +
  '<path d="M9 21q3.5-3.5 7 0t7 0M9 27q3.5-3.5 7 0t7 0" stroke="#0ea5e9"/></svg>';

/** GraphiQL as an administrator finds it. Nothing of it comes from elsewhere; it sends its queries to the path that it was loaded from. */
const options: GraphiQLOptions & { defaultEditorToolsVisibility: 'variables' } = {
  title: 'Sluice',
  logo,
  favicon: `data:image/svg+xml,${encodeURIComponent(logo)}`,
  // Headers hold tokens and passwords.
  shouldPersistHeaders: false,
  defaultEditorToolsVisibility: 'variables',
  // Otherwise a browser that keeps nothing shows the greeting of the library; what others open with comes from `openTabs`.
  defaultQuery: '',
};

function makePage(): Promise<Page> {
  const worker = new Worker(work, {
    eval: true,
    workerData: {
      library: require.resolve('@graphql-yoga/render-graphiql'),
      options,
      insert: `<style>${tabStyle}${logoutStyle}</style><script>${openTabs}</script>${logoutForm}`,
    },
  });
  return new Promise<Page>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  }).finally(() => worker.terminate());
}
