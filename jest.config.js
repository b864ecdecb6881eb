const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  // Tests load src as globalSetup builds it, once for all of them. Every test file loads it anew, and Jest neither hashes nor looks up files
  // that it does not compile. A package is loaded when it is first used, as in production. Errors name the files of src.
  moduleNameMapper: { '^(?:\\.\\./)+src/(.+)$': '<rootDir>/dist/$1.js' },
  transformIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  // A PostgreSQL of their own, with one migrated database that every test file copies (test/kit/database.ts).
  globalSetup: '<rootDir>/test/kit/globalSetup.ts',
  globalTeardown: '<rootDir>/test/kit/globalTeardown.ts',
  testTimeout: 30_000,
  // Many tests wait: for time limits, other processes, a browser. With a worker for each processor a fifth of the time is idle.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // Ours come first: each name that is tried in vain costs a look at the disk.
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json', 'node'],
};
