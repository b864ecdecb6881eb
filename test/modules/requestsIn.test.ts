import { requestsIn } from '../../src/modules/keepAnswered';
import { globalId } from '../kit/globalId';

const [one, two] = [globalId('Request:1'), globalId('Request:2')];

describe('requestsIn', () => {
  it.each<[string, object, number[]]>([
    ['a request', { requestId: one, number: 1 }, [1]],
    ['an action', { actionId: globalId('Action:1---3') }, [1]],
    ['actions of one request', { actionIds: [globalId('Action:1---3'), globalId('Action:1---4')] }, [1]],
    ['a comment', { commentId: globalId('Comment:2---1') }, [2]],
    ['runs, of which one was refused', { runs: [{ requestId: one }, { requestId: null, error: 'no' }, { requestId: two }] }, [1, 2]],
  ])('finds those of %s', (_, answer, expected) => {
    expect(requestsIn(answer)).toEqual(expected);
  });

  it.each<[string, object]>([
    ['in the output of a process', { output: { requestId: two } }],
    ['in a value that is echoed', { parameters: [{ jsonValue: { actionIds: [two] } }] }],
    ['in what is no answer of runs', { runs: { requestId: two } }],
  ])('takes nothing that a caller sent for one: %s', (_, more) => {
    expect(requestsIn({ requestId: one, ...more })).toEqual([1]);
  });
});
