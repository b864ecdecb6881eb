import type { Report } from './fault';
import type { Parts } from './partsOf';

/** Reports starts and transitions from or to nowhere, out of an END, and an `otherwise` that is not the only one or has a condition. */
export function checkTransitions(parts: Parts, report: Report): void {
  const known = new Set(parts.names.activities.map(({ value }) => value));
  const ends = new Set(parts.activities.flatMap(({ value }) => (value.type === 'END' ? [value.name] : [])));
  for (const { at, value } of parts.start) if (!known.has(value)) report(at === null ? ['start'] : ['start', at], `no activity "${value}"`);

  const otherwise = new Map<string, number>();
  for (const { at, value } of parts.transitions) {
    for (const side of ['from', 'to'] as const)
      if (!known.has(value[side])) report(['transitions', at, side], `no activity "${value[side]}"`);
    if (ends.has(value.from)) report(['transitions', at, 'from'], `"${value.from}" is an END: nothing follows it`);
    if (!value.otherwise) continue;
    if (value.when !== undefined) report(['transitions', at, 'when'], 'a transition has either "when" or "otherwise"');
    const key = JSON.stringify([value.from, value.on]);
    const before = otherwise.get(key);
    if (before === undefined) otherwise.set(key, at);
    else report(['transitions', at, 'otherwise'], `transitions[${before}] is the otherwise of "${value.from}" on ${value.on} already`);
  }
}
