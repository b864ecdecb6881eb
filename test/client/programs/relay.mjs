// A page by react-relay. ARTIFACTS is the folder of the compiled operations of relaySources.ts.
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createElement as h, Suspense } from 'react';
import { create } from 'react-test-renderer';
import relay from 'react-relay';
import runtime from 'relay-runtime';

const { RelayEnvironmentProvider, useLazyLoadQuery, usePaginationFragment, useRefetchableFragment } = relay;
const { commitMutation, Environment, Network, Observable, RecordSource, requestSubscription, Store } = runtime;
const { URL: url, AUTHORIZATION: authorization, ARTIFACTS: artifacts, REQUEST_ID: id, NUMBER: number } = process.env;
const load = (name) => createRequire(import.meta.url)(path.join(artifacts, `${name}.graphql.js`));

async function post(query, variables, uploads) {
  if (!uploads)
    return fetch(url, {
      method: 'POST',
      headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables }));
  form.set('map', JSON.stringify(Object.fromEntries(Object.keys(uploads).map((place) => [place, [place]]))));
  for (const [place, file] of Object.entries(uploads)) form.set(place, file);
  return fetch(url, { method: 'POST', headers: { authorization, 'graphql-require-preflight': '1' }, body: form });
}

const subscribe = ({ text: query }, variables) =>
  Observable.create((sink) => {
    const leave = new AbortController();
    (async () => {
      const headers = { authorization, accept: 'text/event-stream', 'content-type': 'application/json' };
      const { body } = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }), signal: leave.signal });
      let text = '';
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop();
        for (const event of events) if (event.startsWith('event: next')) sink.next(JSON.parse(event.split('data: ')[1]));
      }
      sink.complete();
    })().catch((error) => (leave.signal.aborted ? undefined : sink.error(error)));
    return () => leave.abort();
  });

const environment = new Environment({
  network: Network.create(async ({ text }, variables, _, uploads) => (await post(text, variables, uploads)).json(), subscribe),
  store: new Store(new RecordSource()),
});
const mutate = (name, variables, uploadables) =>
  new Promise((resolve, reject) =>
    commitMutation(environment, {
      mutation: load(name),
      variables,
      uploadables,
      onCompleted: (data, errors) => (errors ? reject(new Error(errors[0].message)) : resolve(data)),
      onError: reject,
    }),
  );

/** What the page shows, and what its buttons do. */
let screen;
function Screen() {
  const filter = { openedAfter: '2020-01-01T00:00:00Z' };
  const { request, requestCounts: counts, search } = useLazyLoadQuery(load('ScreenQuery'), { id, filter, term: `#${number}` });
  const list = usePaginationFragment(load('Screen_request'), request);
  const [head, refetch] = useRefetchableFragment(load('Head_request'), request);
  screen = { counts, found: search.requests.nodes, list, head, refetch, connection: list.data.comments.__id };
  return null;
}
const messages = () => screen.list.data.comments.edges.map(({ node }) => node.message);
/** Waits until the page is drawn so. */
async function until(isSo) {
  while (!isSo()) await wait(5);
}

create(h(RelayEnvironmentProvider, { environment }, h(Suspense, { fallback: null }, h(Screen))));
await until(() => screen);
const told = { counts: screen.counts, found: screen.found, first: messages(), hasNext: screen.list.hasNext };
screen.list.loadNext(2);
await until(() => messages().length === 3);
told.second = messages();
await mutate('AddCommentMutation', { input: { subjectId: id, message: 'four' }, connections: [screen.connection] });
await until(() => messages().length === 4);
told.appended = messages();
const [{ node: removed }] = screen.list.data.comments.edges;
await mutate('RemoveCommentMutation', { input: { id: removed.id }, connections: [screen.connection] });
await until(() => messages().length === 3);
told.removed = messages();

const upload = { number: Number(number), parameters: [{ name: 'FILE', fileValue: { upload: null } }] };
const file = new File(['hello'], 'note.txt', { type: 'text/plain' });
const { updateRequestDataset } = await mutate(
  'UploadMutation',
  { input: upload },
  { 'variables.input.parameters.0.fileValue.upload': file },
);
told.uploaded = updateRequestDataset.request.data;

told.events = [];
await new Promise((resolve, reject) => {
  const subscription = requestSubscription(environment, {
    subscription: load('ChangedSubscription'),
    variables: { id },
    onError: reject,
    onNext({ requestChanged: { status } }) {
      told.events.push(status);
      if (status === 'CLOSED') resolve(subscription.dispose());
      else mutate('CancelMutation', { input: { id } }).catch(reject);
    },
  });
});
screen.refetch({}, { fetchPolicy: 'network-only' });
await until(() => !screen.head.viewerCanCancel);
told.refetched = screen.head;
console.log(JSON.stringify(told));
process.exit();
