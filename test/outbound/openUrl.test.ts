import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOutbound, isPublicAddress, type Outbound } from '../../src/outbound/createOutbound';
import { openUrl } from '../../src/outbound/openUrl';

let peer: http.Server;
let port: number;
let asked: string[];
let answer: RequestListener;
/** What names lead to, by name; each look-up takes the next of them, the last one stays. */
let names: Record<string, string[][]>;
let outbound: Outbound;
beforeAll(async () => {
  peer = http.createServer((request, response) => {
    asked.push(`${request.headers.host?.replace(/:.*/, '')}${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  port = (peer.address() as AddressInfo).port;
});
beforeEach(() => {
  asked = [];
  answer = (_, response) => response.end('hello');
  names = { 'here.example': [['127.0.0.1']] };
  outbound = createOutbound((hostname) => {
    const left = names[hostname];
    const addresses = left && left.length > 1 ? left.shift() : left?.[0];
    if (!addresses) return Promise.reject(new Error(`no name ${hostname}`));
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  });
});
afterEach(() => outbound.close());
afterAll(async () => {
  peer.closeAllConnections();
  await new Promise((resolve) => peer.close(resolve));
});

async function open(url: string, entries = ['*'], signal = AbortSignal.timeout(5_000)): Promise<string> {
  const opened = await openUrl(outbound, url, entries, signal);
  if ('forbidden' in opened) return 'forbidden';
  return `${opened.answer.statusCode} ${await opened.answer.body.text()} from ${opened.url.pathname}`;
}
const here = (path = '/') => `http://here.example:${port}${path}`;

describe('openUrl', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://017700000001:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://127.255.255.254:PORT/',
    'http://1２7.0.0.1:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://127。0。0。1:PORT/',
    'http://%31%32%37.0.0.1:PORT/',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::]:PORT/',
    'http://[::1]:PORT/',
    'http://[0:0:0:0:0:0:0:1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[::ffff:0:127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
    'http://[64:ff9b:1::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://[2001:0:7f00:1::]:PORT/',
    'http://[fe80::1]:PORT/',
    'http://[fc00::1]:PORT/',
    'http://[fd00:ec2::254]:PORT/',
    'http://[fec0::1]:PORT/',
    'http://[ff02::1]:PORT/',
    'http://[100::1]:PORT/',
    'http://[2001:db8::1]:PORT/',
    'http://[3fff::1]:PORT/',
    'http://10.0.0.1:PORT/',
    'http://172.16.0.1:PORT/',
    'http://192.168.1.1:PORT/',
    'http://100.64.0.1:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0xa9fea9fe/latest/meta-data/',
    'http://192.0.0.192/',
    'http://198.18.0.1/',
    'http://203.0.113.1/',
    'http://224.0.0.1/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://here.example:PORT/',
    'http://here.example.:PORT/',
    'http://HERE.example:PORT/',
    'http://user:password@here.example:PORT/',
    'ftp://here.example:PORT/',
  ])('connects to nothing for %s where all that is public is allowed', async (url) => {
    expect([await open(url.replace('PORT', String(port))), asked]).toEqual(['forbidden', []]);
  });

  it('reaches a private address of a host that an entry names', async () => {
    expect([await open(here('/a'), [`http://here.example:${port}`]), asked]).toEqual(['200 hello from /a', ['here.example/a']]);
  });

  it('refuses a name of which one address is private', async () => {
    names['mixed.example'] = [['93.184.215.14', '127.0.0.1']];
    expect([await open(`http://mixed.example:${port}/`), asked]).toEqual(['forbidden', []]);
  });

  it('connects to the address that it checked, whatever the name leads to a moment later', async () => {
    // Nobody answers there, or not on this port.
    names['rebinding.example'] = [['93.184.215.14'], ['127.0.0.1']];
    await expect(open(`http://rebinding.example:${port}/`, ['*'], AbortSignal.timeout(300))).rejects.toThrow();
    expect(await open(`http://rebinding.example:${port}/`)).toBe('forbidden');
    expect(asked).toEqual([]);
  });

  it('does not take over a connection that was opened with more reach', async () => {
    const entry = `http://here.example:${port}/a`;
    const answers = [await open(here('/a'), [entry, '*']), await open(here('/b'), [entry, '*'])];
    expect([answers, asked]).toEqual([['200 hello from /a', 'forbidden'], ['here.example/a']]);
  });

  it('follows redirects that are allowed, and no others', async () => {
    answer = (request, response) => {
      const [, to] = /^\/to\?(.*)$/.exec(request.url ?? '') ?? [];
      if (to) response.writeHead(302, { location: decodeURIComponent(to) }).end('elsewhere');
      else response.end('hello');
    };
    names['there.example'] = [['127.0.0.1']];
    const to = (target: string) => open(here(`/to?${encodeURIComponent(target)}`), [`http://here.example:${port}`, '*']);
    const followed = [await to('/a'), await to(here('/b'))];
    const refused = [
      await to(`http://there.example:${port}/`),
      await to(`http://127.0.0.1:${port}/`),
      await to('http://169.254.169.254/'),
      await to('file:///etc/passwd'),
      await to(`http://a:b@here.example:${port}/`),
    ];
    expect(followed).toEqual(['200 hello from /a', '200 hello from /b']);
    expect(refused).toEqual(Array(5).fill('forbidden'));
    expect(asked.filter((one) => !one.startsWith('here.example'))).toEqual([]);
  });

  it('gives up after five redirects', async () => {
    answer = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(307, { location: `/${left - 1}` }).end();
      else response.end('at last');
    };
    const entries = [`http://here.example:${port}`];
    expect(await open(here('/5'), entries)).toBe('200 at last from /0');
    await expect(open(here('/6'), entries)).rejects.toThrow('redirects more than 5 times');
  });

  it('ends when it is told to, also while the other side sends slowly', async () => {
    answer = (_, response) => void response.write('h');
    await expect(open(here(), [`http://here.example:${port}`], AbortSignal.timeout(200))).rejects.toThrow();
  });
});

describe('isPublicAddress', () => {
  it.each([
    ['93.184.215.14', true],
    ['1.1.1.1', true],
    ['2606:4700:4700::1111', true],
    ['127.0.0.1', false],
    ['::', false],
    ['::1.2.3.4', false],
    ['::ffff:1.1.1.1', false],
    ['fe80::1%eth0', false],
    ['127.1', false],
    ['0x7f000001', false],
    ['example.com', false],
    ['', false],
  ])('of %j is %j', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});
