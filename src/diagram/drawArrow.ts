import { describeArrow, element, escapeXml, round, type Markup } from './describeDiagram';
import type { Arrow, Diagram } from './diagram';
import type { Layout, Point } from './layOut';
import { labelFont, type measureLabel } from './measureShape';

const headLength = 9;

/** An arrow along these bends, rounded, with its label on a ground of its own; strong where it was taken. */
export function drawArrow(
  diagram: Diagram,
  arrow: Arrow,
  { lines, width, height }: ReturnType<typeof measureLabel>,
  { points, label }: Layout['edges'][number],
): Markup {
  const isTaken = arrow.taken !== null && arrow.taken > 0;
  const stroke = isTaken ? '#15803d' : arrow.taken === 0 ? '#94a3b8' : '#475569';
  const end = points.at(-1) ?? { x: 0, y: 0 };
  const { neck, corners } = headAt(end, points.at(-2) ?? end);
  const line = {
    ...{ d: smooth([...points.slice(0, -1), neck]), fill: 'none', stroke, 'stroke-width': isTaken ? 2.5 : 1.25 },
    ...(arrow.taken === 0 && { 'stroke-dasharray': '4 3' }),
  };
  const text = isTaken ? '#14532d' : '#334155';
  const written = label
    ? [
        element('rect', { x: round(label.x - width / 2), y: round(label.y - height / 2), width, height, rx: 4, fill: '#ffffff' }),
        ...lines.map((one, n) =>
          element(
            'text',
            {
              ...{ x: round(label.x), y: round(label.y - height / 2 + (n + 1) * labelFont.height - 1) },
              ...{ 'text-anchor': 'middle', 'font-size': labelFont.size, fill: text },
              ...(isTaken && { 'font-weight': 600 }),
            },
            escapeXml(one),
          ),
        ),
      ]
    : [];
  const { from, to, taken } = arrow;
  const address = { 'data-from': diagram.shapes[from]?.name ?? '', 'data-to': diagram.shapes[to]?.name ?? '' };
  return element(
    'g',
    { ...address, ...(taken !== null && { 'data-taken': taken }) },
    element('title', {}, escapeXml(describeArrow(diagram, arrow))),
    element('path', line),
    element('polygon', { points: corners.map(at).join(' '), fill: stroke }),
    ...written,
  );
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** A path from the first point to the last that bends towards those between. */
function smooth(points: Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const bends = rest.slice(0, -1).map((point, n) => `Q${at(point)} ${at(middle(point, rest[n + 1] ?? last))}`);
  return `M${at(first)}L${at(middle(first, rest[0] ?? last))}${bends.join('')}L${at(last)}`;
}

/** The head of an arrow that comes to `tip` from `before`: where the line ends, and its corners. */
function headAt(tip: Point, before: Point): { neck: Point; corners: Point[] } {
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [dx, dy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const neck = { x: tip.x - dx * headLength, y: tip.y - dy * headLength };
  const half = headLength / 2;
  return { neck, corners: [tip, { x: neck.x - dy * half, y: neck.y + dx * half }, { x: neck.x + dy * half, y: neck.y - dx * half }] };
}
