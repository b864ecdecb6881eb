import { run } from './main/run';
import { setUp } from './main/setUp';
import { createServer } from './server';

run({ createServer, setUp });
