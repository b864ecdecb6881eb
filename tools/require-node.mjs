// Imported first by every script of package.json. Works in old versions of Node.js, which the scripts do not.
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node.replace('>=', '').split('.').map(Number);
const found = process.versions.node.split('.').map(Number);
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(`sluice: Node.js ${process.versions.node} is too old: ${needed.join('.')} or newer is needed\n`);
  process.exit(2);
}
