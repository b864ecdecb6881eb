import type { File } from 'node:buffer';
import { refusal } from '../errors';

type Container = Record<string, unknown>;

/**
 * Puts the files of an upload where its `map` says they belong (`{"0": ["variables.input.file"]}`). Throws INPUT_INVALID for a file that is
 * not there, and a place that the operations do not have.
 */
export function insertFiles(calls: unknown, map: unknown, fileOf: (name: string) => File | string | null): void {
  if (typeof map !== 'object' || map === null) throw invalid('must be an object with the paths of each file');
  for (const [name, paths] of Object.entries(map as Container)) {
    if (!Array.isArray(paths)) throw invalid('must be a list of paths for each file');
    const file = fileOf(name);
    if (file === null) throw invalid('names a file that was not sent');
    for (const path of paths) {
      const steps = String(path).split('.');
      const last = steps.pop() ?? '';
      const container = steps.reduce<unknown>(stepInto, calls);
      if (!isContainer(container) || !Object.hasOwn(container, last) || container[last] !== null)
        throw invalid('names a path that does not exist or is not null');
      container[last] = file;
    }
  }
}

function stepInto(value: unknown, step: string): unknown {
  return isContainer(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function invalid(reason: string) {
  return refusal('INPUT_INVALID', { path: 'map', reason });
}
