import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '../..');

describe('the scripts of package.json', () => {
  it.each([
    ['tools/prepare.mjs', '18.20.8'],
    ['tools/build.mjs', '20.18.3'],
    ['tools/sluice.mjs', '16.20.2'],
  ])('say in one line that Node.js is too old, and end with 2: %s on %s', (script, node) => {
    const versions = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } })`;
    const old = ['--import', `data:text/javascript,${encodeURIComponent(versions)}`];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...old, path.join(root, script)], { encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([2, '', `sluice: Node.js ${node} is too old: 20.19 or newer is needed\n`]);
  });

  it('say in one line that npm ci is missing', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sluice-'));
    for (const file of ['tools/build.mjs', 'tools/require-node.mjs', 'package.json'])
      cpSync(path.join(root, file), path.join(folder, file));
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'tools/build.mjs')], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([status, stdout, stderr]).toEqual([1, '', 'The packages are not installed, or only some of them: run "npm ci" first\n']);
  });
});
