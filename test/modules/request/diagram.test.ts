import { countStatements } from '../../kit/countStatements';
import { addProcess, addRequest, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const activity = (name: string, more: object = {}) => ({ name, type: 'USER', participant: 'Workers', ...more });
  await addProcess(server, 'FORK', {
    start: ['A', 'B'],
    activities: [activity('A'), activity('B'), activity('C', { join: 'ALL' }), activity('D')],
    transitions: [
      { from: 'A', to: 'C' },
      { from: 'B', to: 'C' },
      { from: 'B', to: 'B', on: 'CANCEL' },
      { from: 'C', to: 'D' },
    ],
  });
});
afterAll(() => server.stop());

/** Returns what a diagram in Mermaid says of activities and transitions. */
function read(mermaid: string): string[] {
  return mermaid.split('\n').flatMap((line) => /^ {2}(n\d(?:\["|[^(\n]*>).*)$/.exec(line)?.[1] ?? []);
}

describe('Process.diagram', () => {
  it('is an SVG, or a flowchart of Mermaid', async () => {
    const { data } = await server.graphql('{ process(name: "FORK") { diagram mermaid: diagram(format: MERMAID) } }');
    expect([String(data.process.diagram).slice(0, 4), String(data.process.mermaid).slice(0, 12)]).toEqual(['<svg', 'flowchart TB']);
  });

  it('says what conditions are only to those who may read the definition', async () => {
    const activities = ['A', 'B'].map((name) => ({ name, type: 'USER', participant: 'Workers' }));
    await addProcess(server, 'SECRET', { start: 'A', activities, transitions: [{ from: 'A', to: 'B', when: 'data.NUMERIC = 1000' }] });
    const ask = async (user?: Awaited<ReturnType<typeof addUser>>) => {
      const { data } = await server.graphql('{ process(name: "SECRET") { diagram(format: MERMAID) } }', {}, user);
      return read(data.process.diagram).at(2);
    };
    const toAdministrator = await ask();
    const toOthers = await ask(await addUser(server, 'worker'));
    expect(toAdministrator).toBe('n0 -->|"data#46;NUMERIC #61; 1000"| n1');
    expect(toOthers).toBe('n0 -->|"on a condition"| n1');
  });

  it('counts as 100 nodes, so that nobody has thousands drawn at once', async () => {
    const fields = Array.from({ length: 201 }, (_, n) => `d${n}: diagram`).join(' ');
    const alone = await startTestServer({ graphqlMaxAliases: 1_000 });
    await addProcess(alone, 'P');
    const { errors } = await alone.graphql(`{ process(name: "P") { ${fields.replaceAll('diagram', 'diagram(format: MERMAID)')} } }`);
    await alone.stop();
    expect(errors?.[0]?.message).toBe(
      'The query could return more than 20000 nodes: ask for smaller pages (first, last), or nest fewer lists',
    );
  });
});

describe('Request.diagram', () => {
  it('marks what is open, done and cancelled, the ways taken, and what waits at a join', async () => {
    const number = await addRequest(server, 'FORK');
    await server.hook('cancelAction', { requestNumber: number, number: 2 });
    await server.hook('completeAction', { requestNumber: number, number: 1 });
    const { data } = await server.graphql('query ($number: Int!) { request(number: $number) { diagram(format: MERMAID) } }', { number });
    expect(read(data.request.diagram)).toEqual([
      'n0["A<br>Workers<br>done"]',
      'n1["B<br>Workers<br>1 open #183; cancelled"]',
      'n2["C<br>Workers<br>waits for all<br>not reached"]',
      'n3["D<br>Workers<br>not reached"]',
      'n0 --> n2',
      'n1 -.-> n2',
      'n1 -->|"on cancel"| n1',
      'n2 -.-> n3',
      'n4 --> n0',
      'n4 --> n1',
      'n3 --> n5',
    ]);
  });

  it('counts each token of a join once, when it has gone on', async () => {
    const number = await addRequest(server, 'FORK');
    for (const action of [1, 2]) await server.hook('completeAction', { requestNumber: number, number: action });
    const { data } = await server.graphql('query ($number: Int!) { request(number: $number) { diagram } }', { number });
    const svg = String(data.request.diagram);
    const [, title] = /<title>(Request.*?)<\/title>/.exec(svg)!;
    expect([title, ...(svg.match(/From \w to \w: (not )?taken[a-z ]*/g) ?? []).slice(0, 3)]).toEqual([
      `Request ${number}: open · FORK, version 1`,
      'From A to C: taken once',
      'From B to C: taken once',
      'From C to D: not taken',
    ]);
  });

  it('takes as many statements for one request as for many', async () => {
    const ask = (first: number) =>
      countStatements(server.db, () => server.graphql(`{ requests(first: ${first}) { nodes { diagram(format: MERMAID) } } }`));
    await ask(1);
    expect((await ask(1)).length).toBe((await ask(2)).length);
  });
});
