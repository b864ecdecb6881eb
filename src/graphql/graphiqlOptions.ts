import type { GraphiQLOptions } from 'graphql-yoga';

const requestByNumber = `# A request by the number that people say: where it stands, and why.
query RequestByNumber($number: Int = 1000) {
  request(number: $number) {
    id
    number
    status
    process { name version }
    requester { userName }
    data { name type textValue numericValue dateTimeValue jsonValue }
    actions { nodes { id number status activity { name } assignee { userName } } }
    history { nodes { at type actor { userName } detail } }
  }
}
`;

const processByName = `# A process: its active version, or another one.
query ProcessByName($name: String = "2_LEVELS_APPROVAL", $version: Int) {
  process(name: $name, version: $version) {
    id
    uuid
    version
    state
    folder { name }
    requests(first: 5) { totalCount nodes { number status openedAt } }
  }
}
`;

const userByName = `# A user, and the groups he is in.
query UserByName($userName: String = "johnsmith") {
  user(userName: $userName) {
    id
    firstName
    lastName
    status
    groups { id name }
  }
}
`;

const myActions = `# What I can do now.
query MyActions {
  viewer {
    userName
    actions(first: 20) {
      totalCount
      nodes { id number activity { name } request { number process { name } } openedAt }
    }
  }
}
`;

/** GraphiQL as an admin finds it: a tab for each thing that he looks up most. */
export const graphiqlOptions: GraphiQLOptions = {
  title: 'Sluice',
  defaultTabs: [requestByNumber, processByName, userByName, myActions].map((query) => ({ query })),
};
