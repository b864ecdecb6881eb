import type { Arrow, Diagram, Shape } from './diagram';

/** The whole diagram in sentences, a line for each shape and what leads away from it. */
export function describeDiagram(diagram: Diagram): string {
  return diagram.shapes
    .map((shape, place) => [
      describeShape(shape),
      ...diagram.arrows.filter(({ from }) => from === place).map((arrow) => describeArrow(diagram, arrow)),
    ])
    .map((sentences) => `${sentences.join('. ')}.`)
    .join('\n');
}

/** A shape in words: `LEVEL_1 (Employees): 1 open`. */
export function describeShape({ name, about, state }: Shape): string {
  return `${name}${about.length > 0 ? ` (${about.join(', ')})` : ''}${state === null ? '' : `: ${state}`}`;
}

/** An arrow in words: `From LEVEL_1 to REFUSED: data.DECISION = 'no'; taken once`. */
export function describeArrow({ shapes }: Diagram, { from, to, label, taken }: Arrow): string {
  const way = `From ${shapes[from]?.name} to ${shapes[to]?.name}`;
  const times = taken === null ? '' : taken === 0 ? 'not taken' : taken === 1 ? 'taken once' : `taken ${taken} times`;
  const more = [label.slice(0, longestLabel), times].filter(Boolean).join('; ');
  return more ? `${way}: ${more}` : way;
}

const longestLabel = 1_000;
