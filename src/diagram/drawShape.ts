import { describeShape, element, escapeXml, round, type Markup } from './describeDiagram';
import { colors, type Shape, type Colors } from './diagram';
import type { Point } from './layOut';
import { fonts, type Line, type Measured } from './measureShape';
import { textWidth } from './measureText';

/** A shape around this center: a box with its lines, or a pill where the flow begins or ends. */
export function drawShape(shape: Shape, { lines, width, height }: Measured, { x, y }: Point): Markup {
  const look = colors[shape.mark];
  const left = round(x - width / 2);
  const top = round(y - height / 2);
  const isPill = shape.kind !== 'ACTIVITY';
  const outline = {
    ...{ x: left, y: top, width, height, rx: isPill ? height / 2 : 6 },
    ...{ fill: isPill ? (shape.kind === 'START' ? '#0f172a' : '#ffffff') : look.fill, stroke: isPill ? '#0f172a' : look.stroke },
    'stroke-width': shape.kind === 'END' ? 2.5 : look.strokeWidth,
    ...(look.dashes && { 'stroke-dasharray': look.dashes }),
  };
  const written = isPill
    ? [drawLine(lines[0], x, y + 4, shape.kind === 'START' ? '#ffffff' : '#0f172a')]
    : drawLines(shape, lines, x, top, look);
  const address = isPill
    ? { 'data-kind': shape.kind }
    : { 'data-activity': shape.name, ...(shape.mark !== 'NONE' && { 'data-state': shape.mark }) };
  return element('g', address, element('title', {}, escapeXml(describeShape(shape))), element('rect', outline), ...written);
}

const padding = 14;

function drawLines({ manual }: Shape, lines: Line[], x: number, top: number, look: Colors): Markup[] {
  let below = top + padding;
  let isSigned = false;
  return lines.flatMap((line) => {
    const { height, size } = fonts[line.role];
    below += height;
    const baseline = round(below - (height - size) / 2 - 1);
    const isWho = manual && line.role === 'ABOUT' && !isSigned;
    if (!isWho) return [drawLine(line, x, baseline, look.text)];
    isSigned = true;
    return [drawPerson(x - textWidth(line.text, size) / 2 - 4, baseline, look.text), drawLine(line, x + 6, baseline, look.text)];
  });
}

function drawLine(line: Line | undefined, x: number, y: number, fill: string): Markup {
  const { text, role } = line ?? { text: '', role: 'ABOUT' };
  const weight = role === 'ABOUT' ? {} : { 'font-weight': 600 };
  return element(
    'text',
    { x: round(x), y: round(y), 'text-anchor': 'middle', 'font-size': fonts[role].size, ...weight, fill },
    escapeXml(text),
  );
}

/** The sign of a person on a line of text. */
function drawPerson(x: number, baseline: number, fill: string): Markup {
  return element('path', {
    d: `M${round(x)} ${round(baseline)}a5 5 0 0 1 10 0zM${round(x + 2.4)} ${round(baseline - 7.6)}a2.6 2.6 0 1 1 5.2 0a2.6 2.6 0 1 1 -5.2 0z`,
    fill,
  });
}
