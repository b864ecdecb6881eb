/** One thing that is wrong with a definition, and where: `{ path: 'activities[2].participant', message: 'no participant "MANAGERS"' }`. */
export interface Fault {
  path: string;
  message: string;
}

/** Adds a fault at that place. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

/** A path as faults write it: fields joined by dots, places in lists in brackets; the document itself is `definition`. */
export function faultPath(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? 'definition' : text.replace(/^\./, '');
}
