import { createOutbound } from '../../src/outbound/createOutbound';

describe('isPrivate', () => {
  const names: Record<string, string[]> = {
    'public.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
    'private.example': ['10.0.0.7'],
    'both.example': ['93.184.215.14', '10.0.0.7'],
  };
  const never = new Promise<never>(() => undefined);
  const outbound = createOutbound((hostname) => {
    if (hostname === 'slow.example') return never;
    const addresses = names[hostname];
    if (!addresses) return Promise.reject(new Error(`no name ${hostname}`));
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  });
  afterAll(() => outbound.close());

  it.each([
    ['https://public.example', false],
    ['https://private.example', true],
    ['https://both.example', true],
    ['https://unknown.example', false],
    ['https://slow.example', false],
    ['https://93.184.215.14', false],
    ['https://10.0.0.7:8443', true],
    ['https://0x7f.1', true],
    ['https://[::1]', true],
    ['https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]', false],
  ])('of %s is %s', async (url, isPrivate) => {
    expect(await outbound.isPrivate(new URL(url))).toBe(isPrivate);
  });
});
