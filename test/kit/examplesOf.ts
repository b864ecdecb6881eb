/** What stands in a page between ``` and ```. */
export interface Fence {
  language: string;
  text: string;
}

/** A call that a page prints. */
export interface Example {
  path: string;
  headers: Record<string, string>;
  body: object;
  /** The answer printed below it, undefined where there is none. */
  answer: unknown;
}

interface Caller {
  token: string;
  authorization: string;
}

/** All fences of a page, in its order. */
export function fencesOf(page: string): Fence[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));
}

/** The calls that a page prints, as this caller makes them: bodies for a hook, GraphQL, and curl lines; each with the JSON right below it. */
export function examplesOf(page: string, caller: Caller): Example[] {
  const fences = fencesOf(page);
  return fences.flatMap((fence, n) => {
    const call = toCall(fence, caller);
    return call ? [{ ...call, answer: toAnswer(fences[n + 1]) }] : [];
  });
}

function toCall({ language, text }: Fence, { token, authorization }: Caller): Omit<Example, 'answer'> | null {
  if (language === 'graphql') return { path: '/graphql', headers: { authorization }, body: { query: text } };
  if (language === 'json') {
    const body = JSON.parse(text) as object;
    return 'operation' in body ? { path: `/hooks/${token}`, headers: {}, body } : null;
  }
  if (!text.startsWith('curl')) return null;
  const values = (option: string) =>
    [...text.matchAll(new RegExp(` -${option} (['"])(.*?)\\1(?= |$)`, 'gm'))].map((match) => match[2] ?? '');
  const headers = values('H').map((header) => header.replace('${HOOK##*/}', token).split(': '));
  const named = /\$\{HOOK%\/\*\}\/(\w+)/.exec(text)?.[1];
  return {
    path: text.includes('/graphql') ? '/graphql' : `/hooks/${named ?? token}`,
    headers: { ...Object.fromEntries(headers.map(([name = '', value = '']) => [name.toLowerCase(), value])), authorization },
    body: JSON.parse(values('d').join('')) as object,
  };
}

function toAnswer(fence: Fence | undefined): unknown {
  if (fence?.language !== 'json') return undefined;
  const answer = JSON.parse(fence.text) as object;
  return 'operation' in answer ? undefined : answer;
}
