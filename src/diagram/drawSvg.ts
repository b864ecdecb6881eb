import { describeDiagram, element, escapeXml, round } from './describeDiagram';
import type { Diagram } from './diagram';
import { drawArrow } from './drawArrow';
import { drawShape } from './drawShape';
import type { Graph, Layout } from './layOut';
import { placeDiagram } from './placeDiagram';
import { textWidth } from './measureText';

const titleSize = 15;
const titleHeight = 44;

/**
 * The diagram as an SVG document, placed by `layOut`. It brings its own background and nothing else: no style sheet, script, font
 * or ID, so that it can stand anywhere, several times on a page. Pages address its activities by `data-activity` and their states by `data-state`, its arrows by
 * `data-from`, `data-to` and `data-taken`. What the colors say stands in words as well, and all of it
 * in the description for those who do not see it.
 */
export async function drawSvg(diagram: Diagram, layOut: (graph: Graph) => Promise<Layout>): Promise<string> {
  const placed = await placeDiagram(diagram, layOut);
  const width = Math.ceil(Math.max(placed.width, textWidth(diagram.title, titleSize) + 48));
  const height = Math.ceil(placed.height + titleHeight);
  const left = (width - placed.width) / 2;
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
      ...placed.arrows.map(({ arrow, label, route }) => drawArrow(diagram, arrow, label, route)),
      ...placed.shapes.map(({ shape, measured, center }) => drawShape(shape, measured, center)),
    ),
  );
}
