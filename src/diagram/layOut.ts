import { Worker } from 'node:worker_threads';
import { refusal } from '../errors';

/** What is to be placed: sizes in pixels; edges name nodes by their places, and have the sizes of their labels, 0 for none. */
export interface Graph {
  nodes: { width: number; height: number }[];
  edges: { from: number; to: number; width: number; height: number }[];
}

export interface Point {
  x: number;
  y: number;
}

/** Where everything goes, in the order of the graph, in pixels from the top left: centers of nodes, the bends of edges, centers of labels. */
export interface Layout {
  width: number;
  height: number;
  nodes: Point[];
  edges: { points: Point[]; label: Point | null }[];
}

// It stands here as a text, since a worker has to be plain JavaScript, in the tests as well.
const work = `
  const { parentPort, workerData: { dagre, graph } } = require('node:worker_threads');
  const { graphlib, layout } = require(dagre);
  const g = new graphlib.Graph({ multigraph: true });
  g.setGraph({ rankdir: 'TB', nodesep: 36, edgesep: 24, ranksep: 44, marginx: 24, marginy: 24 });
  graph.nodes.forEach((node, n) => g.setNode(String(n), node));
  graph.edges.forEach(({ from, to, width, height }, n) =>
    g.setEdge(String(from), String(to), { width, height, labelpos: 'c', weight: from < to ? 2 : 1 }, String(n)));
  layout(g);
  const point = ({ x, y }) => ({ x, y });
  const { width, height } = g.graph();
  parentPort.postMessage({
    width,
    height,
    nodes: graph.nodes.map((_, n) => point(g.node(String(n)))),
    edges: graph.edges.map((edge, n) => {
      const placed = g.edge({ v: String(edge.from), w: String(edge.to), name: String(n) });
      return { points: placed.points.map(point), label: edge.width > 0 ? point(placed) : null };
    }),
  });`;

/**
 * Places a graph from top to bottom, in a thread of its own, since a large one takes
 * seconds. Throws DIAGRAM_TOO_LARGE when it takes longer than this, in milliseconds.
 */
export function layOut(graph: Graph, timeoutMs = 5_000): Promise<Layout> {
  const worker = new Worker(work, {
    eval: true,
    workerData: { dagre: require.resolve('@dagrejs/dagre'), graph },
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  return new Promise<Layout>((resolve, reject) => {
    const timer = setTimeout(() => reject(refusal('DIAGRAM_TOO_LARGE', {})), timeoutMs);
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refusal('DIAGRAM_TOO_LARGE', {}) : error);
    });
    worker.once('exit', () => clearTimeout(timer));
  }).finally(() => worker.terminate());
}
