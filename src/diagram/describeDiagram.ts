import type { Arrow, Diagram, Shape } from './diagram';

/** The whole diagram in sentences, a line for each shape and what leads away from it. */
export function describeDiagram(diagram: Diagram): string {
  return diagram.shapes
    .map((shape, index) => [
      describeShape(shape),
      ...diagram.arrows.filter(({ from }) => from === index).map((arrow) => describeArrow(diagram, arrow)),
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
  const title = `From ${shapes[from]?.name} to ${shapes[to]?.name}`;
  const times = taken === null ? '' : taken === 0 ? 'not taken' : taken === 1 ? 'taken once' : `taken ${taken} times`;
  const more = [label.slice(0, maxLabelCharacters), times].filter(Boolean).join('; ');
  return more ? `${title}: ${more}` : title;
}

const maxLabelCharacters = 1_000;

/** Markup that was escaped where it was made. */
export type Markup = string & { readonly __markup: true };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// What no XML document may hold, not even escaped.
const impossible = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A text as XML has it, inside elements and attributes alike. Characters that XML does not know become U+FFFD. */
export function escapeXml(text: string): Markup {
  return text.replace(impossible, '\ufffd').replace(/[&<>"]/g, (character) => entities[character] ?? character) as Markup;
}

/** An element of these attributes around children: texts are escaped, elements are not. */
export function element(name: string, attributes: Record<string, string | number>, ...children: Markup[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return `<${name}${written.join('')}>${children.join('')}</${name}>` as Markup;
}

/** A length in pixels with one decimal. */
export function round(length: number): number {
  return Math.round(length * 10) / 10;
}
