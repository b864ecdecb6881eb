import type { Arrow, Diagram, Shape } from './diagram';
import type { Graph, Layout, Point } from './layOut';
import { measureShape, measureLabel, type Measured } from './measureShape';

/** A diagram whose shapes and arrows have their places, in pixels from the top left. */
export interface PlacedDiagram {
  width: number;
  height: number;
  /** `center` is the middle of the shape. */
  shapes: { shape: Shape; measured: Measured; center: Point }[];
  arrows: { arrow: Arrow; label: ReturnType<typeof measureLabel>; route: Layout['edges'][number] }[];
}

/** Measures a diagram and places it by `layOut`. Throws what that throws. */
export async function placeDiagram(diagram: Diagram, layOut: (graph: Graph) => Promise<Layout>): Promise<PlacedDiagram> {
  const shapes = diagram.shapes.map((shape) => ({ shape, measured: measureShape(shape) }));
  const arrows = diagram.arrows.map((arrow) => ({ arrow, label: measureLabel(arrow) }));
  const layout = await layOut({
    nodes: shapes.map(({ measured: { width, height } }) => ({ width, height })),
    edges: arrows.map(({ arrow: { from, to }, label: { width, height } }) => ({ from, to, width, height })),
  });
  const origin = { x: 0, y: 0 };
  return {
    width: layout.width,
    height: layout.height,
    shapes: shapes.map((one, n) => ({ ...one, center: layout.nodes[n] ?? origin })),
    arrows: arrows.map((one, n) => ({ ...one, route: layout.edges[n] ?? { points: [], label: null } })),
  };
}
