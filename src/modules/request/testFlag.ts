import { refusal } from '../../errors';

/** `isTest` of an input, which older callers name `inTest`; null when neither is given. Throws REFERENCES_DISAGREE. */
export function testFlag({ isTest, inTest }: { isTest?: boolean | null; inTest?: boolean | null }): boolean | null {
  if (isTest != null && inTest != null && isTest !== inTest) throw refusal('REFERENCES_DISAGREE', { first: 'isTest', second: 'inTest' });
  return isTest ?? inTest ?? null;
}
