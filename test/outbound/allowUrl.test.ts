import { allowUrl, isUrlEntry } from '../../src/outbound/allowUrl';

const open = ['*'];
const own = ['https://files.example.com', 'http://10.0.0.7:8080/in', 'http://localhost:8081', 'http://drop.example/in/2*'];

describe('allowUrl', () => {
  it.each<[string, string[], string | null]>([
    ['http://example.com/a', open, 'PUBLIC'],
    ['https://example.com:8443/a', open, 'PUBLIC'],
    ['https://example.com/a', [], null],
    ['ftp://example.com/a', open, null],
    ['file:///etc/passwd', open, null],
    ['gopher://example.com/', open, null],
    ['data:text/plain,a', open, null],
    ['javascript:alert(1)', open, null],
    ['//example.com/a', open, null],
    ['example.com/a', open, null],
    ['http://', open, null],
    ['http://./', open, null],
    ['http://user@example.com/', open, null],
    ['http://user:password@example.com/', open, null],
    ['http://:password@example.com/', open, null],
    ['http://files.example.com@evil.example/', ['http://files.example.com'], null],
    ['http://example.com:22/', open, null],
    ['http://example.com:25/', open, null],
    ['http://example.com:1023/', open, null],
    ['http://example.com:65536/', open, null],
    ['http://files.example.com:25/', ['http://files.example.com:25'], 'ANYWHERE'],
    ['https://files.example.com/a/b?c#d', own, 'ANYWHERE'],
    ['HTTPS://FILES.example.COM./a', own, 'ANYWHERE'],
    ['https://files.example.com:443/a', own, 'ANYWHERE'],
    ['http://files.example.com/a', own, null],
    ['https://files.example.com:444/a', own, null],
    ['https://files.example.com.evil.example/a', own, null],
    ['https://evil-files.example.com/a', own, null],
    ['https://other.example.com/a', own, null],
    ['http://localhost:8081/test.txt', own, 'ANYWHERE'],
    ['http://localhost:8082/test.txt', own, null],
    ['http://127.0.0.1:8081/test.txt', own, null],
    ['http://10.0.0.7:8080/in', own, 'ANYWHERE'],
    ['http://10.0.0.7:8080/in/a.txt', own, 'ANYWHERE'],
    ['http://10.0.0.7:8080/in?a', own, 'ANYWHERE'],
    ['http://10.0.0.7:8080/in2/a.txt', own, null],
    ['http://10.0.0.7:8080/out', own, null],
    ['http://10.0.0.7:8080/in/../out', own, null],
    ['http://10.0.0.7:8080/in/%2e%2e/out', own, null],
    ['http://10.0.0.7:8080/in/..%2fout', own, null],
    ['http://10.0.0.7:8080/in/%252e%252e%252fout', own, null],
    ['http://10.0.0.7:8080/in/%25252e%25252e%25252fout', own, null],
    ['http://10.0.0.7:8080/in/..%5cout', own, null],
    ['http://10.0.0.7:8080/in\\..\\out', own, null],
    ['http://10.0.0.7:8080/in/..;/out', own, null],
    ['http://10.0.0.7:8080/in/a%00', own, null],
    ['http://10.0.0.7:8080/in/50%25.txt', own, 'ANYWHERE'],
    ['http://10.0.0.7:8080/in/a%20b.txt', own, 'ANYWHERE'],
    ['http://167772167:8080/in/a.txt', own, 'ANYWHERE'],
    ['http://drop.example/in/2026/a', own, 'ANYWHERE'],
    ['http://drop.example/in/3', own, null],
    ['http://10.0.0.8/', [...open, ...own], 'PUBLIC'],
  ])('of %s with %j gives %j', (url, entries, reach) => {
    expect(allowUrl(url, entries)?.reach ?? null).toBe(reach);
  });
});

it('takes no time that grows with the square of a host', () => {
  const before = process.cpuUsage();
  expect(allowUrl(`https://${'.'.repeat(300_000)}x/`, open)?.reach).toBe('PUBLIC');
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});

describe('isUrlEntry', () => {
  it.each([
    ['*', true],
    ['https://example.com', true],
    ['https://example.com:8443/in', true],
    ['https://example.com/in*', true],
    ['http://10.0.0.7', true],
    ['', false],
    ['example.com', false],
    ['ftp://example.com', false],
    ['https://user@example.com', false],
    ['https://example.com/?a', false],
    ['https://example.com/#a', false],
    ['https://*.example.com', false],
    ['https://example.com/a/*/b', false],
    ['https://example.com/a%2f..', false],
  ])('of %j is %j', (entry, expected) => {
    expect(isUrlEntry(entry)).toBe(expected);
  });
});
