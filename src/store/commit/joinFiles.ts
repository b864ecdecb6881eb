import type { NewFile } from '../newFile';

/** What a change set says of a file; its bytes are those from `start` on (the first is 1) among the bytes of all files. */
export interface FileRow {
  id: string;
  name: string;
  contentType: string;
  sha256: string;
  size: number;
  start: number;
}

/**
 * The rows of the files of each of these sets, undefined for a set without, and the bytes of all of them one after the other, null where
 * there are none: bytes never go through JSON. One file alone is not copied.
 */
export function joinFiles(sets: readonly { files?: NewFile[] }[]): { rows: (FileRow[] | undefined)[]; bytes: Buffer | null } {
  let start = 1;
  const rows = sets.map(({ files = [] }) => {
    const own = files.map(({ descriptor: { id, name, contentType, sha256, size } }) => {
      const row = { id, name, contentType, sha256, size, start };
      start += size;
      return row;
    });
    return own.length > 0 ? own : undefined;
  });
  const all = sets.flatMap(({ files }) => files ?? []).map(({ bytes }) => bytes);
  const [first = null, ...rest] = all;
  return { rows, bytes: rest.length > 0 ? Buffer.concat(all) : first };
}
