/** A screen of a web page, as a front-end team writes its query: with literals, with variables, and composed of fragments as Relay does. */
export interface Screen {
  name: string;
  literal: string;
  variable: string;
  fragments: string;
  variables: Record<string, unknown>;
}

const values = 'name type textValue numericValue dateTimeValue jsonValue fileValue { name contentType size url }';

/** `[type, fields]` by name; `...Name` in fields is the fragment of that name. */
const inbox: Record<string, [string, string]> = {
  Person: ['User', 'id userName firstName lastName'],
  Value: ['DataValue', values],
  FormPart: ['Form', 'fields { name label description type required options pattern minimum maximum value { ...Value } }'],
  ProcessName: ['Process', 'id name version folder { id name }'],
  RequestHead: ['Request', 'id number status openedAt requester { ...Person } process { ...ProcessName }'],
  Row: [
    'Action',
    'id number status openedAt activity { name type description } assignee { ...Person } form { ...FormPart } request { ...RequestHead } viewerCanComplete viewerCanAssign viewerCanCancel viewerOnBehalfOf { ...Person }',
  ],
  Star: ['Favorite', 'id itemId type description'],
  Inbox: [
    'User',
    'id actions(first: $actions) { totalCount edges { cursor node { ...Row } } pageInfo { hasNextPage endCursor } } favorites(first: $favorites) { edges { node { ...Star } } }',
  ],
};

const request: Record<string, [string, string]> = {
  ...inbox,
  Entry: [
    'HistoryEntry',
    'at type actionNumber detail actor { ...Person } onBehalfOf { ...Person } impersonator { userName } application { name }',
  ],
  Talk: ['Comment', 'id number message at author { ...Person } viewerCanRemove'],
  Step: [
    'Action',
    'id number status subStatus openedAt closedAt message activity { name type } assignee { ...Person } form { ...FormPart } candidates { edges { node { ...Person } } } viewerCanComplete viewerCanAssign',
  ],
  Page: [
    'Request',
    `...RequestHead closedAt subStatus message diagram viewerCanComment viewerCanCancel viewerCanRetry viewerCanDelete data { ...Value }
     history(first: $history) { edges { cursor node { ...Entry } } pageInfo { hasNextPage endCursor } }
     comments(first: $comments) { edges { cursor node { ...Talk } } pageInfo { hasNextPage endCursor } }
     actions(first: $actions) { edges { cursor node { ...Step } } pageInfo { hasNextPage endCursor } }
     parent { ...RequestHead } subrequests(first: $subrequests) { edges { node { ...RequestHead } } }`,
  ],
};

const filters = [
  'status: OPEN',
  'status: CLOSED',
  'subStatus: COMPLETED',
  'subStatus: CANCELLED',
  'subStatus: ERROR',
  'subStatus: TIMEOUT',
  'isTest: true',
];
const counts = filters.map((filter, n) => `count${n}: requests(filter: { ${filter} }) { totalCount }`);
const lists = filters
  .slice(0, 6)
  .map((filter, n) => `list${n}: requests(first: $size, filter: { ${filter} }) { edges { node { ...RequestHead } } }`);
const found = 'search(term: "level") { users(first: 5) { nodes { ...Person } } requests(first: 5) { edges { node { ...RequestHead } } } }';
const dashboard: Record<string, [string, string]> = {
  ...inbox,
  Board: ['Query', ['requestCounts(by: STATUS) { status count }', found, ...counts, ...lists].join(' ')],
};

function toScreen(name: string, parts: Record<string, [string, string]>, root: string, variables: Record<string, number | string>): Screen {
  const writtenOut = (text: string): string => text.replace(/\.\.\.([A-Z]\w*)/g, (_, part: string) => writtenOut(parts[part]?.[1] ?? ''));
  const usedIn = (text: string): string[] =>
    [...text.matchAll(/\.\.\.([A-Z]\w*)/g)].flatMap(([, part = '']) => [part, ...usedIn(parts[part]?.[1] ?? '')]);
  const head = `query Screen(${Object.entries(variables)
    .map(([variable, value]) => `$${variable}: ${typeof value === 'number' ? 'Int' : 'ID!'}`)
    .join(', ')})`;
  const fragments = [...new Set(usedIn(root))].map((part) => `fragment ${part} on ${parts[part]?.[0]} { ${parts[part]?.[1]} }`);
  return {
    name,
    literal: `{ ${writtenOut(root).replace(/\$(\w+)/g, (_, variable: string) => JSON.stringify(variables[variable]))} }`,
    variable: `${head} { ${writtenOut(root)} }`,
    fragments: `${head} { ${root} } ${fragments.join(' ')}`,
    variables,
  };
}

/** Three large screens that the usual limits have to let pass; `$id` of the second is that of a request. */
export const screens: Screen[] = [
  toScreen('an inbox of 50 actions', inbox, 'viewer { ...Inbox }', { actions: 50, favorites: 50 }),
  toScreen('a request with everything', request, 'node(id: $id) { ... on Request { ...Page } }', {
    id: 'UmVxdWVzdDoxMDAw',
    history: 200,
    comments: 100,
    actions: 100,
    subrequests: 50,
  }),
  toScreen('a dashboard of 13 counts and lists', dashboard, '...Board', { size: 50 }),
];
