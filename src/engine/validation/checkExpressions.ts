import { compileCondition } from '../expression/compileJsonata';
import { compileTemplate } from '../expression/compileTemplate';
import { reasonOf } from '../expression/inspectExpression';
import { splitPlaceholders } from '../expression/placeholder';
import { limits } from '../../limits';
import type { Report } from './fault';
import { sourcesIn, type Parts, type Source } from './partsOf';

/** Reports conditions and templates that are too many or do not compile; stops when `isEnough` says so. */
export function checkExpressions(parts: Parts, report: Report, isEnough: () => boolean): void {
  const sources = sourcesIn(parts);
  const excess = findExcess(sources.flatMap(expressionsIn));
  if (excess !== null) {
    report([], excess);
    return;
  }
  for (const { path, text, isCondition } of sources) {
    if (isEnough()) return;
    try {
      if (isCondition) compileCondition(text);
      else compileTemplate(text);
    } catch (error) {
      report(path, reasonOf(error));
    }
  }
}

/** None where the text does not compile: that is notified of it anyway. */
function expressionsIn({ text, isCondition }: Source): string[] {
  if (isCondition) return [text];
  try {
    return splitPlaceholders(text).flatMap((piece) => ('placeholder' in piece ? [piece.placeholder] : []));
  } catch {
    return [];
  }
}

function findExcess(expressions: string[]): string | null {
  const { definitionExpressions, definitionExpressionCharacters } = limits;
  if (expressions.length > definitionExpressions.value) return `has more than ${definitionExpressions.value} placeholders and conditions`;
  const characters = expressions.reduce((sum, { length }) => sum + length, 0);
  if (characters <= definitionExpressionCharacters.value) return null;
  return `has placeholders and conditions with more than ${definitionExpressionCharacters.value} characters together`;
}
