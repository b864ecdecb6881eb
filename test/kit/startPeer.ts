import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from './until';

/** A call as the peer got it. */
export interface PeerCall {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** What the peer answers; null: nothing, it breaks the connection. */
export type PeerAnswer = { status?: number; headers?: Record<string, string>; body?: string | Buffer } | null;

/** Another system on a free port of this machine. */
export interface Peer {
  url: string;
  /** `127.0.0.1:<port>`. */
  host: string;
  /** What it was asked, in the order of arrival. */
  calls: PeerCall[];
  /** Returns what it answers from now on, by the number of the call from 1. */
  answer(next: (call: PeerCall, number: number) => PeerAnswer | Promise<PeerAnswer>): void;
  /** Gives the first so many calls, once they are there. */
  wait(calls: number): Promise<PeerCall[]>;
  stop(): Promise<void>;
}

/** Starts one, which answers 200 with `{}` until it is told otherwise. */
export async function startPeer(): Promise<Peer> {
  const calls: PeerCall[] = [];
  const usual = (): PeerAnswer => ({ headers: { 'content-type': 'application/json' }, body: '{}' });
  let answer: Parameters<Peer['answer']>[0] = usual;
  const server = http.createServer((request, response) => {
    void text(request)
      .then((body) => {
        const call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
        return answer(call, calls.push(call));
      })
      .then((given) => {
        if (given) response.writeHead(given.status ?? 200, given.headers).end(given.body);
        else request.socket.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    calls,
    answer(next) {
      calls.length = 0;
      answer = next;
    },
    wait: (number) => until(() => Promise.resolve(calls.length >= number && calls.slice(0, number))) as Promise<PeerCall[]>,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
