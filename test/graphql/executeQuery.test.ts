import { buildSchema, execute, parse } from 'graphql';
import { executeQuery } from '../../src/graphql/executeQuery';

const schema = buildSchema(`
  interface Thing { id: ID! }
  type Book implements Thing { id: ID!, title: String!, pages: Int, next: Book, sequel: Book!, tags: [String!], notes: [String], author(short: Boolean = true, from: Where): String }
  type Film implements Thing { id: ID!, minutes: Int! }
  union Work = Book | Film
  input Where { city: String!, year: Int = 1900 }
  type Query { book: Book, must: Book!, works: [Work!], things: [Thing], lists: [[Int!]], now: String, count: Int }
`);

const later = <Value>(value: Value) => Promise.resolve(value);
const refuse = (what: string) => Promise.reject(new Error(what));
const book = { __typename: 'Book', id: 1, title: 'A', pages: later(3), tags: ['x', 'y'], notes: [null, 'n'] };
const film = { __typename: 'Film', id: later(2), minutes: () => 90 };

/** What the fields of the root give; the same promises are awaited by both executions. */
const root: Record<string, unknown> = {
  book: () => ({ ...book, author: (args: object) => JSON.stringify(args), next: later({ ...book, id: 5, title: later('B') }) }),
  must: later(book),
  works: [book, later(film)],
  things: later([book, null, film]),
  lists: [[1, later(2)], later([3])],
  now: (_: object, context: { now: string }) => context.now,
  count: 7,
};

for (const type of Object.values(schema.getTypeMap()))
  if ('resolveType' in type) type.resolveType = (value: unknown) => (value as { __typename: string }).__typename;

async function both(query: string, { variables = {}, rootValue = root }: { variables?: object; rootValue?: object } = {}) {
  const args = { schema, document: parse(query), variableValues: { ...variables }, rootValue, contextValue: { now: 'noon' } };
  const [expected, first] = [await execute(args), await executeQuery(args)];
  // By the plan that is known now.
  const again = await executeQuery(args);
  const text = (result: object) => JSON.stringify(result);
  return { expected: text(expected), answers: [text(first), text(again)] };
}

const withBook = (fields: object) => ({ ...root, book: { ...book, ...fields }, must: { ...book, ...fields } });

describe('executeQuery', () => {
  it.each([
    ['fields in their order, whenever they are there', '{ count book { pages title id } now must { id } }', {}],
    [
      'aliases and fragments',
      'query A { b: book { ...F, next { ...F } } c: book { ... on Book { t: title title } } } fragment F on Book { id title }',
      {},
    ],
    ['fields that are selected twice', '{ book { next { id } } book { next { title } id } }', {}],
    [
      'objects of unions and interfaces',
      '{ works { __typename ... on Film { minutes id } ... on Thing { id } } things { id ... on Book { title } } }',
      {},
    ],
    ['lists in lists', '{ lists book { tags notes } }', {}],
    ['arguments and their defaults', '{ book { author a: author(short: false, from: { city: "X" }) } }', {}],
    [
      'variables and their defaults',
      'query ($from: Where, $short: Boolean = false) { book { author(short: $short, from: $from) } }',
      { variables: { from: { city: 'Y', year: null } } },
    ],
    [
      'the schema',
      '{ __schema { queryType { name } } __type(name: "Book") { fields { name type { kind ofType { name } } } } __typename }',
      {},
    ],
    ['conditions', 'query ($no: Boolean = false) { count book @include(if: $no) { id } must { id @skip(if: true) title } }', {}],
    ['a field with the name of a prototype', '{ __proto__: book { id } constructor: count toString: now }', {}],
    ['a null where one is allowed', '{ book { pages next { id } } }', { rootValue: withBook({ pages: null, next: undefined }) }],
    ['a null where none is allowed', '{ book { id sequel { id } } count }', { rootValue: withBook({ sequel: null }) }],
    ['a null that replaces the whole answer', '{ count must { sequel { id } } }', { rootValue: withBook({ sequel: later(null) }) }],
    ['a null item where none is allowed', '{ book { id tags } count }', { rootValue: withBook({ tags: ['x', later(null)] }) }],
    ['an error where null is allowed', '{ book { id pages } count }', { rootValue: withBook({ pages: () => refuse('No') }) }],
    ['an error that is returned', '{ book { pages id } }', { rootValue: withBook({ pages: new Error('No') }) }],
    ['an error where null is not allowed', '{ book { id title pages } count }', { rootValue: withBook({ title: () => refuse('No') }) }],
    [
      'one error for a part that is gone',
      '{ book { a: title b: title } count }',
      {
        rootValue: withBook({
          title: () => {
            throw new Error('No');
          },
        }),
      },
    ],
    ['an item that is an error', '{ book { notes } }', { rootValue: withBook({ notes: ['x', new Error('No'), 'y'] }) }],
    ['a value of a wrong type', '{ book { pages notes } count }', { rootValue: withBook({ pages: 'many', notes: [{}] }) }],
    ['a variable that is missing', 'query ($from: Where!) { book { author(from: $from) } }', {}],
  ] as const)('answers as graphql-js: %s', async (_, query, options) => {
    const { expected, answers } = await both(query, options);
    expect(answers).toEqual([expected, expected]);
  });

  it('asks for the value of an object once', async () => {
    let asked = 0;
    const rootValue = { ...root, count: () => (asked += 1) };
    await executeQuery({ schema, document: parse('{ count }'), rootValue });
    expect(asked).toBe(1);
  });
});
