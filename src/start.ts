import { commandLine } from './main/runCommand';
import { run } from './main/run';
import { setUp } from './main/setUp';
import { createServer } from './server';
import { version } from './version';

const [command, ...rest] = process.argv.slice(2);
if (command === 'sluice') void commandLine(rest);
else if (command === '--version') process.stdout.write(`${version}\n`);
else run({ createServer, setUp });
