import { callRefused, refusedAs } from '../../kit/callRefused';
import { addProcess, addRequest } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startPeer, type Peer } from '../../kit/startPeer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let peer: Peer;
let server: TestServer;
beforeAll(async () => {
  peer = await startPeer();
  server = await startTestServer({ role: 'all' });
  await server.db.prisma.settings.update({ where: { id: 1 }, data: { outboundAllowedHosts: [peer.host] } });
  await addProcess(server, 'CALLS', { start: 'CALL', activities: [{ name: 'CALL', type: 'HTTP', url: peer.url }] });
  await addProcess(server, 'P');
});
afterAll(async () => {
  await server.stop();
  await peer.stop();
});

interface Ended {
  subStatus: string;
  message: string | null;
  actions: { nodes: object[] };
}
const ended = (number: number): Promise<Ended> =>
  until(async () => {
    const { data } = await server.graphql(
      'query ($number: Int) { request(number: $number) { subStatus message actions { nodes { number subStatus } } } }',
      { number },
    );
    return data.request.subStatus !== null && data.request;
  });
async function addFailed(): Promise<number> {
  peer.answer(() => ({ status: 404 }));
  const number = await addRequest(server, 'CALLS');
  await ended(number);
  peer.answer(() => ({ status: 204 }));
  return number;
}

describe('retryRequest', () => {
  it('is drawn as done, with what was before in words, when it has succeeded', async () => {
    const number = await addFailed();
    const query = 'query ($number: Int!) { request(number: $number) { diagram(format: MERMAID) } }';
    const draw = async () => (await server.graphql(query, { number })).data.request.diagram as string;
    const before = await draw();
    await server.hook('retryRequest', { number });
    await ended(number);
    const after = await draw();
    expect([/class n0 \w+/.exec(before)?.[0], /class n0 \w+/.exec(after)?.[0], after.includes('failed #183; done')]).toEqual([
      'class n0 failed',
      'class n0 done',
      true,
    ]);
  });

  it('opens the activity that failed once more', async () => {
    const number = await addFailed();
    const { status, body } = await server.hook('retryRequest', { number });
    expect([status, body, await ended(number)]).toEqual([
      200,
      { clientMutationId: null, requestId: globalId(`Request:${number}`), number },
      {
        subStatus: 'COMPLETED',
        message: null,
        actions: {
          nodes: [
            { number: 1, subStatus: 'ERROR' },
            { number: 2, subStatus: 'COMPLETED' },
          ],
        },
      },
    ]);
  });

  describe('where the failure ended more than its own branch', () => {
    const actions = async (of: number): Promise<string[]> => {
      const query = `{ request(number: ${of}) { actions { nodes { number activity { name } status subStatus assignee { userName } } } } }`;
      interface Node {
        number: number;
        activity: { name: string };
        status: string;
        subStatus: string | null;
        assignee: { userName: string } | null;
      }
      const nodes = (await server.graphql(query)).data.request.actions.nodes as Node[];
      return nodes.map(
        ({ number, activity, status, subStatus, assignee }) =>
          `${number} ${activity.name} ${subStatus ?? status}${assignee ? ` ${assignee.userName}` : ''}`,
      );
    };

    it('opens the actions of people again, so that the join waits for them', async () => {
      await addProcess(server, 'JOINED', {
        start: ['CALL', 'ASK'],
        activities: [
          { name: 'CALL', type: 'HTTP', url: peer.url, retry: { attempts: 1 } },
          { name: 'ASK', type: 'USER', participant: 'Workers', assign: 'REQUESTER' },
          { name: 'PAY', type: 'SET', set: { TEXT: 'paid' }, join: 'ALL' },
        ],
        transitions: ['CALL', 'ASK'].map((from) => ({ from, to: 'PAY' })),
      });
      peer.answer(() => ({ status: 500 }));
      const number = await addRequest(server, 'JOINED');
      await ended(number);
      peer.answer(() => ({ status: 204 }));
      await server.hook('retryRequest', { number });
      await until(async () => (await actions(number))[2] === '3 CALL COMPLETED');
      const before = await actions(number);
      await server.hook('completeAction', { requestNumber: number, activityName: 'ASK' });
      expect([before.slice(1), (await actions(number)).slice(3), (await ended(number)).subStatus]).toEqual([
        ['2 ASK CANCELLED admin', '3 CALL COMPLETED', '4 ASK NOT_STARTED admin'],
        ['4 ASK COMPLETED admin', '5 PAY COMPLETED'],
        'COMPLETED',
      ]);
    });

    it('starts the sub-processes of a list again that did not complete, and no others', async () => {
      await addProcess(server, 'LINE', {
        subprocess: { enabled: true, access: 'PRIVATE' },
        start: 'CALL',
        activities: [{ name: 'CALL', type: 'HTTP', url: `${peer.url}/{{data.NUMERIC}}`, retry: { attempts: 1 } }],
        output: 'line {{data.NUMERIC}}',
      });
      await addProcess(server, 'LINES', {
        start: 'EACH',
        activities: [
          { name: 'EACH', type: 'SUBPROCESS', process: 'LINE', forEach: '{{[1..4]}}', in: { NUMERIC: '{{item}}' }, concurrency: 1 },
        ],
        output: '{{results.EACH}}',
      });
      peer.answer(({ url }) => ({ status: url === '/3' ? 500 : 204 }));
      const number = await addRequest(server, 'LINES');
      await ended(number);
      peer.answer(() => ({ status: 204 }));
      await server.hook('retryRequest', { number });
      const { subStatus } = await ended(number);
      const { data } = await server.graphql(`{ request(number: ${number}) { output subrequests { nodes { number subStatus } } } }`);
      const outputs = (data.request.output as { output: string }[]).map(({ output }) => output);
      const ends = (data.request.subrequests.nodes as { subStatus: string }[]).map((one) => one.subStatus);
      expect([subStatus, peer.calls.map(({ url }) => url), outputs, ends]).toEqual([
        'COMPLETED',
        ['/3', '/4'],
        ['line 1', 'line 2', 'line 3', 'line 4'],
        ['COMPLETED', 'COMPLETED', 'ERROR', 'COMPLETED', 'COMPLETED'],
      ]);
    });
  });

  it('is done once when it is sent twice', async () => {
    const number = await addFailed();
    const headers = { 'idempotency-key': 'retry' };
    const both = [await server.hook('retryRequest', { number }, headers), await server.hook('retryRequest', { number }, headers)];
    await ended(number);
    expect([both.map(({ status }) => status), peer.calls.length]).toEqual([[200, 200], 1]);
  });

  it('is done once by two at once', async () => {
    const number = await addFailed();
    const both = await Promise.all([server.hook('retryRequest', { number }), server.hook('retryRequest', { number })]);
    await ended(number);
    expect([both.map(({ status }) => status).sort(), peer.calls.length]).toEqual([[200, 409], 1]);
  });

  it('is refused where nothing failed', async () => {
    const number = await addRequest(server, 'P');
    const error = `RetryRequest error: Request ${number} did not end because an action failed, so it cannot be retried`;
    expect(await callRefused(server, 'retryRequest', { number })).toEqual(refusedAs(409, 'CONFLICT', error));
  });
});
