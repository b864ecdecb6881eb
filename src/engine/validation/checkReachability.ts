import type { Report } from './fault';
import type { Parts } from './partsOf';

/** Reports activities that no request can ever come to, from the start along all transitions. */
export function checkReachability(parts: Parts, report: Report): void {
  const reached = new Set(parts.start.map(({ value }) => value));
  for (const name of reached) for (const { value } of parts.transitions) if (value.from === name) reached.add(value.to);
  for (const { at, value } of parts.activities)
    if (!reached.has(value.name)) report(['activities', at], `"${value.name}" cannot be reached from the start`);
}
