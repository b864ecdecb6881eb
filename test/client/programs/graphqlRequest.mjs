// Plain calls by graphql-request: typed refusals, several mutations in one document, a batch.
import { GraphQLClient } from 'graphql-request';

const { URL: url, AUTHORIZATION: authorization, REQUEST_ID: id } = process.env;
const client = new GraphQLClient(url, { headers: { authorization } });
const told = {};
told.list = (
  await client.request('query ($first: Int) { requests(first: $first, filter: { processName: "Clients" }) { nodes { number } } }', {
    first: 3,
  })
).requests.nodes.length;
const both = `mutation ($id: ID!) {
  first: cancelRequest(input: { id: $id }) { request { status } }
  second: cancelRequest(input: { id: $id }) { request { status } }
}`;
const { response } = await client.request(both, { id }).catch((error) => error);
told.data = response.data;
told.refused = response.errors.map(({ path, extensions }) => [path, extensions.reason]);
told.batch = (await client.batchRequests([{ document: '{ viewer { userName } }' }, { document: '{ groups { totalCount } }' }])).map(
  ({ data }) => Object.keys(data),
);
const tooMuch = '{ requests(first: 200) { nodes { actions(first: 200) { nodes { candidates(first: 200) { nodes { id } } } } } } }';
told.tooMuch = await client.request(tooMuch).catch((error) => error.response.errors[0].extensions.reason);
console.log(JSON.stringify(told));
process.exit();
