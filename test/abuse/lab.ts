import { randomUUID } from 'node:crypto';
import { secretKey } from '../kit/secretKey';
import { startPeer, type Peer } from '../kit/startPeer';
import { startSmtpServer } from '../kit/startSmtpServer';
import { startSluice, type Sluice } from '../process/startSluice';
import type { Probe } from './prober';
import { send, type Answer, type Call } from './send';
import { addAdministratorToken, addHook, askBy, setUpLab, type Ask } from './setUpLab';
import { startProber, type Health, type Prober } from './startProber';

/** Requests that one topmost request may start on its server. */
export const mostDescendants = 1_000;

/** A server process with hooks, users, processes and peers for everything that is sent to it, and what watches it. */
export interface Lab extends Awaited<ReturnType<typeof setUpLab>> {
  readonly url: string;
  readonly databaseUrl: string;
  readonly peer: Peer;
  /** How often the process was gone and had to be started again. */
  readonly deaths: number;
  send(call: Call): Promise<Answer>;
  /** Asks as the administrator. */
  ask: Ask;
  /** Keeps what the peer is to answer to a call that sends the key. */
  keepForPeer(value: Buffer, type: string): string;
  /** Deploys a process, and makes a hook that starts it; gives the hook's token, or null where the process is refused. */
  addHook(definition: { name: string }, mode?: 'SYNC' | 'ASYNC'): Promise<string | null>;
  healthSince(from: number): Promise<Health>;
  /** Resolves to whether it still runs and answers. Starts it again where it does not. */
  revive(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts it on an empty database, with processes of these expressions. What the server keeps beside it is in the folder. */
export async function startLab(dataDir: string, databaseUrl: string, expressions: readonly { name: string }[] = []): Promise<Lab> {
  const { peer, keep } = await startKeepingPeer();
  const smtp = await startSmtpServer();
  let sluice: Sluice;
  let prober: Prober;
  let deaths = 0;
  const probes: Probe[] = [];
  let reviving: Promise<boolean> | undefined;

  async function start(): Promise<void> {
    const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'flow@a.example' };
    // Far below the default, so that a family that grows to its bound does so in a minute.
    const bounds = { MAX_DESCENDANTS: String(mostDescendants) };
    const env = { ...bounds, DATABASE_URL: databaseUrl, SECRET_KEY: secretKey, TRUST_PROXY: '127.0.0.1', LOG_LEVEL: 'error', ...mail };
    sluice = await startSluice(dataDir, { env });
    prober = await startProber(sluice.url, sluice.pid, probes);
  }
  async function stop(): Promise<void> {
    await prober.stop();
    await sluice.stop();
    await Promise.all([peer.stop(), smtp.stop()]);
  }
  async function reviveOnce(): Promise<boolean> {
    if (isAlive(sluice.pid) && (await prober.healthSince(Date.now())).missing === 0) return true;
    deaths += 1;
    await prober.stop();
    await sluice.kill();
    await start();
    return false;
  }
  const revive = () => (reviving ??= reviveOnce().finally(() => (reviving = undefined)));
  async function setUp() {
    const token = await addAdministratorToken(askBy(() => sluice.url, sluice.authorization));
    const ask = askBy(() => sluice.url, `Bearer ${token}`);
    return { ask, ...(await setUpLab(ask, peer, expressions)) };
  }

  await start();
  const made = await setUp().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    ...made,
    databaseUrl,
    peer,
    get url() {
      return sluice.url;
    },
    get deaths() {
      return deaths;
    },
    async send(call) {
      const answer = await send(sluice.url, call);
      if (answer.status === 'cut') await revive();
      return answer;
    },
    keepForPeer: keep,
    addHook: (definition, mode = 'SYNC') => addHook(made.ask, definition, mode).catch(() => null),
    healthSince: (from) => prober.healthSince(from),
    revive,
    stop,
  };
}

/** A peer that answers what was kept for the key in its call, once, and breaks the connection of every path but `/`. */
async function startKeepingPeer(): Promise<{ peer: Peer; keep: Lab['keepForPeer'] }> {
  const peer = await startPeer();
  const kept = new Map<string, { value: Buffer; type: string }>();
  peer.answer(({ url, body }) => {
    peer.calls.length = 0;
    if (url !== '/') return null;
    const key = /"key":"([\w-]+)"/.exec(body)?.[1] ?? '';
    const { value, type } = kept.get(key) ?? { value: Buffer.from('{}'), type: 'application/json' };
    kept.delete(key);
    return { headers: { 'content-type': type }, body: value };
  });
  return {
    peer,
    keep(value, type) {
      const key = randomUUID();
      kept.set(key, { value, type });
      return key;
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
