import { addProcess, addRequest, addUser } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P', {
    activities: ['DO', 'NEXT'].map((name) => ({ name, type: 'USER', participant: 'Workers' })),
    transitions: [{ from: 'DO', to: 'NEXT', on: 'CANCEL' }],
  });
});
afterAll(() => server.stop());

describe('several mutations in one document', () => {
  it('are each answered as things are after it', async () => {
    await addUser(server, 'ann');
    const { data } = await server.graphql(`mutation {
      a: setProcessState(input: { name: "P", version: 1, state: TEST }) { process { state } }
      b: setProcessState(input: { name: "P", version: 1, state: ACTIVE }) { process { state } }
      c: createGroup(input: { name: "c", userNames: ["ann"] }) { group { users { totalCount nodes { groups { name } } } } }
      d: createGroup(input: { name: "d", userNames: ["ann"] }) { group { users { nodes { groups { name } } } } }
      e: updateGroup(input: { name: "c", userNames: ["ann", "admin"] }) { group { users { totalCount nodes { userName } } } }
    }`);
    expect(data).toEqual({
      a: { process: { state: 'TEST' } },
      b: { process: { state: 'ACTIVE' } },
      c: { group: { users: { totalCount: 1, nodes: [{ groups: [{ name: 'c' }] }] } } },
      d: { group: { users: { nodes: [{ groups: [{ name: 'c' }, { name: 'd' }] }] } } },
      e: { group: { users: { totalCount: 2, nodes: [{ userName: 'ann' }, { userName: 'admin' }] } } },
    });
  });

  it('tell of the one that was done, where another one fails', async () => {
    const { data, errors } = await server.graphql(`mutation {
      first: createGroup(input: { name: "told" }) { group { name } }
      second: createGroup(input: { name: "told" }) { group { name } }
      third: deleteGroup(input: { name: "told" }) { clientMutationId }
    }`);
    expect({ data, failed: (errors as { path: string[] }[]).map(({ path }) => path) }).toEqual({
      data: { first: { group: { name: 'told' } }, second: null, third: { clientMutationId: null } },
      failed: [['second']],
    });
  });
});

describe('the payload of a mutation', () => {
  it.each([
    ['createRequest', 'processName: "P"', 'request { number status }', () => ({ request: { number: expect.any(Number), status: 'OPEN' } })],
    ['runWorkflow', 'workflow: "P"', 'request { status }', () => ({ request: { status: 'OPEN' } })],
    [
      'runWorkflowBatch',
      'batch: [{ workflow: "P" }, 1]',
      'runs { request { status } }',
      () => ({ runs: [{ request: { status: 'OPEN' } }, { request: null }] }),
    ],
    [
      'assignAction',
      'requestNumber: $number, number: 1, assigneeUserName: "ann"',
      'action { assignee { userName } } request { number }',
      (number: number) => ({ action: { assignee: { userName: 'ann' } }, request: { number } }),
    ],
    [
      'completeAction',
      'requestNumber: $number, number: 1',
      'action { status } request { status }',
      () => ({ action: { status: 'CLOSED' }, request: { status: 'CLOSED' } }),
    ],
    [
      'cancelRequestActionsByName',
      'requestNumber: $number, activityName: "DO"',
      'actions { subStatus } request { number }',
      (number: number) => ({ actions: [{ subStatus: 'CANCELLED' }], request: { number } }),
    ],
    ['cancelRequest', 'number: $number', 'request { subStatus }', () => ({ request: { subStatus: 'CANCELLED' } })],
    [
      'addComment',
      'subjectId: $id, message: "Hello"',
      'comment { message } request { comments { totalCount } }',
      () => ({ comment: { message: 'Hello' }, request: { comments: { totalCount: 1 } } }),
    ],
  ])('has the object beside the ID: %s', async (mutation, input, fields, expected) => {
    const number = await addRequest(server, 'P');
    const variables = { number, id: globalId(`Request:${number}`) };
    const used = [input.includes('$number') && '$number: Int!', input.includes('$id') && '$id: ID!'].filter(Boolean).join(', ');
    const { data } = await server.graphql(
      `mutation ${used && `(${used})`} { it: ${mutation}(input: { ${input} }) { ${fields} } }`,
      variables,
    );
    expect(data?.it).toEqual(expected(number));
  });

  it('has the ID of what was removed', async () => {
    const number = await addRequest(server, 'P');
    const { data: made } = await server.graphql(
      `mutation ($id: ID!) {
        addComment(input: { subjectId: $id, message: "Hello" }) { commentId }
        createView(input: { name: "Gone", requests: {} }) { view { id } }
        createGroup(input: { name: "Gone" }) { group { id } }
      }`,
      { id: globalId(`Request:${number}`) },
    );
    const [comment, view, group] = [made.addComment.commentId, made.createView.view.id, made.createGroup.group.id];
    const { data: favorites } = await server.graphql('mutation ($id: ID!) { createFavorite(input: { itemId: $id }) { favorite { id } } }', {
      id: view,
    });
    const favorite = favorites.createFavorite.favorite.id;
    const { data } = await server.graphql(
      `mutation ($comment: ID!, $favorite: ID!, $view: ID!) {
        removeComment(input: { id: $comment }) { deletedCommentId request { number } }
        deleteFavorite(input: { id: $favorite }) { deletedFavoriteId }
        deleteView(input: { id: $view }) { deletedViewId }
        deleteGroup(input: { name: "Gone" }) { deletedGroupId }
      }`,
      { comment, favorite, view },
    );
    expect(data).toEqual({
      removeComment: { deletedCommentId: comment, request: { number } },
      deleteFavorite: { deletedFavoriteId: favorite },
      deleteView: { deletedViewId: view },
      deleteGroup: { deletedGroupId: group },
    });
  });

  it('is the documented one through a hook', async () => {
    const number = await addRequest(server, 'P');
    const { body } = await server.hook('completeAction', { requestNumber: number, number: 1 });
    expect(Object.keys(body)).toEqual(['clientMutationId', 'actionId', 'number', 'requestNumber', 'onBehalfOf', 'onBehalfOfUserName']);
  });
});
