import type { Report } from '../validation/fault';
import type { Parts } from '../validation/partsOf';

/** Reports the fields of an object at `path` that are no data of the process. */
export function checkDataNames(fields: object, path: PropertyKey[], parts: Parts, report: Report): void {
  const data = new Set(parts.names.data.map(({ value }) => value));
  for (const name of Object.keys(fields)) if (!data.has(name)) report([...path, name], `no data "${name}"`);
}
