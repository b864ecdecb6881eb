import { addHook, addProcess, addRequest, addUser, password } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

interface Layout {
  width: number;
  height: number;
  nodes: { kind: string; name: string; state: string | null; stateText: string | null; x: number; y: number }[];
  edges: { points: { x: number; y: number }[] }[];
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  await addProcess(server, 'P', {
    activities: [
      { name: 'DO', type: 'USER', participant: 'Workers' },
      { name: 'LATER', type: 'USER', participant: 'Workers' },
    ],
    transitions: [{ from: 'DO', to: 'LATER', when: 'data.TEXT = "secret"' }],
  });
});
afterAll(() => server.stop());

describe('diagramLayout', () => {
  it('has the nodes and edges that diagram draws, with their states', async () => {
    const number = await addRequest(server, 'P', {}, await addHook(server, 'admin'));
    const query = `query ($number: Int!) { request(number: $number) { diagram diagramLayout {
      width height nodes { id kind name state stateText isManual x y width height } edges { from to label taken points { x y } labelPoint { x } } } } }`;
    const { diagram, diagramLayout: layout }: { diagram: string; diagramLayout: Layout } = (await server.graphql(query, { number })).data
      .request;
    expect(layout.nodes.map(({ kind, name, state, stateText }) => [kind, name, state, stateText])).toEqual([
      ['ACTIVITY', 'DO', 'OPEN', '1 open'],
      ['ACTIVITY', 'LATER', 'NOT_REACHED', 'not reached'],
      ['START', 'Start', null, null],
      ['END', 'End', null, null],
      ['END', 'End', null, null],
    ]);
    expect(layout.edges.slice(0, 2)).toEqual([
      expect.objectContaining({ from: '0', to: '1', label: 'data.TEXT = "secret"', taken: 0 }),
      expect.objectContaining({ from: '2', to: '0', label: '', taken: 1 }),
    ]);
    const isInside = ({ x, y }: { x: number; y: number }) => x >= 0 && y >= 0 && x <= layout.width && y <= layout.height;
    expect([...layout.nodes, ...layout.edges.flatMap(({ points }) => points)].every(isInside)).toBe(true);
    expect(diagram).toContain('data-activity="DO" data-state="OPEN"');
    expect(diagram).toContain('data-from="DO" data-to="LATER" data-taken="0"');
  });

  it('hides conditions from those who do not manage the process', async () => {
    const { data } = await server.graphql(
      '{ process(name: "P") { diagramLayout { edges { label } nodes { state } } } }',
      {},
      { userName: 'ann', password },
    );
    expect(data.process.diagramLayout.edges[0].label).toBe('on a condition');
    expect(data.process.diagramLayout.nodes[0].state).toBeNull();
  });
});
