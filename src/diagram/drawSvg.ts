import { describeDiagram } from './describeDiagram';
import type { Diagram } from './diagram';
import { drawArrow } from './drawArrow';
import { drawShape } from './drawShape';
import { element, escapeXml } from './element';
import type { Graph, Layout } from './layOut';
import { measureLabel } from './measureLabel';
import { measureShape } from './measureShape';
import { round } from './round';
import { textWidth } from './textWidth';

const titleSize = 15;
const titleHeight = 44;

/**
 * The diagram as an SVG document, placed by `layOut`. It brings its own background and nothing else: no style sheet, script, font
 * or ID, so that it can stand anywhere, several times on a page. What the colours say stands in words as well, and all of it
 * in the description for those who do not see it.
 */
export async function drawSvg(diagram: Diagram, layOut: (graph: Graph) => Promise<Layout>): Promise<string> {
  const shapes = diagram.shapes.map(measureShape);
  const labels = diagram.arrows.map(measureLabel);
  const layout = await layOut({
    nodes: shapes.map(({ width, height }) => ({ width, height })),
    edges: labels.map(({ width, height }, n) => ({ from: diagram.arrows[n]?.from ?? 0, to: diagram.arrows[n]?.to ?? 0, width, height })),
  });
  const width = Math.ceil(Math.max(layout.width, textWidth(diagram.title, titleSize) + 48));
  const height = Math.ceil(layout.height + titleHeight);
  const left = (width - layout.width) / 2;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      role: 'img',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      'font-family': "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Helvetica, Arial, sans-serif",
    },
    element('title', {}, escapeXml(diagram.title)),
    element('desc', {}, escapeXml(describeDiagram(diagram))),
    element('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8, fill: '#ffffff', stroke: '#e2e8f0' }),
    element('text', { x: 24, y: 32, 'font-size': titleSize, 'font-weight': 600, fill: '#0f172a' }, escapeXml(diagram.title)),
    element(
      'g',
      { transform: `translate(${round(left)} ${titleHeight})` },
      ...zip(diagram.arrows, labels, layout.edges).map(([arrow, label, way]) => drawArrow(diagram, arrow, label, way)),
      ...zip(diagram.shapes, shapes, layout.nodes).map(([shape, measured, centre]) => drawShape(shape, measured, centre)),
    ),
  );
}

/** What belongs together out of three lists of one length. */
function zip<A, B, C>(as: A[], bs: B[], cs: C[]): [A, B, C][] {
  return as.map((a, n) => [a, bs[n] as B, cs[n] as C]);
}
