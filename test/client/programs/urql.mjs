// A list, a mutation and a subscription by urql, whose cache knows the schema.
import { Client, fetchExchange, gql } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { getIntrospectionQuery } from 'graphql';

const { URL: url, AUTHORIZATION: authorization, REQUEST_ID: id } = process.env;
const options = { url, fetchOptions: { headers: { authorization } }, preferGetMethod: false, fetchSubscriptions: true };
const { data: schema } = await new Client({ ...options, exchanges: [fetchExchange] }).query(getIntrospectionQuery(), {}).toPromise();
const cache = cacheExchange({
  schema,
  keys: { PageInfo: () => null },
  resolvers: { Query: { requests: relayPagination() } },
  updates: {
    Mutation: { deleteView: ({ deleteView }, _, store) => store.invalidate({ __typename: 'View', id: deleteView.deletedViewId }) },
  },
});
const client = new Client({ ...options, exchanges: [cache, fetchExchange] });
const run = async (document, variables) => {
  const { data, error } = await client[/^\s*mutation/.test(document.loc.source.body) ? 'mutation' : 'query'](
    document,
    variables,
  ).toPromise();
  if (error) throw error;
  return data;
};

const list = gql`
  query ($after: String) {
    requests(first: 2, after: $after, filter: { processName: "Clients" }) {
      pageInfo {
        endCursor
        hasNextPage
      }
      edges {
        node {
          id
          status
        }
      }
    }
  }
`;
const told = { pages: [] };
let page = { pageInfo: { endCursor: null, hasNextPage: true } };
while (page.pageInfo.hasNextPage) {
  page = (await run(list, { after: page.pageInfo.endCursor })).requests;
  told.pages.push(page.edges.length);
}

const events = [];
await new Promise((resolve, reject) => {
  const changed = client.subscription(
    gql`
      subscription ($id: ID!) {
        requestChanged(id: $id) {
          id
          status
        }
      }
    `,
    { id },
  );
  changed.subscribe(({ data, error }) => {
    if (error) reject(error);
    events.push(data.requestChanged.status);
    if (data.requestChanged.status === 'CLOSED') resolve();
    else
      run(
        gql`
          mutation ($input: CancelRequestInput!) {
            cancelRequest(input: $input) {
              requestId
            }
          }
        `,
        { input: { id } },
      ).catch(reject);
  });
});
told.events = events;
const cached = client.readQuery(list, { after: null }).data.requests.edges.map(({ node }) => node);
told.updated = cached.find((node) => node.id === id).status;

const { createView } = await run(
  gql`
    mutation ($input: CreateViewInput!) {
      createView(input: $input) {
        view {
          id
          name
        }
      }
    }
  `,
  { input: { name: 'Mine', requests: {} } },
);
const views = gql`
  query {
    viewer {
      id
      views {
        nodes {
          id
          name
        }
      }
    }
  }
`;
const before = (await run(views)).viewer.views.nodes.length;
await run(
  gql`
    mutation ($input: DeleteViewInput!) {
      deleteView(input: $input) {
        deletedViewId
      }
    }
  `,
  { input: { id: createView.view.id } },
);
told.views = [before, (await run(views)).viewer.views.nodes.length];
console.log(JSON.stringify(told));
process.exit();
