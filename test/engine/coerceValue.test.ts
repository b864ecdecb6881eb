import { coerceValue } from '../../src/engine/coerceValue';
import type { DataType } from '../../src/engine/definition';
import type { Json } from '../../src/engine/state';

describe('coerceValue', () => {
  it.each<[DataType, Json, Json]>([
    ['NUMERIC', 1.5, 1.5],
    ['NUMERIC', '-12.50', -12.5],
    ['NUMERIC', '1e3', 1000],
    ['NUMERIC', '0.12345678901234567890', 0.12345678901234568],
    ['NUMERIC', '12345678901234567000', 12345678901234567000],
    ['TEXT', '820982911946154508', '820982911946154508'],
    ['TEXT', 'a', 'a'],
    ['TEXT', 12, '12'],
    ['TEXT', true, 'true'],
    ['DATETIME', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['DATETIME', '2026-01-02T03:04', '2026-01-02T03:04:00.000Z'],
    ['DATETIME', '2026-01-02T03:04Z', '2026-01-02T03:04:00.000Z'],
    ['DATETIME', '2026-01-02T03:04:05.678901+02:00', '2026-01-02T01:04:05.678Z'],
    ['DATETIME', '2026-01-02T03:04:05-0130', '2026-01-02T04:34:05.000Z'],
    ['JSON', { a: [1, null] }, { a: [1, null] }],
    ['JSON', 'text', 'text'],
    ['TEXT', null, null],
    ['NUMERIC', null, null],
  ])('%s takes %j as %j', (type, value, expected) => {
    expect(coerceValue(type, value)).toEqual({ value: expected });
  });

  it.each<[DataType, Json, string]>([
    ['NUMERIC', '', 'not a number: ""'],
    ['NUMERIC', ' 1', 'not a number: " 1"'],
    ['NUMERIC', '0x10', 'not a number: "0x10"'],
    ['NUMERIC', '1e999', 'not a number: "1e999"'],
    ['NUMERIC', '820982911946154508', '820982911946154508 has more digits than a number can hold (about 16): send it as text'],
    ['NUMERIC', true, 'not a number: true'],
    ['NUMERIC', [1], 'NUMERIC cannot be a list'],
    ['TEXT', {}, 'TEXT cannot be an object'],
    ['TEXT', 'a\0b', 'contains characters that cannot be stored'],
    ['JSON', { a: ['\ud800'] }, 'contains characters that cannot be stored'],
    ['DATETIME', 'yesterday', 'not an ISO 8601 date or date-time: "yesterday"'],
    ['DATETIME', '2026-02-30', 'not an ISO 8601 date or date-time: "2026-02-30"'],
    ['DATETIME', '2026-02-03T25:00', 'not an ISO 8601 date or date-time: "2026-02-03T25:00"'],
    ['DATETIME', '0000-01-01', 'not an ISO 8601 date or date-time: "0000-01-01"'],
    ['DATETIME', 20260203, 'not an ISO 8601 date or date-time: 20260203'],
  ])('%s refuses %j', (type, value, reason) => {
    expect(coerceValue(type, value)).toEqual({ reason });
  });
});
