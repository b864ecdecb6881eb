import type { Report } from './fault';
import type { Parts } from './partsOf';

/** Reports names that are given twice within their kind. */
export function checkNames(parts: Parts, report: Report): void {
  for (const kind of ['data', 'participants', 'activities'] as const) {
    const first = new Map<string, number>();
    for (const { at, value } of parts.names[kind]) {
      const before = first.get(value);
      if (before === undefined) first.set(value, at);
      else report([kind, at, 'name'], `"${value}" is the name of ${kind}[${before}] already`);
    }
  }
}
