import { getIntrospectionQuery, getOperationAST, parse, validate } from 'graphql';
import { createSchema } from '../../src/graphql/createSchema';
import { measureQuery } from '../../src/graphql/measureQuery';
import { limits } from '../../src/limits';
import { screens } from './screens';

const schema = createSchema();
const usual = { maxDepth: limits.graphqlDepth.value, maxCost: limits.graphqlCost.value, maxAliases: limits.graphqlAliases.value };

function measure(query: string, variableValues: Record<string, unknown> = {}, own: Partial<typeof usual> = {}) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  try {
    measureQuery({ schema, document, variableValues }, operation, { ...usual, ...own });
    return 'passes';
  } catch (error) {
    return (error as Error).message;
  }
}

/** The smallest limit that lets the query pass. */
function smallest(limit: keyof typeof usual, query: string, variables?: Record<string, unknown>) {
  let [low, high] = [0, 1_000_000];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (measure(query, variables, { maxDepth: 1_000, maxCost: 10_000_000, maxAliases: 1_000, [limit]: middle }) === 'passes') high = middle;
    else low = middle + 1;
  }
  return low;
}

describe('measureQuery', () => {
  it.each([
    ['a literal', '{ requests(first: 30) { nodes { id number } } }', {}],
    ['the last of them', '{ requests(last: 30) { nodes { id number } } }', {}],
    ['a variable', 'query ($n: Int) { requests(first: $n) { nodes { id number } } }', { n: 30 }],
    ['the default of a variable', 'query ($n: Int = 30) { requests(first: $n) { nodes { id number } } }', {}],
    [
      'fragments',
      'query { requests(first: 30) { ...A } } fragment A on RequestConnection { nodes { ...B ...C } } fragment B on Request { id number } fragment C on Request { id }',
      {},
    ],
    ['a field that is there twice', '{ requests(first: 30) { nodes { id } nodes { number id } } }', {}],
    [
      'a field left out',
      'query ($no: Boolean = false) { requests(first: 30) { nodes { id number uuid @include(if: $no) } pageInfo @skip(if: true) { endCursor } } }',
      {},
    ],
  ])('counts the same for %s', (_, query, variables) => {
    expect(smallest('maxCost', query, variables)).toBe(1 + 1 + 30 * (1 + 2));
    expect(smallest('maxDepth', query, variables)).toBe(3);
  });

  it.each([
    ['50 where no size is given', '{ requests { nodes { id } } }', 102],
    ['no more than a page can have', '{ requests(first: 2000000000) { nodes { id } } }', 402],
    ['nothing for a total', '{ requests(first: 200) { totalCount } }', 2],
    ['each given ID', '{ nodes(ids: ["a", "b"]) { id } }', 5],
    ['ten for a list without pages', '{ viewer { groups { id } } }', 22],
    ['the type that costs most', '{ node(id: "a") { id ... on Request { number uuid } ... on User { userName } } }', 4],
    [
      'pages in pages',
      '{ requests(first: 100) { edges { node { actions(first: 20) { nodes { id } } } } } }',
      2 + 100 * (1 + 1 + 1 + 1 + 20 * 2),
    ],
  ])('counts %s', (_, query, cost) => {
    expect(smallest('maxCost', query)).toBe(cost);
  });

  it('counts aliases as often as their fragment is used', () => {
    const query = '{ viewer { ...A } requests { nodes { requester { ...A } } } } fragment A on User { one: id two: id userName: userName }';
    expect(smallest('maxAliases', query)).toBe(4);
  });

  it('lets the schema be read whole, but not again and again', () => {
    expect(measure(getIntrospectionQuery(), {}, { maxCost: 1, maxDepth: 1 })).toBe('passes');
    const again = Array.from({ length: 31 }, (_, n) => `a${n}: types { name }`).join(' ');
    expect(measure(`{ __schema { ${again} } }`)).toContain('more than 30 aliases');
  });

  it('ends soon where fragments multiply', () => {
    const fragments = Array.from(
      { length: 17 },
      (_, n) =>
        `fragment F${n} on User { ${['actions', 'requests'].map((list) => `${list}(first: 1) { nodes { ${list === 'actions' ? 'assignee' : 'requester'} { ...F${n + 1} } } }`).join(' ')} }`,
    );
    expect(measure(`{ viewer { ...F0 } } ${fragments.join(' ')} fragment F17 on User { id }`, {}, { maxDepth: 100 })).toContain(
      'more than 10000 fields once its fragments',
    );
  });

  it.each(screens)('lets $name pass, written with literals, variables and fragments', ({ literal, variable, fragments, variables }) => {
    expect([measure(literal), measure(variable, variables), measure(fragments, variables)]).toEqual(['passes', 'passes', 'passes']);
    const costs = [smallest('maxCost', literal), smallest('maxCost', variable, variables), smallest('maxCost', fragments, variables)];
    expect(new Set(costs).size).toBe(1);
  });
});
