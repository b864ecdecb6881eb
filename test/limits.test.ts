import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../src/config';
import { limits, type Limit } from '../src/limits';
import { limitsPage } from './kit/limitsPage';

const page = join(__dirname, '../docs/limits.md');

describe('docs/limits.md', () => {
  // UPDATE_DOCS=1 writes the page anew.
  if (process.env['UPDATE_DOCS']) writeFileSync(page, limitsPage());

  it('lists the limits of src/limits.ts', () => {
    expect(readFileSync(page, 'utf8')).toBe(limitsPage());
  });
});

describe('limits', () => {
  const settings = Object.values<Limit>(limits).flatMap(({ setting }) => (setting ? [setting] : []));

  it.each(settings)('$variable accepts its range, and nothing beyond', ({ variable, from, to }) => {
    expect(() => readConfig({ [variable]: String(from) })).not.toThrow();
    expect(() => readConfig({ [variable]: String(to) })).not.toThrow();
    expect(() => readConfig({ [variable]: String(to + 1) })).toThrow(`${variable} is "${to + 1}": expected a whole number from`);
  });
});
