import { actionStates, causes, requestStates, transitions, type Move } from '../src/engine/transitions';

/** The text of `docs/states.md`: every state and every move, as tables and as diagrams. */
export function statesPage(): string {
  return [
    '# States',
    '',
    'Every state of requests and actions, and every transition between them with its causes. The table in',
    '`src/engine/transitions.ts` is the source: the engine makes no other transition, and a test keeps this page in sync.',
    'In the database and the API, a closed request or action has the status `CLOSED`, and the state below as its sub-status.',
    '',
    ...section('Requests', 'A request is', requestStates, transitions.request),
    '',
    ...section('Actions', 'An action is', actionStates, transitions.action),
    '',
  ].join('\n');
}

function section(title: string, heading: string, states: Record<string, string>, moves: readonly Move<string>[]): string[] {
  return [
    `## ${title}`,
    '',
    ...table([[heading, 'meaning'], ...Object.entries(states).map(([state, meaning]) => [`\`${state}\``, meaning])]),
    '',
    ...table([
      ['from', 'to', 'because'],
      ...moves.map((move) => [cell(move.from), cell(move.to), move.causes.map((cause) => causes[cause]).join('; ')]),
    ]),
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...moves.map((move) => `  ${move.from ?? '[*]'} --> ${move.to}: ${move.causes.join(', ')}`),
    ...closedOf(moves).map((state) => `  ${state} --> [*]`),
    '```',
  ];
}

function cell(state: string | null): string {
  return state === null ? '' : `\`${state}\``;
}

function closedOf(moves: readonly Move<string>[]): string[] {
  const left = new Set(moves.map((move) => move.from));
  return [...new Set(moves.map((move) => move.to))].filter((state) => !left.has(state));
}

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = [...rows.slice(0, 1), widths.map((width) => '-'.repeat(width)), ...rows.slice(1)];
  return lines.map((line) => `| ${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`);
}
