import type { IncomingMessage, ServerResponse } from 'node:http';
import { send } from './send';
import { asksForPage } from './sendPage';

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
