/** The parameters that the reference of the Workflows API runs a process with. */
export const demoParameters = {
  parametersId: '4b6ffcb6-ab6d-44b9-b5ab-4b5147b0b302',
  workflowDefinitionId: '3b2d8a4f-579f-4e2e-a51c-f859e532fe8c',
  parameters: { param0: 0, param1: 1.2222, param2: true, param3: 'text' },
};

/** The processes of the demo. `administrator` is the user name of its administrator. */
export function demoProcesses(administrator: string): { id: number; uuid?: string; definition: object }[] {
  const requesters = { name: 'Requesters', role: 'REQUESTER', everyone: true };
  const employees = { name: 'Employees', role: 'ACTOR', groups: ['employees'], coordinators: [administrator] };
  const supervisors = {
    name: 'Supervisors',
    role: 'SUPERVISOR',
    users: [administrator],
    rights: ['CANCEL_REQUEST', 'CANCEL_ACTION', 'ASSIGN_ACTION'],
  };
  const common = {
    version: 1,
    folder: 'Demo',
    subprocess: { enabled: true, access: 'PUBLIC' },
    participants: [requesters, employees, supervisors],
  };
  const newParameter = { name: 'NEW_PARAMETER', type: 'TEXT' };
  return [
    {
      id: 110,
      definition: {
        ...common,
        name: '2_LEVELS_APPROVAL',
        description: 'An expense report that two people approve, one after the other',
        data: [
          { name: 'TEXT', type: 'TEXT', description: 'What it is for' },
          { name: 'NUMERIC', type: 'NUMERIC', description: 'The amount' },
          { name: 'DATE', type: 'DATETIME', description: 'When it was spent' },
          { name: 'FILE', type: 'FILE', description: 'The receipt' },
          newParameter,
          { name: 'DECISION', type: 'TEXT', description: 'The decision of the last approver' },
        ],
        start: 'REQUEST',
        activities: [
          { name: 'REQUEST', type: 'USER', participant: 'Requesters', assign: 'REQUESTER', description: 'Fill in the report' },
          approval('LEVEL_1', 'The first approval'),
          approval('LEVEL_2', 'The second approval, for amounts of 1000 or more'),
          { name: 'REFUSED', type: 'END', as: 'COMPLETED', message: 'Refused: {{data.TEXT}}' },
          { name: 'WITHDRAWN', type: 'END', as: 'CANCELLED', message: 'Withdrawn' },
        ],
        transitions: [
          { from: 'REQUEST', to: 'LEVEL_1' },
          { from: 'LEVEL_1', to: 'REFUSED', when: "data.DECISION = 'no'" },
          { from: 'LEVEL_1', to: 'LEVEL_2', when: "data.NUMERIC >= 1000 and data.DECISION != 'no'" },
          { from: 'LEVEL_2', to: 'REFUSED', when: "data.DECISION = 'no'" },
          { from: 'REQUEST', to: 'WITHDRAWN', on: 'CANCEL' },
          { from: 'LEVEL_1', to: 'REQUEST', on: 'EXCEPTION' },
          { from: 'LEVEL_2', to: 'REQUEST', on: 'EXCEPTION' },
        ],
        output: { decision: '{{data.DECISION}}', amount: '{{data.NUMERIC}}' },
      },
    },
    {
      id: 111,
      definition: {
        ...common,
        name: 'REVIEW',
        description: 'A document that an employee reviews',
        data: [newParameter],
        start: 'REVIEW',
        activities: [
          { name: 'REVIEW', type: 'USER', participant: 'Employees', description: 'Read it and approve it' },
          { name: 'WITHDRAWN', type: 'END', as: 'CANCELLED', message: '{{action.message || request.number}}' },
        ],
        transitions: [{ from: 'REVIEW', to: 'WITHDRAWN', on: 'CANCEL' }],
      },
    },
    {
      id: 112,
      definition: {
        ...common,
        name: 'TWO_CHECKS',
        description: 'Two checks at the same time, then a summary of both',
        data: [newParameter],
        start: ['LEGAL_CHECK', 'BUDGET_CHECK'],
        activities: [
          { name: 'LEGAL_CHECK', type: 'USER', participant: 'Employees', description: 'Is it allowed?' },
          { name: 'BUDGET_CHECK', type: 'USER', participant: 'Employees', description: 'Is it paid for?' },
          { name: 'SUMMARY', type: 'USER', participant: 'Employees', join: 'ALL', description: 'Tell the requester' },
        ],
        transitions: ['LEGAL_CHECK', 'BUDGET_CHECK'].flatMap((from) => [
          { from, to: 'SUMMARY' },
          { from, to: 'SUMMARY', on: 'CANCEL' },
        ]),
      },
    },
    {
      id: 113,
      definition: {
        ...common,
        name: 'THREE_STARTS',
        description: 'Three actions of one name, which can be cancelled together',
        data: [newParameter],
        start: ['Initiates', 'Initiates', 'Initiates'],
        activities: [
          { name: 'Initiates', type: 'USER', participant: 'Employees', description: 'Begin' },
          { name: 'Follow up', type: 'USER', participant: 'Employees', join: 'ALL', description: 'Describe the outcome' },
        ],
        transitions: [
          { from: 'Initiates', to: 'Follow up' },
          { from: 'Initiates', to: 'Follow up', on: 'CANCEL' },
        ],
      },
    },
    workflow(114, 'workflow name', 'READ', 'A process for hooks of kind WORKFLOWS: it stores the values sent with the call'),
    workflow(115, 'alternative workflow', 'KEEP', 'Another one'),
    {
      id: 116,
      definition: {
        ...common,
        name: 'CHECK_ORDER',
        description: 'An order that a condition accepts or refuses at once, for the hook TRIGGER_SYNC',
        data: [
          { name: 'AMOUNT', type: 'NUMERIC' },
          { name: 'LIMIT', type: 'NUMERIC', default: 1000 },
        ],
        start: 'READ',
        activities: [
          { name: 'READ', type: 'SET', set: { AMOUNT: '{{runtime.body.amount}}' } },
          { name: 'ACCEPT', type: 'RESPONSE', body: { accepted: true, order: '{{runtime.order}}' } },
          { name: 'REFUSE', type: 'RESPONSE', status: 422, body: { accepted: false, reason: 'More than {{data.LIMIT}}' } },
        ],
        transitions: [
          { from: 'READ', to: 'ACCEPT', when: 'data.AMOUNT <= data.LIMIT' },
          { from: 'READ', to: 'REFUSE', otherwise: true },
        ],
      },
    },
    {
      id: 117,
      definition: {
        ...common,
        name: 'TAKE_ORDER',
        description: 'An order that an employee packs, for the hook TRIGGER',
        data: [{ name: 'ORDER', type: 'JSON', description: 'What was ordered' }],
        start: 'KEEP',
        activities: [
          { name: 'KEEP', type: 'SET', set: { ORDER: '{{runtime.body}}' } },
          { name: 'PACK', type: 'USER', participant: 'Employees', description: 'Pack it' },
        ],
        transitions: [{ from: 'KEEP', to: 'PACK' }],
      },
    },
    {
      id: 118,
      definition: {
        ...common,
        name: 'APPROVAL_WITH_CALL',
        description: 'A payment that a person approves and another system makes (docs/calling-out.md)',
        data: [
          { name: 'URL', type: 'TEXT', description: 'The payment system' },
          { name: 'AMOUNT', type: 'NUMERIC', description: 'The payment' },
          { name: 'DECISION', type: 'TEXT', description: 'The decision of the approver' },
        ],
        start: 'APPROVE',
        activities: [
          approval('APPROVE', 'Approve the payment?'),
          {
            name: 'PAY',
            type: 'HTTP',
            method: 'POST',
            url: '{{data.URL}}',
            body: { reference: '{{request.number}}', amount: '{{data.AMOUNT}}' },
            timeout: 'PT10S',
            retry: { attempts: 3, delay: 'PT1S' },
          },
          {
            name: 'REPAIR',
            type: 'USER',
            participant: 'Employees',
            description: 'The payment was refused: correct it, or cancel the request',
          },
          { name: 'REFUSED', type: 'END', message: 'Refused' },
        ],
        transitions: [
          { from: 'APPROVE', to: 'REFUSED', when: "data.DECISION = 'no'" },
          { from: 'APPROVE', to: 'PAY', otherwise: true },
          { from: 'PAY', to: 'REPAIR', on: 'ERROR', when: 'results.PAY.status != null and results.PAY.status >= 400' },
          { from: 'REPAIR', to: 'PAY' },
        ],
        output: { payment: '{{results.PAY.body}}' },
      },
    },
    {
      id: 119,
      uuid: demoParameters.workflowDefinitionId,
      definition: {
        ...common,
        name: 'CHECK_CUSTOMER',
        description: 'A credit check of a person, for the Workflows API',
        data: [
          { name: 'param0', type: 'NUMERIC', description: 'Their debt' },
          { name: 'param1', type: 'NUMERIC', description: 'Their credit limit' },
          { name: 'param2', type: 'JSON', description: 'Whether the person is known' },
          { name: 'param3', type: 'TEXT', description: 'The result of the check' },
          { name: 'ACCEPTED', type: 'JSON' },
        ],
        start: 'DECIDE',
        activities: [{ name: 'DECIDE', type: 'SET', set: { ACCEPTED: '{{ data.param2 and data.param0 <= data.param1 }}' } }],
        output: { name: '{{case.firstName}} {{case.lastName}}', accepted: '{{data.ACCEPTED}}', note: '{{data.param3}}' },
      },
    },
  ];

  function workflow(id: number, name: string, activity: string, description: string) {
    return {
      id,
      definition: {
        ...common,
        name,
        description,
        data: [
          { name: 'statename', type: 'TEXT' },
          { name: 'state', type: 'TEXT' },
          { name: 'RECEIVED', type: 'JSON', description: 'Everything the call contained besides workflow, stateValues and uid' },
        ],
        start: activity,
        activities: [{ name: activity, type: 'SET', set: { RECEIVED: '{{runtime}}' } }],
        output: { statename: '{{data.statename}}', state: '{{data.state}}', lots: '{{runtime.extra_stuff.lots}}' },
      },
    };
  }
}

function approval(name: string, description: string): object {
  const decision = { data: 'DECISION', label: 'Decision', required: true, options: ['yes', 'no'] };
  return { name, type: 'USER', participant: 'Employees', description, form: { fields: [decision] } };
}
