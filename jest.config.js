/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  // A PostgreSQL of their own, with one migrated database that every test file copies (test/kit/database.ts).
  globalSetup: '<rootDir>/test/kit/globalSetup.ts',
  globalTeardown: '<rootDir>/test/kit/globalTeardown.ts',
  testTimeout: 30_000,
  maxWorkers: '100%',
  // Ours come first: each name that is tried in vain costs a look at the disk.
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json', 'node'],
};
