import { colors, type Arrow, type Diagram, type Mark, type Shape } from './diagram';

const maxLabelCharacters = 200;

/**
 * The diagram as a flowchart of Mermaid's: nodes `n0`, `n1`, … in the order of the shapes, a class for each mark, and what the
 * colors say in words.
 */
export function toMermaid({ title, shapes, arrows }: Diagram): string {
  const marks = [...new Set(shapes.map(({ mark }) => mark))].filter((mark) => mark !== 'NONE');
  const taken = arrows.flatMap((arrow, n) => (arrow.taken ? [n] : []));
  const lines = [
    `accTitle: ${escape(title)}`,
    ...shapes.map(toNode),
    ...arrows.map(toEdge),
    ...marks.map(toClass),
    ...marks.map((mark) => `class ${shapes.flatMap((shape, n) => (shape.mark === mark ? [`n${n}`] : [])).join(',')} ${classOf(mark)}`),
    ...(taken.length > 0 ? [`linkStyle ${taken.join(',')} stroke:${colors.DONE.stroke},stroke-width:2.5px`] : []),
  ];
  return `flowchart TB\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function toNode({ kind, name, about, state }: Shape, n: number): string {
  if (kind !== 'ACTIVITY') return `n${n}(["${escape(name)}"])`;
  return `n${n}["${[name, ...about, ...(state === null ? [] : [state])].map(escape).join('<br>')}"]`;
}

function toEdge({ from, to, label, taken }: Arrow): string {
  const short = label.length > maxLabelCharacters ? `${label.slice(0, maxLabelCharacters)}…` : label;
  const words = [short, taken !== null && taken > 1 ? `taken ${taken}×` : ''].filter(Boolean).map(escape).join('<br>');
  return `n${from} ${taken === 0 ? '-.->' : '-->'}${words && `|"${words}"|`} n${to}`;
}

function toClass(mark: Mark): string {
  const { fill, stroke, strokeWidth, dashes, text } = colors[mark];
  const outline = `stroke:${stroke},stroke-width:${strokeWidth}px${dashes ? `,stroke-dasharray:${dashes}` : ''}`;
  return `classDef ${classOf(mark)} fill:${fill},${outline},color:${text}`;
}

function classOf(mark: Mark): string {
  return mark.toLowerCase().replace('_', '');
}

// Letters and digits of any script are themselves, and `_` and `-` between them; all else is written by its number, so that no
// quote, bracket, HTML, Markdown or keyword of Mermaid's comes out of a name or a condition.
const special = /(?<![\p{L}\p{N}])[_-]|[_-](?![\p{L}\p{N}])|[^\p{L}\p{M}\p{N} _-]/gu;

function escape(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(special, (character) => `#${character.codePointAt(0)};`);
}
