import { redactSecrets } from '../../src/redaction/redactSecrets';
import { redactUrl, redactText } from '../../src/redaction/redactUrl';

const hidden = '%5Bredacted%5D';

describe('redactUrl', () => {
  it.each([
    ['https://a.example/b?c=d#e', 'https://a.example/b?c=d#e'],
    ['https://ann:x@a.example', 'https://a.example'],
    ['https://ann:x@b@a.example/c@d', 'https://a.example/c@d'],
    ['HTTPS:\\\\ann:x@a.example\\b', 'HTTPS:\\\\a.example\\b'],
    ['https://a.example/?token=1&b=2&token=3', `https://a.example/?token=${hidden}&b=2&token=${hidden}`],
    ['https://a.example?%74oken=1#access_token=2&c=?', `https://a.example?%74oken=${hidden}#access_token=${hidden}&c=?`],
    ['no URL: token=1', 'no URL: token=1'],
  ])('makes %s into %s', (url, told) => {
    expect(redactUrl(url)).toBe(told);
  });
});

describe('the time that redaction takes', () => {
  /** Of the processor, in microseconds: the least of three times. */
  function timeOf(redact: () => unknown): number {
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      redact();
      return process.cpuUsage(before).user;
    });
    return Math.min(...times);
  }

  /** Returns how many times as long sixteen times as much takes: about 16 times if it is linear, 256 times if it is quadratic. */
  function growthOf(redact: (size: number) => unknown): number {
    return (
      timeOf(() => redact(64_000)) /
      Math.max(
        timeOf(() => redact(4_000)),
        500,
      )
    );
  }

  /** Returns whether one of a few measurements says so: the collector of garbage and a busy machine make single ones too large, none too small. */
  function growsLinearly(redact: (size: number) => unknown): boolean {
    return [1, 2, 3, 4, 5].some(() => growthOf(redact) < 96);
  }

  const parameters = (count: number, name = 'token') => Array.from({ length: count }, (_, n) => `${name}${n}=1`).join('&');

  it.each<[string, (size: number) => unknown]>([
    ['parameters of a URL', (size) => redactUrl(`https://a.example/?${parameters(size)}`)],
    ['parameters of a fragment', (size) => redactUrl(`https://a.example/#${parameters(size)}`)],
    ['parameters of a URL in JSON', (size) => redactSecrets({ a: [`https://a.example/?${parameters(size)}`] })],
    ['parameters of a URL in a text', (size) => redactText(`see https://a.example/?${parameters(size)} now`)],
    ['URLs in a text', (size) => redactText('https://ann:x@a.example?token=1 '.repeat(size / 8))],
    ['fields of an object', (size) => redactSecrets(Object.fromEntries(Array.from({ length: size }, (_, n) => [`token${n}`, 1])))],
    ['JSON in a text', (size) => redactSecrets(JSON.stringify(Array.from({ length: size }, () => ({ token: 1 }))))],
    ['a host of odd letters', (size) => redactUrl(`https://${'漢'.repeat(size)}/?token=1`)],
    ['words before spaces', (size) => redactText(`token${' '.repeat(size)}x`)],
  ])('grows with the number of %s, not with its square', (_, redact) => {
    expect(growsLinearly(redact)).toBe(true);
  });
});

describe('redactSecrets', () => {
  it('goes no deeper than a body may nest, in texts that are JSON either', () => {
    const deep = (levels: number) => `${'{"a":'.repeat(levels)}{"token":1}${'}'.repeat(levels)}`;
    expect([redactSecrets(deep(1_900)), redactSecrets([deep(150), deep(199)])]).toEqual([
      '[redacted]',
      [deep(150).replace('1', '"[redacted]"'), '[redacted]'],
    ]);
  });
});
