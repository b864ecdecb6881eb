import { lookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { refusal } from '../errors';
import { limits } from '../limits';
import type { Reach } from './allowUrl';

/** Finds all addresses of a host name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/** Connections to other servers, kept open for the next call. */
export interface Outbound {
  /** Returns what sends requests: with `PUBLIC` it connects to no address but public ones, whatever a URL or a name server says. */
  dispatcher(reach: Reach): Dispatcher;
  /** Resolves to whether a host is known to have an address that is not public. False as well for a name that nobody knows now, or not within two seconds. */
  isPrivate(url: URL): Promise<boolean>;
  close(): Promise<void>;
}

/** A connection would lead where it must not. */
export class AddressForbidden extends Error {
  override readonly name = 'AddressForbidden';
}

const lookupTimeoutMs = 2_000;

const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });

// All that was ever given out, https://www.iana.org/assignments/ipv6-address-space.
const global = ipaddr.IPv6.parseCIDR('2000::/3');

/** Opens no connection yet; one per server process is enough. */
export function createOutbound(resolve: Resolve = resolveBySystem): Outbound {
  const agents = new Map<Reach, Agent>();
  return {
    dispatcher(reach) {
      const agent = agents.get(reach) ?? createAgent(reach, resolve);
      agents.set(reach, agent);
      return agent;
    },
    isPrivate({ hostname }) {
      const host = toHost(hostname);
      if (isIP(host)) return Promise.resolve(!isPublicAddress(host));
      const found = resolveChecked(host, 'PUBLIC', resolve).then(
        () => false,
        (error: unknown) => error instanceof AddressForbidden,
      );
      return Promise.race([found, sleep(lookupTimeoutMs, false, { ref: false })]);
    },
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function createAgent(reach: Reach, resolve: Resolve): Agent {
  const connector = buildConnector({
    timeout: 10_000,
    // The addresses that are checked here are those that are connected to: nobody is asked for the name a second time.
    lookup(hostname, { all }, callback) {
      resolveChecked(hostname, reach, resolve).then(
        (addresses) => {
          const [{ address, family }] = addresses;
          if (all) callback(null, addresses);
          else callback(null, address, family);
        },
        (error: unknown) => callback(error as NodeJS.ErrnoException, []),
      );
    },
  });
  return new Agent({
    connect(options, callback) {
      const hostname = toHost(options.hostname);
      // An address in a URL is never looked up.
      if (reach === 'PUBLIC' && isIP(hostname) && !isPublicAddress(hostname)) {
        callback(new AddressForbidden(`${hostname} is not a public address`), null);
        return;
      }
      connector(options, (...[error, socket]) => {
        if (!socket) {
          callback(error, null);
          return;
        }
        if (reach === 'PUBLIC' && !isPublicAddress(socket.remoteAddress ?? '')) {
          socket.destroy();
          callback(new AddressForbidden(`${options.hostname} did not lead to a public address`), null);
          return;
        }
        callback(null, socket);
      });
    },
  });
}

/** A host as it is looked up: an IPv6 address without its brackets. */
function toHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** All addresses of the name, at least one. Throws AddressForbidden as soon as one of them is not public. */
async function resolveChecked(hostname: string, reach: Reach, resolve: Resolve): Promise<[LookupAddress, ...LookupAddress[]]> {
  const [first, ...rest] = await resolve(hostname);
  if (!first) throw new Error(`${hostname} has no address`);
  if (reach === 'PUBLIC' && ![first, ...rest].every(({ address }) => isPublicAddress(address))) {
    throw new AddressForbidden(`${hostname} has an address that is not public`);
  }
  return [first, ...rest];
}

/** The header that counts the calls through this server which led to one another, on what it sends and on what it is sent. */
export const hopsHeader = 'sluice-hops';

/**
 * Returns whether an IP address (not a name) belongs to the open internet: neither this machine, nor a private, link-local, multicast, shared,
 * documented or reserved one, nor an IPv6 address that stands for an IPv4 address, such as NAT64, 6to4 or `::/96`.
 */
export function isPublicAddress(address: string): boolean {
  // `isValid` takes 127.1 and 0x7f.1 as well: an address that came from a resolver or a socket is never written so.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(global)) return false;
  return parsed.range() === 'unicast';
}

/** Returns how many calls through this server led to one with these headers: 0 without `Sluice-Hops`. Throws HOPS_EXCEEDED, also for what is not a number. */
export function readHops({ [hopsHeader]: sent }: IncomingHttpHeaders): number {
  if (sent === undefined) return 0;
  const limit = limits.hops.value;
  const hops = typeof sent === 'string' && /^\d{1,4}$/.test(sent) ? Number(sent) : Infinity;
  if (hops > limit) throw refusal('HOPS_EXCEEDED', { limit });
  return hops;
}
