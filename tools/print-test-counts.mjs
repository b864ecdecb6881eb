// Prints what CI reads: how many tests passed and failed, from the file that `jest --json --outputFile=FILE` wrote. A file of tests that
// could not even be loaded is a failed one.
import { readFileSync } from 'node:fs';

const read = () => JSON.parse(readFileSync(process.argv[2], 'utf8'));
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = read();
  console.log(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`);
} catch {
  console.log('0 passed, 1 failed');
}
