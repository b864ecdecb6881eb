// A list, a mutation and a persisted query by Apollo Client.
import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';

const { URL: uri, AUTHORIZATION: authorization, REQUEST_ID: id, NUMBER: number } = process.env;
const hashes = new PersistedQueryLink({ sha256: (text) => createHash('sha256').update(text).digest('hex') });
const client = new ApolloClient({
  link: ApolloLink.from([hashes, new HttpLink({ uri, headers: { authorization } })]),
  cache: new InMemoryCache({
    typePolicies: { Query: { fields: { requests: relayStylePagination(['filter', 'orderBy']) } } },
    possibleTypes: { Node: ['Request', 'Action', 'User'] },
  }),
});

const query = gql`
  query List($after: String, $filter: RequestFilter, $orderBy: RequestOrder) {
    requestCounts(by: STATUS, filter: $filter) {
      status
      count
    }
    requests(first: 2, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      pageInfo {
        endCursor
        hasNextPage
      }
      edges {
        node {
          id
          number
          status
        }
      }
    }
  }
`;
// As clients do that send back what they read.
const variables = {
  filter: { __typename: 'RequestFilter', processName: 'Clients', openedAfter: '2020-01-01T00:00:00Z' },
  orderBy: { __typename: 'RequestOrder', field: 'OPENED_AT', direction: 'ASC' },
};
const list = client.watchQuery({ query, variables });
const edges = () => client.readQuery({ query, variables }).requests.edges;
await new Promise((resolve, reject) => list.subscribe({ next: ({ data }) => data && resolve(), error: reject }));
const { requestCounts, requests } = list.getCurrentResult().data;
const counted = requestCounts.reduce((sum, { count }) => sum + count, 0);
const told = { total: requests.totalCount, counted, pages: [edges().length] };
for (let page = requests; page.pageInfo.hasNextPage;) {
  page = (await list.fetchMore({ variables: { after: page.pageInfo.endCursor } })).data.requests;
  told.pages.push(edges().length);
}
const search = gql`
  query Search($term: String!) {
    search(term: $term) {
      users(first: 1) {
        nodes {
          id
          viewerCanEndSessions
        }
      }
      requests(first: 1) {
        nodes {
          id
        }
      }
    }
  }
`;
const { search: found } = (await client.query({ query: search, variables: { term: `#${number}` } })).data;
told.found = found.requests.nodes.map((node) => node.id === id);
const cancel = gql`
  mutation ($input: CancelRequestInput!) {
    cancelRequest(input: $input) {
      request {
        id
        status
      }
    }
  }
`;
await client.mutate({ mutation: cancel, variables: { input: { id } } });
told.updated = edges().find(({ node }) => node.id === id).node.status;
const again = await client.mutate({ mutation: cancel, variables: { input: { id } } }).catch((error) => error);
told.refused = CombinedGraphQLErrors.is(again) && again.errors[0].extensions.reason;
console.log(JSON.stringify(told));
process.exit();
