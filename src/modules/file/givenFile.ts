import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../engine/state';
import type { FileCopy } from '../../store/fileCopy';
import type { FileDescriptor } from '../../store/newFile';

/** A file of one request that another may take. */
export interface GivenFile {
  from: number;
  descriptor: FileDescriptor;
}

/** Those of the files that are among these values, to be copied. */
export function copiesAmong(values: readonly Json[], given: readonly GivenFile[]): FileCopy[] {
  const taken = given.filter(({ descriptor }) => values.some((value) => isDeepStrictEqual(value, descriptor)));
  return taken.map(({ from, descriptor: { id } }) => ({ from, id }));
}
