import type { Part, Parts } from './parts';

/** What the committing statement takes, in the order of its parameters: JSON, but for the bytes of files; and which part needs it. */
const parameters = {
  set: null,
  action: null,
  history: null,
  comment: 'comment',
  file: 'file',
  bytes: 'file',
  copy: 'copy',
  job: 'job',
  delivery: 'delivery',
} as const satisfies Record<string, Part | null>;

export type Parameter = keyof typeof parameters;

/** Returns those that a statement with these parts has. */
export function parametersOf(parts: Parts): Parameter[] {
  return Object.entries(parameters).flatMap(([name, part]) => (part === null || parts.has(part) ? [name as Parameter] : []));
}
