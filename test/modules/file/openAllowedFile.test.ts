import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openAllowedFile, isFolderEntry } from '../../../src/modules/file/openAllowedFile';

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'sluice-test-files-')));
  for (const folder of ['in', 'in/deep', 'in2', 'out', 'ä']) await mkdir(path.join(root, folder));
  for (const name of [
    'in/a.txt',
    'in/deep/b.txt',
    'in/%2e%2e',
    'in/50%.txt',
    'in/Ärger 1.txt',
    'in2/c.txt',
    'in.txt',
    'out/secret',
    'ä/d.txt',
  ]) {
    await writeFile(path.join(root, name), `this is ${name}`);
  }
  await symlink(path.join(root, 'out/secret'), path.join(root, 'in/link'));
  await symlink(path.join(root, 'out'), path.join(root, 'in/linked'));
  await symlink(path.join(root, 'in/a.txt'), path.join(root, 'in/inside'));
  await symlink('/etc', path.join(root, 'in/etc'));
  await symlink(path.join(root, 'in'), path.join(root, 'entry'));
  await symlink('/proc/self/environ', path.join(root, 'in/environ'));
  await symlink('/dev/zero', path.join(root, 'in/zero'));
  await link(path.join(root, 'out/secret'), path.join(root, 'in/hard'));
  await writeFile(path.join(root, 'out/secret'), 'this is out/secret');
  execFileSync('mkfifo', [path.join(root, 'in/fifo')]);
});
afterAll(() => rm(root, { recursive: true }));

/** Resolves to what is read through the gate, null where it is closed. */
async function read(url: string, folders: string[], ownPaths: string[] = []): Promise<string | null> {
  const handle = await openAllowedFile(url, folders, ownPaths);
  try {
    return handle && (await handle.readFile('utf8'));
  } finally {
    await handle?.close();
  }
}

const readBarred = (url: string, folders: string[], places: string[]) =>
  read(
    url,
    folders,
    places.map((place) => path.join(root, place)),
  );

describe('openAllowedFile', () => {
  it.each<[string, string[], string | null]>([
    ['file://ROOT/in/a.txt', ['ROOT/in'], 'in/a.txt'],
    ['file://localhostROOT/in/a.txt', ['ROOT/in'], 'in/a.txt'],
    ['FILE://ROOT/in/a.txt', ['ROOT/in'], 'in/a.txt'],
    ['file://ROOT/in/deep/b.txt', ['ROOT/in'], 'in/deep/b.txt'],
    ['file://ROOT/in/deep/b.txt', ['ROOT/in/*'], 'in/deep/b.txt'],
    ['file://ROOT/in/a.txt', ['ROOT/in/'], 'in/a.txt'],
    ['file://ROOT/in/%61.txt', ['ROOT/in'], 'in/a.txt'],
    ['file://ROOT/in/%C3%84rger%201.txt', ['ROOT/in'], 'in/Ärger 1.txt'],
    ['file://ROOT/ä/d.txt', ['ROOT/ä'], 'ä/d.txt'],
    ['file://ROOT/in/50%25.txt', ['ROOT/in'], 'in/50%.txt'],
    ['file://ROOT/in/deep/../a.txt', ['ROOT/in'], 'in/a.txt'],
    ['file://ROOT/in/inside', ['ROOT/in'], 'in/a.txt'],
    ['file://ROOT/in/%252e%252e', ['ROOT/in'], 'in/%2e%2e'],
    ['file://ROOT/entry/a.txt', ['ROOT/entry'], 'in/a.txt'],
    ['file://ROOT/entry/a.txt', ['ROOT/in'], 'in/a.txt'],
    ['file://ROOT/in2/c.txt', ['ROOT/in*'], 'in2/c.txt'],
    ['file://ROOT/in.txt', ['ROOT/in*'], 'in.txt'],
    ['file://ROOT/out/secret', ['*'], null],
    ['file://ROOT/in2/c.txt', ['*'], 'in2/c.txt'],
    ['file://ROOT/in2/c.txt', ['ROOT/nowhere', 'ROOT/in2'], 'in2/c.txt'],
    ['file://ROOT/in/a.txt', [], null],
    ['file://ROOT/in2/c.txt', ['ROOT/in'], null],
    ['file://ROOT/out/secret', ['ROOT/in*'], null],
    ['file://ROOT/out/secret', ['ROOT/in'], null],
    ['file://ROOT/in/../in2/c.txt', ['ROOT/in'], null],
    ['file://ROOT/in/%2e%2e/in2/c.txt', ['ROOT/in'], null],
    ['file://ROOT/in/.%2E/in2/c.txt', ['ROOT/in'], null],
    ['file://ROOT/in/%252e%252e/in2/c.txt', ['ROOT/in'], null],
    ['file://ROOT/in/..%2fin2/c.txt', ['ROOT/in'], null],
    ['file://ROOT/in/%2e%2e%2fin2%2fc.txt', ['ROOT/in'], null],
    ['file://ROOT/in\\..\\in2\\c.txt', ['ROOT/in'], null],
    ['file://ROOT/in/..%5cin2%5cc.txt', ['ROOT/in'], null],
    ['file://ROOT/in/a.txt%00', ['ROOT/in'], null],
    ['file://ROOT/in2/c.txt%00.txt', ['*'], null],
    ['file://ROOT/in/a.txt?', ['ROOT/in'], 'in/a.txt'],
    ['file://ROOT/in/a.txt?x', ['ROOT/in'], null],
    ['file://ROOT/in/a.txt#x', ['ROOT/in'], null],
    ['file://ROOT/in/link', ['ROOT/in'], null],
    ['file://ROOT/in/linked/secret', ['ROOT/in'], null],
    ['file://ROOT/in/etc/passwd', ['ROOT/in'], null],
    ['file://ROOT/in/hard', ['ROOT/in'], null],
    ['file://ROOT/in/hard', ['*'], null],
    ['file://ROOT/in/fifo', ['ROOT/in'], null],
    ['file://ROOT/in/zero', ['*'], null],
    ['file://ROOT/in/environ', ['*'], null],
    ['file:///proc/self/environ', ['*'], null],
    ['file:///proc/self/root/etc/hostname', ['/proc'], null],
    ['file:///dev/null', ['*', '/dev'], null],
    ['file:///sys/kernel/mm/transparent_hugepage/enabled', ['*'], null],
    ['file://ROOT/in', ['ROOT/in', '*'], null],
    ['file://ROOT/in/', ['ROOT/in'], null],
    ['file://ROOT/in/none', ['ROOT/in'], null],
    ['file://ROOT/in/a.txt/', ['ROOT/in'], null],
    ['file://other/ROOT/in/a.txt', ['*'], null],
    ['file:////other/share/a.txt', ['*'], null],
    ['file:///c:/TestFile.txt', ['*'], null],
    ['ROOT/in/a.txt', ['*'], null],
    ['http://ROOT/in/a.txt', ['*'], null],
    ['', ['*'], null],
  ])('of %s with %j gives %j', async (url, folders, expected) => {
    const inRoot = (text: string) => text.replace('ROOT', text.startsWith('http') ? 'localhost' : root);
    expect(await read(inRoot(url), folders.map(inRoot))).toBe(expected === null ? null : `this is ${expected}`);
  });

  it.each(['in/a.txt', 'in/deep/b.txt', 'in/inside'])(
    'never gives %s where it is barred, by whatever path, folder or link it is named',
    async (name) => {
      const [file, all] = [`file://${root}/${name}`, ['/', '*', root, path.join(root, 'in')]];
      const ownPaths = [['in'], ['entry'], ['in/a.txt', 'in/deep'], ['in/inside', 'in/deep/']];
      const found = ownPaths.map((places) => readBarred(file, all, places));
      expect([await Promise.all(found), await readBarred(file, all, ['in2', 'in/de', 'none'])]).toEqual([
        [null, null, null, null],
        expect.stringContaining('this is in/'),
      ]);
    },
  );

  it('never gives what lies outside while folders and links are swapped', async () => {
    const [swapped, inside, outside] = ['in/swapped', 'in/swap-inside', 'in/swap-outside'].map((name) => path.join(root, name)) as [
      string,
      string,
      string,
    ];
    await mkdir(inside);
    await writeFile(path.join(inside, 'secret'), 'this is in');
    await mkdir(path.join(root, 'target'));
    await writeFile(path.join(root, 'target/secret'), 'this is outside');
    await symlink(path.join(root, 'target'), outside);
    const swaps = new AbortController();
    const swapping = (async () => {
      while (!swaps.signal.aborted) {
        await rename(inside, swapped);
        await rename(swapped, inside);
        await rename(outside, swapped);
        await rename(swapped, outside);
      }
    })();
    const seen = new Set<string | null>();
    const begun = Date.now();
    // On a busy machine it goes on until what lies inside was met at all.
    while (Date.now() - begun < 1_500 || (seen.size < 2 && Date.now() - begun < 20_000)) {
      const found = await Promise.all(Array.from({ length: 8 }, () => read(`file://${swapped}/secret`, [path.join(root, 'in')])));
      for (const one of found) seen.add(one);
    }
    swaps.abort();
    await swapping;
    expect(await readFile(path.join(outside, 'secret'), 'utf8')).toBe('this is outside');
    expect(seen).toEqual(new Set(['this is in', null]));
  });
});

describe('isFolderEntry', () => {
  it.each([
    ['*', true],
    ['/srv/in', true],
    ['/srv/in/', true],
    ['/srv/in*', true],
    ['/srv/in/*', true],
    ['/', true],
    ['', false],
    ['srv/in', false],
    ['./in', false],
    ['/srv/../in', false],
    ['/srv/*/in', false],
    ['/srv/in**', false],
    ['/srv//in', false],
    ['/srv/in\0', false],
    ['c:\\in', false],
    ['file:///srv/in', false],
  ])('of %j is %j', (entry, expected) => {
    expect(isFolderEntry(entry)).toBe(expected);
  });
});
