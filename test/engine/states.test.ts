import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moveAction, moveRequest } from '../../src/engine/transitions';
import { statesPage } from '../../tools/statesPage';

const page = join(__dirname, '../../docs/states.md');

describe('docs/states.md', () => {
  // UPDATE_DOCS=1 writes the page anew.
  if (process.env['UPDATE_DOCS']) writeFileSync(page, statesPage());

  it('is the table of states', () => {
    expect(readFileSync(page, 'utf8')).toBe(statesPage());
  });
});

describe('move', () => {
  const request = () => ({ status: 'OPEN' as const, subStatus: null, closedAt: null });

  it('makes moves of the table and stamps the time', () => {
    const moved = request();
    moveRequest(moved, 'ERROR', 'STEPS_EXCEEDED', '2026-01-01T00:00:00.000Z');
    expect(moved).toEqual({ status: 'CLOSED', subStatus: 'ERROR', closedAt: '2026-01-01T00:00:00.000Z' });
  });

  it('makes no others', () => {
    const action = {
      number: 1,
      activity: 'A',
      status: 'NOT_STARTED' as const,
      subStatus: null,
      assigneeId: null,
      openedAt: '',
      closedAt: null,
      message: null,
    };
    expect(() => moveRequest(request(), 'OPEN', 'CREATE', '')).toThrow('No request moves from OPEN to OPEN by CREATE');
    expect(() => moveRequest(request(), 'COMPLETED', 'CANCEL_REQUEST', '')).toThrow('No request moves');
    expect(() => moveAction(action, 'COMPLETED', 'DONE', '')).toThrow('No action moves');
  });
});
