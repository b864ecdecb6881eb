import { rmSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the demo remembers between its runs, since the database keeps only hashes. */
export interface DemoSecrets {
  /** The demo's data is complete. */
  complete: boolean;
  token: string;
  /** Token and secret of the hook of kind WORKFLOWS; undefined where an older server wrote it. */
  workflows?: { token: string; secret: string };
  /** The tokens of the hooks of kind TRIGGER, and the password of the first; undefined where an older server made the demo. */
  triggers?: { async: string; sync: string; password: string } | undefined;
  /** The API token for the Workflows API; undefined where an older server made the demo. */
  apiToken?: string | undefined;
  /** Null: it was given by the environment, and is never printed. */
  password: string | null;
}

const fileOf = (dataDir: string) => path.join(dataDir, 'demo.json');

/** Resolves to what is remembered in the folder, null for nothing. */
export async function readDemoFile(dataDir: string): Promise<DemoSecrets | null> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as DemoSecrets);
}

/** Remembers it, for the owner of the folder alone. */
export async function writeDemoFile(dataDir: string, secrets: DemoSecrets): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(fileOf(dataDir), `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  // The mode counts only for a new file.
  await chmod(fileOf(dataDir), 0o600);
}

/** Writes the file for shells into the folder, for its owner alone, and gives its path, as it can be pasted behind `source`. */
export function writeDemoScript(dataDir: string, text: string): string {
  const file = path.join(dataDir, 'demo.sh');
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o600 });
  const full = path.resolve(file);
  const relativePath = path.relative('', full);
  const pasted = relativePath.startsWith('..') ? full : relativePath;
  return /^[\w./~+-]+$/.test(pasted) ? pasted : `'${pasted.replaceAll("'", "'\\''")}'`;
}
