import jsonata from 'jsonata';
import { readsOf, partsAt } from '../../src/engine/expression/readsOf';

const reads = (source: string) => readsOf(jsonata(source).ast())?.map((prefix) => prefix.join('.')) ?? null;

describe('what an expression reads', () => {
  it.each<[string, string[] | null]>([
    ['1 + 1', []],
    ['data.A + states.`Get Row`.value.id', ['data.A', 'states.Get Row.value.id']],
    ['$sum(runtime.body.lines[qty > data.MIN].(qty * price))', ['runtime.body.lines']],
    ['$map(data.L, function($x) { $x.a + request.number })', ['data.L', 'request.number']],
    ['data.L[$ > 1]', ['data.L']],
    ['data.L^(>a).b', ['data.L']],
    ['data ~> $keys', ['data']],
    ['$x := data.A; $x', ['data.A']],
    ['runtime.*', ['runtime']],
    ['$', null],
    ['$$.data.A', null],
    ['data.L.($$.data.A)', null],
    ['*', null],
    ['**.a', null],
    ['data.L.a.%', null],
    ['$keys()', null],
    ['$lookup("data")', null],
    ['$each(function($v, $k) { $k })', null],
    ['$lookup(data, "A")', ['data']],
    ['function($x)<x-:x>{ $x }()', null],
  ])('%s', (source, expected) => {
    expect(reads(source.includes(';') ? `(${source})` : source)).toEqual(expected);
  });

  it('is cut out of the values where it stands, lists whole', () => {
    const values = { data: { A: { x: 1, y: 2 }, L: [{ a: 1, b: 2 }], B: 3 }, runtime: { body: 'text' } };
    const prefixes = [['data', 'L', 'a'], ['data', 'A', 'x'], ['data', 'NONE'], ['runtime', 'body', 'x'], ['case']];
    expect(partsAt(values, prefixes)).toEqual({ data: { A: { x: 1 }, L: [{ a: 1, b: 2 }] }, runtime: { body: 'text' } });
    expect(partsAt(values, [['data', 'A', 'x'], ['data']])).toEqual({ data: values.data });
    expect(values.data.A).toEqual({ x: 1, y: 2 });
  });
});
