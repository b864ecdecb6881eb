import http from 'node:http';
import { administrator } from './startTestServer';

/** A subscription as its client sees it. */
export interface Subscribed {
  /** The next event: what it carries, or `complete`; waits for it at most ten seconds. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects to be there
  next(): Promise<any>;
  /** The events that are here already. */
  readonly waiting: unknown[];
  status: number;
  /** Goes away without a word. */
  leave(): void;
}

const longest = 10_000;

/** Subscribes over HTTP, by default as the administrator; resolves when the answer begins. */
export async function subscribe(
  url: string,
  query: string,
  variables: object = {},
  user: { userName: string; password: string } = administrator,
  headers: Record<string, string> = {},
): Promise<Subscribed> {
  const waiting: unknown[] = [];
  let tell: () => void = () => undefined;
  let rest = '';
  const authorization = `Basic ${Buffer.from(`${user.userName}:${user.password}`).toString('base64')}`;
  const request = http.request(`${url}/graphql`, {
    method: 'POST',
    agent: new http.Agent(),
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization, ...headers },
  });
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('error', reject).on('response', resolve).end(JSON.stringify({ query, variables }));
  });
  response
    .on('error', () => undefined)
    .on('close', () => {
      waiting.push('closed');
      tell();
    });
  response.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const [, event] = /^event: (.*)$/m.exec(part) ?? [];
      const [, data] = /^data: (.*)$/m.exec(part) ?? [];
      if (event === 'complete') waiting.push('complete');
      if (event === 'next') waiting.push(JSON.parse(data ?? 'null'));
    }
    tell();
  });
  return {
    status: response.statusCode ?? 0,
    waiting,
    async next() {
      if (waiting.length === 0) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('No event came')), longest);
          tell = () => {
            if (waiting.length === 0) return;
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return waiting.shift();
    },
    leave: () => request.destroy(),
  };
}
