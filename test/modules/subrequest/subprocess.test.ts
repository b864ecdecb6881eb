import { addProcess, addRequest } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

jest.setTimeout(60_000);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ role: 'all' });
  const hidden = { subprocess: { enabled: true, access: 'PRIVATE' } };
  await addProcess(server, 'DOUBLE', {
    ...hidden,
    start: 'COMPUTE',
    activities: [{ name: 'COMPUTE', type: 'SET', set: { NUMERIC: '{{data.NUMERIC * 2}}' } }],
    output: '{{data.NUMERIC}}',
  });
  await addProcess(server, 'SLOW', {
    ...hidden,
    start: 'WAIT',
    activities: [{ name: 'WAIT', type: 'DELAY', for: 'PT0.05S' }],
    output: '{{data.NUMERIC}}',
  });
  await addProcess(server, 'PERSON', hidden);
  await addProcess(server, 'BROKEN', { ...hidden, start: 'E', activities: [{ name: 'E', type: 'END', as: 'ERROR', message: 'no luck' }] });
  await addProcess(server, 'SHUT', { subprocess: { enabled: false } });
});
afterAll(() => server.stop());

interface Found {
  subStatus: string | null;
  message: string | null;
  output: unknown;
  parent: { number: number } | null;
  subrequests: { nodes: { number: number; subStatus: string | null; requester: { userName: string }; parent: { number: number } }[] };
}
async function find(number: number): Promise<Found> {
  const query = `query ($number: Int) { request(number: $number) {
    subStatus message output parent { number } subrequests(first: 200) { nodes { number subStatus requester { userName } parent { number } } }
  } }`;
  return (await server.graphql(query, { number })).data.request;
}
const ended = (number: number) =>
  until(async () => {
    const found = await find(number);
    return found.subStatus === null ? null : found;
  }, 40_000) as Promise<Found>;
let processes = 0;
/** Starts a process of one SUBPROCESS activity, and gives its number. */
async function start(activity: object, more: object = {}, input: object = {}): Promise<number> {
  const name = `PARENT_${(processes += 1)}`;
  await addProcess(server, name, { start: 'SUB', activities: [{ name: 'SUB', type: 'SUBPROCESS', ...activity }], ...more });
  return addRequest(server, name, input);
}
const plans = async () => (await server.db.pool.query('SELECT FROM subprocess')).rowCount;

describe('SUBPROCESS', () => {
  it('starts a request as the requester of its own, waits for its end, and takes what comes out', async () => {
    const number = await start(
      { process: 'DOUBLE', in: { NUMERIC: '{{data.NUMERIC}}' }, out: { JSON: '{{results.SUB}}' } },
      { output: '{{data.JSON}}' },
      { parameters: [{ name: 'NUMERIC', numericValue: 21 }] },
    );
    const { subStatus, output, subrequests } = await ended(number);
    const child = subrequests.nodes[0]!.number;
    expect([subStatus, output, subrequests.nodes]).toEqual([
      'COMPLETED',
      { number: child, status: 'COMPLETED', output: 42 },
      [{ number: child, subStatus: 'COMPLETED', requester: { userName: 'admin' }, parent: { number } }],
    ]);
  });

  it('starts one for each item, so many at a time, in order', async () => {
    const list = Array.from({ length: 50 }, (_, n) => n);
    const number = await start(
      { process: 'SLOW', forEach: '{{data.JSON}}', in: { NUMERIC: '{{item}}' }, concurrency: 5 },
      { output: '{{results.SUB[].output}}' },
      { parameters: [{ name: 'JSON', jsonValue: list }] },
    );
    let most = 0;
    await until(async () => {
      const { subStatus, subrequests } = await find(number);
      most = Math.max(most, subrequests.nodes.filter((child) => child.subStatus === null).length);
      return subStatus;
    }, 40_000);
    const { output, subrequests } = await find(number);
    await until(async () => (await plans()) === 0);
    expect([output, subrequests.nodes.length, most > 0 && most <= 5]).toEqual([list, 50, true]);
  });

  it.each([
    ['one of them ends in an error', { process: 'BROKEN' }, /^SUB: request \d+ ended in an error: no luck$/],
    ['there is no such process', { process: 'NOBODY' }, /^SUB: process "NOBODY" does not exist or has no active version$/],
    ['it is no sub-process', { process: 'SHUT' }, /^SUB: process SHUT version 1 is not a sub-process/],
    ['it has no such data', { process: 'DOUBLE', in: { OTHER: 1 } }, /OTHER/],
  ])('fails where %s', async (_, activity, message) => {
    expect(await ended(await start(activity))).toMatchObject({ subStatus: 'ERROR', message: expect.stringMatching(message) });
  });

  describe('with files', () => {
    const data = [
      { name: 'DOC', type: 'FILE' },
      { name: 'OUT', type: 'FILE' },
      { name: 'LIST', type: 'JSON' },
      { name: 'NUMERIC', type: 'NUMERIC' },
    ];
    const file = (text: string, name = 'DOC') => ({
      name,
      fileValue: { name: `${text}.txt`, content: Buffer.from(text).toString('base64') },
    });
    const contents = async (number: number) => {
      const query = `{ request(number: ${number}) {
        subStatus message output data(names: ["OUT"]) { fileValue { name content } } subrequests { nodes { data(names: ["DOC"]) { fileValue { content } } } }
      } }`;
      return (await server.graphql(query)).data.request;
    };
    beforeAll(() =>
      addProcess(server, 'TAKES_FILE', {
        subprocess: { enabled: true, access: 'PRIVATE' },
        data: data.slice(0, 1),
        start: 'S',
        activities: [{ name: 'S', type: 'DELAY', for: 'PT0S' }],
        output: { file: '{{data.DOC}}' },
      }),
    );

    it('gives files in, and takes them out', async () => {
      const number = await start(
        { process: 'TAKES_FILE', in: { DOC: '{{data.DOC}}' }, out: { OUT: '{{results.SUB.output.file}}' } },
        { data },
        { parameters: [file('hello')] },
      );
      await ended(number);
      const content = Buffer.from('hello').toString('base64');
      expect(await contents(number)).toMatchObject({
        subStatus: 'COMPLETED',
        data: [{ fileValue: { name: 'hello.txt', content } }],
        subrequests: { nodes: [{ data: [{ fileValue: { content } }] }] },
      });
    });

    it('takes a file out that the other request was given by others', async () => {
      await addProcess(server, 'MAKES_FILE', {
        subprocess: { enabled: true, access: 'PRIVATE' },
        data: data.slice(0, 1),
        output: { files: ['{{data.DOC}}'] },
      });
      const number = await start({ process: 'MAKES_FILE', out: { OUT: '{{results.SUB.output.files[0]}}' } }, { data });
      const child = (await until(async () => (await find(number)).subrequests.nodes[0]))!.number;
      await server.hook('completeAction', { requestNumber: child, number: 1, parameters: [file('made')] });
      await ended(number);
      expect(await contents(number)).toMatchObject({
        subStatus: 'COMPLETED',
        data: [{ fileValue: { name: 'made.txt', content: Buffer.from('made').toString('base64') } }],
      });
    });

    it.each([
      ['a file of another request', (other: object) => other, /^SUB: in\.DOC: a FILE must be/],
      ['what is called otherwise than its file', (_: object, own: object) => ({ ...own, name: 'x.exe' }), /^SUB: in\.DOC: a FILE must be/],
    ])('takes no %s', async (_, forge, message) => {
      const descriptorOf = async (number: number) =>
        (await server.db.pool.query(`SELECT data -> 'DOC' AS file FROM request WHERE id = $1`, [number])).rows[0].file;
      await addProcess(server, 'HOLDS_FILE', { data, activities: [{ name: 'DO', type: 'USER', participant: 'Workers' }] });
      const other = await addRequest(server, 'HOLDS_FILE', { parameters: [file('secret')] });
      const name = `FORGES_${(processes += 1)}`;
      await addProcess(server, name, {
        data,
        activities: [
          { name: 'DO', type: 'USER', participant: 'Workers' },
          { name: 'SUB', type: 'SUBPROCESS', process: 'TAKES_FILE', in: { DOC: '{{data.LIST}}' } },
        ],
        transitions: [{ from: 'DO', to: 'SUB' }],
      });
      const number = await addRequest(server, name, { parameters: [file('own')] });
      const forged = forge(await descriptorOf(other), await descriptorOf(number));
      await server.hook('completeAction', { requestNumber: number, number: 1, parameters: [{ name: 'LIST', jsonValue: forged }] });
      expect(await ended(number)).toMatchObject({ subStatus: 'ERROR', message: expect.stringMatching(message) });
    });
  });

  it('tells in the history what it started and which of them failed', async () => {
    const number = await start({ process: 'BROKEN' });
    const [child] = (await ended(number)).subrequests.nodes;
    const { data } = await server.graphql(`{ request(number: ${number}) { history { nodes { type detail } } } }`);
    const history = data.request.history.nodes as { type: string; detail: object }[];
    const failed = history.find(({ type }) => type === 'ACTION_FAILED')!;
    expect(failed.detail).toMatchObject({
      process: 'BROKEN',
      version: null,
      requests: 1,
      failed: { number: child!.number, status: 'ERROR', message: 'no luck' },
    });
  });

  it('cancels what it started when its request is cancelled', async () => {
    const number = await start({ process: 'PERSON' });
    const child = (await until(async () => (await find(number)).subrequests.nodes[0]))!.number;
    await server.hook('cancelRequest', { number });
    expect((await ended(child)).subStatus).toBe('CANCELLED');
  });

  it('fails where what it started was cancelled, unless it says what then', async () => {
    const number = await start({ process: 'PERSON' });
    const child = (await until(async () => (await find(number)).subrequests.nodes[0]))!.number;
    await server.hook('cancelRequest', { number: child });
    expect(await ended(number)).toMatchObject({ subStatus: 'ERROR', message: `SUB: request ${child} was cancelled` });
  });

  it('goes on at once where it does not wait', async () => {
    const number = await start({ process: 'PERSON', wait: false });
    expect((await find(number)).subStatus).toBe('COMPLETED');
    expect((await until(async () => (await find(number)).subrequests.nodes[0]))!.subStatus).toBeNull();
  });

  it('stands no deeper than 20', async () => {
    await addProcess(server, 'SELF', { start: 'SUB', activities: [{ name: 'SUB', type: 'SUBPROCESS', process: 'SELF' }] });
    const { subStatus, message } = await ended(await addRequest(server, 'SELF'));
    expect([subStatus, message]).toEqual(['ERROR', expect.stringMatching(/requests are already nested 20 levels deep$/)]);
  });
});
