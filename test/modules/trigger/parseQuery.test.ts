import { parseQuery } from '../../../src/modules/trigger/parseQuery';

describe('parseQuery', () => {
  it.each<[string, string]>([
    ['', '{}'],
    ['a=1&b=&c&&d=x=y', '{"a":"1","b":"","c":"","d":"x=y"}'],
    ['a=1&a=2&b=3', '{"a":["1","2"],"b":"3"}'],
    ['a[]=1&a[]=2&b[]=3', '{"a":["1","2"],"b":["3"]}'],
    ['a[1]=y&a[0]=x', '{"a":["x","y"]}'],
    ['query[0].a=1&query[0][b]=2&query[1].a=3', '{"query":[{"a":"1","b":"2"},{"a":"3"}]}'],
    ['a.b.c=1&a[b][d]=2', '{"a":{"b":{"c":"1","d":"2"}}}'],
    ['a%5Bb%5D=1&%61%2Ec=%C3%A9+%2B', '{"a":{"b":"1","c":"é +"}}'],
    ['a[1.5]=x&a[x.y]=z', '{"a":{"1.5":"x","x.y":"z"}}'],
    ['a[100]=z', JSON.stringify({ a: [...Array<null>(100).fill(null), 'z'] })],
    ['a[2]=x', '{"a":[null,null,"x"]}'],
    ['a[01]=x&b[-1]=y&c[1e3]=z', '{"a":{"01":"x"},"b":{"-1":"y"},"c":{"1e3":"z"}}'],
    ['a[0]=x&a[b]=y', '{"a":{"0":"x","b":"y"}}'],
    ['a[0]=x&a[0]=y', '{"a":[["x","y"]]}'],
    ['=x', '{"":"x"}'],
    ['__proto__[x]=1&a[__proto__]=2', '{"__proto__":{"x":"1"},"a":{"__proto__":"2"}}'],
    ['a[b=1&a]=2&a[b]c=3&.a=4&a..b=5&a.=6', '{"a[b":"1","a]":"2","a[b]c":"3",".a":"4","a..b":"5","a.":"6"}'],
    ['%E9=%E9&100%=100%', '{"%E9":"%E9","100%":"100%"}'],
    ['5=x&0=y', '{"0":"y","5":"x"}'],
  ])('reads %s', (query, json) => {
    expect(JSON.stringify(parseQuery(query))).toBe(json);
  });

  it.each([
    ['a=1&a[b]=2', 'query: a has both a value and nested values'],
    ['a[b].c=1&a[b]=2', 'query: a[b] has both a value and nested values'],
    ['a[1001]=x', 'query: a: lists can skip at most 1000 items in total'],
    ['a[99999999999999999999]=x', 'query: a: lists can skip at most 1000 items in total'],
    ['a[600][600]=x', 'query: a[600]: lists can skip at most 1000 items in total'],
    [`a${'[b]'.repeat(21)}=x`, 'query: a name nests deeper than 20 levels'],
    ['&a'.repeat(1_001), 'query: more than 1000 parameters'],
    ['a'.repeat(16_385), 'query: must be at most 16384 characters long'],
  ])('refuses %s', (query, message) => {
    expect(() => parseQuery(query)).toThrow(message);
  });
});
