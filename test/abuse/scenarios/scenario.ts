import type { Lab } from '../lab';
import type { Notes } from '../row';
import type { Answer } from '../send';

/** Something that is done to the laboratory, as a line of the table. */
export interface Scenario {
  what: string;
  run(lab: Lab, notes: Notes): Promise<void>;
}

/** A call of a hook. */
export const callHook = (lab: Lab, token: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
  lab.send({
    method: 'POST',
    path: `/hooks/${token}`,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? Buffer.from(body) : body,
  });

/** A call of /graphql by anyone who has the token. */
export const callGraphql = (lab: Lab, query: string, variables: unknown, token = lab.tokens.administrator): Promise<Answer> =>
  lab.send({
    method: 'POST',
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: Buffer.from(JSON.stringify({ query, variables })),
  });
