import path from 'node:path';

/** The folder of the project: that above `src`, and above `dist`, also from the one file that dist/main.js is. */
export const root = path.join(__dirname, '..');
