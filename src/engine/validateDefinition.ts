import type { Definition } from './definition';
import { sizeOfCompiled } from './expression/linearRegExp';
import type { Json } from './state';
import { findWarnings } from './validation/findWarnings';
import { limits } from '../limits';
import { checkActivities, checkData, checkNames, checkParticipants, checkReachability, checkTransitions } from './validation/checkParts';
import { checkExpressions } from './validation/checkExpressions';
import { checkShape, orderLike } from './validation/checkShape';
import { checkText, checkLength, toNfc } from './validation/checkText';
import { faultPath, type Fault, type Report } from './validation/fault';
import { partsOf, sourcesIn } from './validation/partsOf';
import { readDocument } from './validation/readDocument';

const checks = [checkNames, checkData, checkParticipants, checkActivities, checkTransitions, checkExpressions];

/** A definition of the format and what is probably unintended in it, or all that is wrong with it. */
export type Validated = { definition: Definition; warnings: Fault[]; faults: [] } | { definition: null; faults: Fault[] };

/**
 * Reads a definition (the document, or its text in JSON or YAML), its defaults filled in behind what the document has, or lists all that is wrong with it:
 * faults of the format and, in what is of the format, of what refers to what. Whether the users and groups it names exist is
 * not known here.
 */
export function validateDefinition(given: unknown): Validated {
  const faults: Fault[] = [];
  const report: Report = (path, message) => faults.push({ path: faultPath(path), message });
  if (!checkLength(given, report)) return { definition: null, faults };
  const read = typeof given === 'string' ? readDocument(given, report) : given;
  if (faults.length > 0 || !checkText(read, report)) return { definition: null, faults };
  const document = toNfc(read as Json, report);

  const definition = checkShape(document, report);
  const parts = partsOf(document);
  // Compiling patterns takes time by their size, here and wherever the definition is used.
  const before = sizeOfCompiled();
  const isEnough = () => sizeOfCompiled() - before > limits.definitionPatternSteps.value;
  for (const check of checks) check(parts, report, isEnough);
  if (isEnough())
    report([], `has regular expressions with more than ${limits.definitionPatternSteps.value} steps once their repetitions are expanded`);
  // Where an entry is broken or leads nowhere, what comes after it would look unreachable too.
  if (faults.length === 0) checkReachability(parts, report);
  if (!definition || faults.length > 0) return { definition: null, faults };
  return { definition: orderLike(definition, document), warnings: findWarnings(definition, sourcesIn(parts)), faults: [] };
}
