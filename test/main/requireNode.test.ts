import { spawnSync } from 'node:child_process';
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
});
