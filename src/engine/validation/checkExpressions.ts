import type { z } from 'zod';
import { activityTypes } from '../activities/activityTypes';
import type { ActivityType } from '../activities/activityType';
import type { Activity } from '../definition';
import { compileCondition } from '../expression/compileCondition';
import { compileTemplate } from '../expression/compileTemplate';
import { reasonOf } from '../expression/reasonOf';
import { splitPlaceholders } from '../expression/splitPlaceholders';
import type { Json } from '../state';
import { limits } from '../../limits';
import type { Report } from './fault';
import type { Parts } from './partsOf';

/** A text that is compiled, and where it stands. */
interface Source {
  path: PropertyKey[];
  text: string;
  isCondition: boolean;
}

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

function sourcesIn(parts: Parts): Source[] {
  const sources: Source[] = [];
  function add(template: Json, path: PropertyKey[]): void {
    if (typeof template === 'string') sources.push({ path, text: template, isCondition: false });
    else if (Array.isArray(template)) template.forEach((item, at) => add(item, [...path, at]));
    else if (typeof template === 'object' && template !== null)
      for (const [name, field] of Object.entries(template)) add(field, [...path, name]);
  }

  for (const { at, value } of parts.activities) {
    const type = activityTypes[value.type] as unknown as ActivityType<z.ZodType<Activity>>;
    for (const [path, template] of type.templates?.(value) ?? []) add(template, ['activities', at, ...path]);
  }
  for (const { at, value } of parts.transitions) {
    const path = ['transitions', at, 'when'];
    if (value.when !== undefined) sources.push({ path, text: value.when, isCondition: true });
  }
  add(parts.output ?? null, ['output']);
  return sources;
}

/** None where the text does not compile: that is told of it anyway. */
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
  return `has placeholders and conditions of more than ${definitionExpressionCharacters.value} characters together`;
}
