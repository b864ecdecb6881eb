const requestByNumber = `# A request by the number that people say: where it stands, why, and for whom it waits.
query RequestByNumber($number: Int = 1000) {
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
        # Who could take it or be given it.
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

const userByName = `# A user, the groups he is in, and what he manages.
query UserByName($userName: String = "johnsmith") {
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

const newUser = `# A new user, in groups that exist. He changes his password with changePassword.
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

const whoChangedWhat = `# What the administration changed, newest first.
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

const whatCameIn = `# What callers sent, newest first, and what they were answered. Of one hook: applicationName. Of one call, ask for headers and body too.
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

/** What GraphiQL opens with: a tab for each thing that an admin looks up or does most. Each has default values, since GraphiQL forgets the variables of a first tab. */
export const graphiqlTabs = [
  requestByNumber,
  processByName,
  userByName,
  myActions,
  newUser,
  newProcess,
  newHook,
  whatCameIn,
  whoChangedWhat,
];
