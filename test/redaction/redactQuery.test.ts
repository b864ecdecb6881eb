import { redactQuery } from '../../src/redaction/redactSecrets';

describe('redactQuery', () => {
  it.each([
    ['', ''],
    ['a=b&c[d]=e+f&g', 'a=b&c[d]=e+f&g'],
    ['a=b%20c&next=https%3A%2F%2Fexample.com%2F', 'a=b%20c&next=https%3A%2F%2Fexample.com%2F'],
    ['a=b&token=x&api%5Fkey=x&login[password]=x', 'a=b&token=[redacted]&api%5Fkey=[redacted]&login[password]=[redacted]'],
    ['next=https%3A%2F%2Fann%3Ax%40example.com', 'next=[redacted]'],
    ['next=https://example.com?token=x', 'next=[redacted]'],
    ['payload=%7B%22password%22%3A+%22x%22%7D', 'payload=[redacted]'],
    [
      'sig=x&X-Amz-Signature=x&code=x&login[pin]=x&a.key=x',
      'sig=[redacted]&X-Amz-Signature=[redacted]&code=[redacted]&login[pin]=[redacted]&a.key=[redacted]',
    ],
    ['postcode=1&sigma=2&pinned=3', 'postcode=1&sigma=2&pinned=3'],
    ['%E0%A4%A=1', '%E0%A4%A=1'],
  ])('tells of %s', (query, told) => {
    expect(redactQuery(query)).toBe(told);
  });
});
