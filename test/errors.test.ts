import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from '../src/errors';
import { errorsPage } from '../tools/errorsPage';

const page = join(__dirname, '../docs/errors.md');

describe('docs/errors.md', () => {
  // UPDATE_DOCS=1 writes the page anew.
  if (process.env['UPDATE_DOCS']) writeFileSync(page, errorsPage());

  it('is the catalog', () => {
    expect(readFileSync(page, 'utf8')).toBe(errorsPage());
  });
});

describe('refusal', () => {
  it('fills in its message and keeps its details', () => {
    const { message, code, status, details } = refusal(
      'PARAMETER_UNKNOWN',
      { process: '{parameter}', parameter: '$&' },
      { parameter: '$&' },
    );
    expect({ message, code, status, details }).toEqual({
      message: 'Process {parameter} has no data field $&',
      code: 'BAD_USER_INPUT',
      status: 400,
      details: { parameter: '$&' },
    });
  });
});
