import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What zod says by itself; everything else is a message of ours. */
const raw = /^(Invalid|Too (big|small)|Unrecognized|No matching)/;

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** Returns what is wrong with a value, in words that go after its path: `must be at most 10,000`. A message that a shape gives itself stays as it is. */
export function describeIssue(issue: Issue): string {
  const tooMuch =
    issue.code === 'invalid_union' ? issue.errors.flat().find(({ code, path }) => code.startsWith('too_') && path.length === 0) : null;
  if (tooMuch) return describeIssue(tooMuch);
  if (!raw.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(issue) ? 'is required' : `must be ${kindOf(issue.expected)}${receivedIn(issue)}`;
    case 'too_big':
      return bound(issue.origin, 'at most', issue.maximum);
    case 'too_small':
      return issue.minimum === 1 && issue.origin !== 'number' && issue.origin !== 'int'
        ? 'must not be empty'
        : bound(issue.origin, 'at least', issue.minimum);
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of: ' : ''}${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `has an unknown field: ${issue.keys.join(', ')}`;
    case 'invalid_key':
      return issue.issues[0] ? describeIssue(issue.issues[0]) : 'has a name that is not allowed';
    case 'invalid_union':
      return describeUnion(issue.errors);
    default:
      return 'has a value that is not allowed';
  }
}

function describeUnion(errors: readonly (readonly Issue[])[]): string {
  const firsts = errors.flatMap(([first]) => first ?? []);
  const other = firsts.find(({ code, path }) => code !== 'invalid_type' || path.length > 0);
  if (other) return describeIssue(other);
  if (firsts.some(isMissing)) return 'is required';
  const expected = firsts.flatMap((issue) => (issue.code === 'invalid_type' ? kindOf(issue.expected) : []));
  return expected.length > 0 ? `must be ${[...new Set(expected)].join(' or ')}` : 'has a value that is not allowed';
}

function isMissing({ message }: Issue): boolean {
  return message.endsWith('received undefined') || message.endsWith('expected nonoptional');
}

function kindOf(expected: string): string {
  return kinds[expected] ?? expected;
}

function receivedIn({ message }: Issue): string {
  const [, received = ''] = /received (\w+)$/.exec(message) ?? [];
  return kinds[received] && kinds[received] !== 'a number' ? `, not ${kinds[received]}` : '';
}

function bound(origin: string, which: 'at most' | 'at least', limit: number | bigint): string {
  const amount = limit.toLocaleString('en-US');
  if (origin === 'string') return `must have ${which} ${amount} characters`;
  if (origin === 'array' || origin === 'set') return `must have ${which} ${amount} items`;
  return `must be ${which} ${amount}`;
}
