// Prints what CI reads: how many tests passed and failed, of all the files given, which `jest --json --outputFile=FILE` wrote. A file of tests
// that could not even be loaded is a failed one, and so is a run that wrote nothing.
import { readFileSync } from 'node:fs';

const [passed, failed] = process.argv
  .slice(2)
  .map(count)
  .reduce(([p, f], [q, g]) => [p + q, f + g], [0, 0]);
console.log(`${passed} passed, ${failed} failed`);

function count(file) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
    return [numPassedTests, numFailedTests + numRuntimeErrorTestSuites];
  } catch {
    return [0, 1];
  }
}
