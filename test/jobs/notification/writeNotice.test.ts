import { writeNotice, type Notice } from '../../../src/jobs/notification/notice';

const notice: Omit<Notice, 'kind'> = {
  email: 'ann@sluice.example',
  recipient: 'Ann',
  requestId: 5,
  requestUuid: '3b2d8a4f-579f-4e2e-a51c-f859e532fe8c',
  process: 'P',
  isTest: false,
  subStatus: null,
  requestMessage: null,
  activity: 'DO',
  actionMessage: 'not needed',
  by: null,
};

describe('writeNotice', () => {
  it.each([
    ['ACTION_CANCELLED', true],
    ['ASSIGNMENT_CANCELLED', true],
    ['ACTION_ASSIGNED', false],
    ['LIMIT_PASSED', false],
  ] as const)('of %s says why the action ended: %s, also where it has ended since', (kind, says) => {
    expect(writeNotice({ ...notice, kind }, 'https://flow.example').text.includes('Reason: not needed')).toBe(says);
  });
});
