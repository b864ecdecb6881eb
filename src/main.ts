import { commandLine } from './main/commandLine';
import { run } from './main/run';
import { setUp } from './main/setUp';
import { createServer } from './server';

if (process.argv[2] === 'sluice') void commandLine(process.argv.slice(3));
else run({ createServer, setUp });
