import type { Entry } from './entries';
import type { Lab } from './lab';
import type { Call } from './send';

/** Somebody who calls: what they add to a call. */
export interface Caller {
  name: string;
  as(lab: Lab, call: Call): Call;
}

const withLogIn = (name: string, authorization: (lab: Lab) => string): Caller => ({
  name,
  as: (lab, call) => ({ ...call, headers: { ...call.headers, authorization: authorization(lab) } }),
});

/** Anyone who logs in, or does not. */
const users: Caller[] = [
  { name: 'anonymous', as: (_, call) => call },
  withLogIn('unknown token', () => `Bearer slu_${'x'.repeat(32)}`),
  withLogIn('no JWT', () => `Bearer ${'e'.repeat(40)}.${'e'.repeat(40)}.x`),
  withLogIn('plain user', (lab) => `Bearer ${lab.tokens.user}`),
  withLogIn('administrator', (lab) => `Bearer ${lab.tokens.administrator}`),
  ...(['read', 'operations', 'administration', 'workflows:run'] as const).map((scope) =>
    withLogIn(`token for ${scope}`, (lab) => `Bearer ${lab.tokens[scope]}`),
  ),
];

/** Anyone who calls a hook. */
const hookCallers: Caller[] = [
  { name: 'hook token', as: (_, call) => call },
  { name: 'unknown hook', as: (_, call) => ({ ...call, path: call.path.replace(/(\/hooks\/)[^?]*/, `$1${'x'.repeat(32)}`) }) },
  { name: 'hook token, gzip', as: (_, call) => ({ ...call, headers: { ...call.headers, 'content-encoding': 'gzip' } }) },
];

/** Returns who may come by an entry. */
export const callersOf = ({ by }: Entry): readonly Caller[] => (by === 'hook' ? hookCallers : users);
