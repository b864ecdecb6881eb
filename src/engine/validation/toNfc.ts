import type { Json } from '../state';
import type { Report } from './fault';

/**
 * The value with all texts and names of fields in NFC, so that names and the expressions that use them agree, however each was typed. Reports
 * fields whose names become the same.
 */
export function toNfc(value: Json, report: Report, path: PropertyKey[] = []): Json {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map((item, at) => toNfc(item, report, [...path, at]));
  if (typeof value !== 'object' || value === null) return value;
  const fields = new Map<string, Json>();
  for (const [sent, item] of Object.entries(value)) {
    const name = sent.normalize('NFC');
    if (fields.has(name)) report([...path, name], 'is there twice, in two forms of Unicode');
    fields.set(name, toNfc(item, report, [...path, name]));
  }
  return Object.fromEntries(fields);
}
