/** A tab of GraphiQL: an operation with its variables, as JSON. */
export interface Tab {
  query: string;
  variables: string | null;
}

const lookUp = `# Finds IDs by names and numbers. Fill in the variables below; the beginning of a name is enough.
query LookUp(
  $requestNumber: Int!
  $processName: String
  $userName: String
  $groupName: String
  $folderName: String
  $applicationName: String
) {
  request(number: $requestNumber) {
    id
    process { name version }
    actions { nodes { id number status activity { name } } }
  }
  processes(first: 5, filter: { nameStartsWith: $processName }) { nodes { id name version state } }
  users(first: 5, filter: { userNameStartsWith: $userName }) { nodes { id userName } }
  groups(first: 5, filter: { nameStartsWith: $groupName }) { nodes { id name } }
  folders(first: 5, filter: { nameStartsWith: $folderName }) { nodes { id name } }
  applications(first: 5, filter: { name: $applicationName }) { nodes { id name kind } }
}
`;

const requestByNumber = `# A request by its number: its status, the reason for it, and the people it is waiting for.
query RequestByNumber($number: Int!) {
  request(number: $number) {
    id
    number
    status
    subStatus
    message
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
        # The users who can take it or be assigned to it.
        candidates(first: 10) { nodes { userName } }
      }
    }
    history {
      nodes {
        at type actionNumber detail
        actor { userName }
        application { name }
      }
    }
  }
}
`;

const processByName = `# A process: its active version, or another one.
query ProcessByName($name: String!, $version: Int) {
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

const userByName = `# A user, the groups they are in, and what they manage.
query UserByName($userName: String!) {
  user(userName: $userName) {
    id
    firstName
    lastName
    status
    groups { id name }
    managedFolders { nodes { id name } }
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

const newUser = `# A new user, in groups that exist. They change their password with changePassword.
mutation NewUser {
  createUser(input: {
    userName: "…"
    password: "…"
    firstName: "…"
    lastName: "…"
    groupNames: []
  }) {
    user { id userName }
  }
}
`;

const newProcess = `# A process. Take dryRun out when the report is as it should be.
mutation NewProcess {
  deployProcess(input: {
    dryRun: true
    definition: {
      name: "HOLIDAY"
      folder: "Processes"
      subprocess: { enabled: true, access: "PUBLIC" }
      data: [{ name: "DECISION", type: "TEXT" }]
      participants: [
        { name: "Staff", role: "REQUESTER", everyone: true }
        { name: "Bosses", role: "ACTOR", everyone: true }
      ]
      start: "DECIDE"
      activities: [
        { name: "DECIDE", type: "USER", participant: "Bosses", form: { fields: [{ data: "DECISION", required: true }] } }
      ]
    }
  }) {
    process { id version state }
    report { outcome archives warnings { path message } }
  }
}
`;

const newHook = `# A hook. Its url is shown now and never again: keep it like a password.
mutation NewHook {
  createApplication(input: {
    name: "…"
    kind: OPERATIONS
    impersonateUserName: "…"
  }) {
    application { id }
    url
  }
}
`;

const auditTab = `# What the administration changed, newest first.
query WhoChangedWhat {
  auditEntries(first: 20) {
    nodes {
      at
      operation
      actor { userName }
      subjectType
      subjectName
      changes { field from to isSecret }
    }
  }
}
`;

const deliveriesTab = `# What callers sent, newest first, and what they were answered. Of one hook: applicationName. Of one call, ask for headers and body too.
query WhatCameIn($hasError: Boolean) {
  deliveries(first: 20, filter: { hasError: $hasError }) {
    nodes {
      id
      receivedAt
      application { name }
      operation
      status
      error
      request { number }
    }
  }
}
`;

const variablesOf = (variables: object) => JSON.stringify(variables, null, 2);

/** What GraphiQL opens with: what administrators look up most, then a tab for each thing that they look at or do most. Names are those of the demo. */
export const tabs: Tab[] = [
  {
    query: lookUp,
    variables: variablesOf({
      requestNumber: 1000,
      processName: '2_LEVELS_APPROVAL',
      userName: 'johnsmith',
      groupName: 'employees',
      folderName: 'Demo',
      applicationName: 'OPERATIONS',
    }),
  },
  { query: requestByNumber, variables: variablesOf({ number: 1000 }) },
  { query: processByName, variables: variablesOf({ name: '2_LEVELS_APPROVAL', version: null }) },
  { query: userByName, variables: variablesOf({ userName: 'johnsmith' }) },
  { query: myActions, variables: null },
  { query: newUser, variables: null },
  { query: newProcess, variables: null },
  { query: newHook, variables: null },
  { query: deliveriesTab, variables: variablesOf({ hasError: null }) },
  { query: auditTab, variables: null },
];
