import type { GraphiQLOptions } from 'graphql-yoga';

const requestByNumber = `# A request by the number that people say: where it stands, and why.
query RequestByNumber($number: Int = 1000) {
  request(number: $number) {
    id
    number
    status
    subStatus
    process { name version }
    requester { userName }
    data {
      name type
      textValue numericValue dateTimeValue jsonValue
    }
    actions {
      nodes {
        id number status
        activity { name }
        assignee { userName }
      }
    }
    history {
      nodes {
        at type detail
        actor { userName }
      }
    }
  }
}
`;

const processByName = `# A process: its active version, or another one.
query ProcessByName($name: String = "2_LEVELS_APPROVAL", $version: Int) {
  process(name: $name, version: $version) {
    id
    uuid
    name
    version
    state
    folder { name }
    requests(first: 5) {
      totalCount
      nodes { number status openedAt }
    }
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
      nodes {
        id
        number
        activity { name }
        request { number process { name } }
        openedAt
      }
    }
  }
}
`;

/** A gate that is half open, and the water below it. */
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="28" height="28" fill="none" stroke-width="3" stroke-linecap="round">' +
  '<path d="M4 3v26M28 3v26" stroke="#334155"/><path d="M10 4h12v10H10z" fill="#0d9488" stroke="#0d9488" stroke-linejoin="round"/>' +
  '<path d="M9 21q3.5-3.5 7 0t7 0M9 27q3.5-3.5 7 0t7 0" stroke="#0ea5e9"/></svg>';

/** GraphiQL as an admin finds it: a tab for each thing that he looks up most. Nothing of it comes from elsewhere. */
export const graphiqlOptions: GraphiQLOptions = {
  title: 'Sluice',
  logo,
  favicon: `data:image/svg+xml,${encodeURIComponent(logo)}`,
  // GraphiQL forgets the variables of a first tab: the queries have default values instead.
  defaultTabs: [requestByNumber, processByName, userByName, myActions].map((query) => ({ query })),
};
