/** The operations of programs/relay.mjs by module, as the Relay compiler reads them. */
export const relaySources: Record<string, string[]> = {
  Screen: [
    `query ScreenQuery($id: ID!, $filter: RequestFilter, $term: String!) {
      search(term: $term) { requests(first: 1) { nodes { id } } }
      request(id: $id) { ...Screen_request ...Head_request }
      requestCounts(by: PROCESS, filter: $filter) { processName count }
    }`,
    `fragment Screen_request on Request
    @refetchable(queryName: "ScreenPageQuery")
    @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
      comments(first: $count, after: $cursor) @connection(key: "Screen_comments") { __id edges { node { id message } } }
    }`,
  ],
  Head: ['fragment Head_request on Request @refetchable(queryName: "HeadRefetchQuery") { status viewerCanCancel }'],
  AddComment: [
    `mutation AddCommentMutation($input: AddCommentInput!, $connections: [ID!]!) {
    addComment(input: $input) { comment @appendNode(connections: $connections, edgeTypeName: "CommentEdge") { id message } }
  }`,
  ],
  RemoveComment: [
    'mutation RemoveCommentMutation($input: RemoveCommentInput!, $connections: [ID!]!) { removeComment(input: $input) { deletedCommentId @deleteEdge(connections: $connections) @deleteRecord } }',
  ],
  Upload: [
    `mutation UploadMutation($input: UpdateRequestDatasetInput!) {
    updateRequestDataset(input: $input) { request { id data(names: ["FILE"]) { name fileValue { name contentType size } } } }
  }`,
  ],
  Cancel: ['mutation CancelMutation($input: CancelRequestInput!) { cancelRequest(input: $input) { requestId } }'],
  Changed: ['subscription ChangedSubscription($id: ID!) { requestChanged(id: $id) { id status } }'],
};
