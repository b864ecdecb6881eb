import path from 'node:path';

/** Whether a text is an entry of `fileAllowedFolders`: an absolute folder without `.` and `..` steps, with `*` at its end or not, or `*` alone. */
export function isFolderEntry(entry: string): boolean {
  if (entry === '*') return true;
  const folder = entry.replace(/\*$/, '');
  const isPlain = path.posix.normalize(folder) === folder && !/[*\0\\]/.test(folder);
  return path.posix.isAbsolute(folder) && isPlain;
}
