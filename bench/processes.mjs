// The processes that the bench runs.
const common = {
  version: 1,
  subprocess: { enabled: true, access: 'PUBLIC' },
  participants: [
    { name: 'Requesters', role: 'REQUESTER', everyone: true },
    { name: 'Workers', role: 'ACTOR', everyone: true },
  ],
  data: [
    { name: 'TEXT', type: 'TEXT' },
    { name: 'NUMERIC', type: 'NUMERIC' },
  ],
};
const set = { TEXT: '{{runtime.body.text}}', NUMERIC: '{{runtime.body.amount}}' };

const links = Array.from({ length: 10 }, (_, n) => `LINK_${n + 1}`);

export const definitions = [
  // The start of a process for people: createRequest opens the first action.
  {
    ...common,
    name: 'APPROVAL',
    start: 'REQUEST',
    activities: [
      { name: 'REQUEST', type: 'USER', participant: 'Requesters', assign: 'REQUESTER' },
      { name: 'APPROVE', type: 'USER', participant: 'Workers' },
    ],
    transitions: [{ from: 'REQUEST', to: 'APPROVE' }],
  },
  // Actions of people one after the other: completeAction opens the next one.
  {
    ...common,
    name: 'CHAIN',
    start: 'LINK_1',
    activities: links.map((name) => ({ name, type: 'USER', participant: 'Workers' })),
    transitions: links.slice(1).map((to, n) => ({ from: links[n], to })),
  },
  // Answers its caller: for the SYNC hook.
  {
    ...common,
    name: 'ANSWER',
    start: 'READ',
    activities: [
      { name: 'READ', type: 'SET', set },
      { name: 'ACCEPT', type: 'RESPONSE', body: { accepted: true, text: '{{data.TEXT}}' } },
    ],
    transitions: [{ from: 'READ', to: 'ACCEPT' }],
  },
  // One automatic activity: for batches.
  { ...common, name: 'RUN', start: 'KEEP', activities: [{ name: 'KEEP', type: 'SET', set: { TEXT: '{{runtime.text}}' } }] },
  // Goes on by a job after its call: each run is one job.
  { ...common, name: 'LATER', start: 'WAIT', activities: [{ name: 'WAIT', type: 'DELAY', for: 'PT0S' }] },
];
