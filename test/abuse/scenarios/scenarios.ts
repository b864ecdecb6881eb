import { connectionScenarios } from './connections';
import { definitionScenarios } from './definitions';
import { expressionScenarios } from './expressions';
import { familyScenarios } from './families';
import { outsideScenarios } from './outside';
import type { Scenario } from './scenario';
import { storageScenarios } from './storage';

/** All of them, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  ...definitionScenarios,
  ...expressionScenarios,
  ...storageScenarios,
  ...connectionScenarios,
  ...familyScenarios,
  ...outsideScenarios,
];
