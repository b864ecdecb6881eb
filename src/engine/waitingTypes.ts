/** The types of activities that do nothing until somebody acts or time has passed. */
export const waitingTypes: ReadonlySet<string> = new Set(['USER', 'DELAY']);
