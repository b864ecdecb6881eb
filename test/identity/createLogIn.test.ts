import { availableParallelism } from 'node:os';
import type * as Argon2 from '@node-rs/argon2';
import { pino } from 'pino';
import type { Refusal } from '../../src/errors';
import { createSessions } from '../../src/identity/createSessions';
import { createLogIn } from '../../src/identity/createLogIn';
import { setUserStatus } from '../../src/modules/user/setUserStatus';
import { updateUser } from '../../src/modules/user/updateUser';
import { addUser, password } from '../kit/factories';
import { isSlowedDown } from '../kit/isSlowedDown';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

const argon2 = jest.requireActual<typeof Argon2>('@node-rs/argon2');

let server: TestServer;
let logIn: (authorization: string | undefined, address: string) => Promise<{ userName: string }>;
beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['ann', 'bob', 'cid', 'dan', 'eve']) await addUser(server, name);
});
afterAll(() => server.stop());
beforeEach(() => {
  const { db } = server;
  const { logIn: enter } = createLogIn({ db, log: pino({ level: 'silent' }), oidc: undefined, sessions: createSessions(db) });
  logIn = async (authorization, address) => (await enter({ authorization }, address)).viewer;
});
afterEach(() => jest.restoreAllMocks());

/** A minute later, as far as what is remembered is concerned. */
function passAMinute(): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + 60_001);
}

function basic(userName: string, word = password): string {
  return `Basic ${Buffer.from(`${userName}:${word}`).toString('base64')}`;
}

const change = async (input: Parameters<typeof updateUser.run>[1]) => updateUser.run(await server.contextOf(administrator.userName), input);
const setStatus = async (userName: string, status: 'ACTIVE' | 'INACTIVE' | 'ARCHIVED') =>
  setUserStatus.run(await server.contextOf(administrator.userName), { userName, status });

/** Returns what the log-in is refused with, or whom it gives. */
const outcome = (answer: Promise<{ userName: string }>) =>
  answer.then(
    ({ userName }) => userName,
    (error: unknown) => (error as Refusal).refusal,
  );

describe('logIn', () => {
  it.each([
    ['no credentials', undefined, 'CREDENTIALS_MISSING'],
    ['a bearer token that nobody made', 'Bearer abc', 'TOKEN_WRONG'],
    ['another way to log in', 'Digest abc', 'CREDENTIALS_MISSING'],
    ['no base64', 'Basic ann:secret', 'CREDENTIALS_MISSING'],
    ['no colon', `Basic ${Buffer.from('ann').toString('base64')}`, 'CREDENTIALS_MISSING'],
    ['a wrong password', basic('ann', 'wrong'), 'CREDENTIALS_WRONG'],
    ['an empty password', basic('ann', ''), 'CREDENTIALS_WRONG'],
    ['an unknown user', basic('nobody'), 'CREDENTIALS_WRONG'],
    ['a name that cannot be stored', basic('a\0nn'), 'CREDENTIALS_WRONG'],
    ['another case of the name', basic('Ann'), 'CREDENTIALS_WRONG'],
  ])('refuses %s', async (_, authorization, expected) => {
    expect(await outcome(logIn(authorization, '10.0.0.1'))).toBe(expected);
  });

  it('takes passwords with colons and letters of any script', async () => {
    await change({ userName: 'eve', password: 'pass:wörd: Ж' });
    expect(await outcome(logIn(basic('eve', 'pass:wörd: Ж'), '10.0.0.1'))).toBe('eve');
  });

  it('refuses a user who has no password (any more), at once', async () => {
    expect(await outcome(logIn(basic('bob'), '10.0.0.1'))).toBe('bob');
    await change({ userName: 'bob', password: null });
    expect(await outcome(logIn(basic('bob'), '10.0.0.1'))).toBe('CREDENTIALS_WRONG');
  });

  it('accepts a new password at once and refuses the old one, no matter who changed it', async () => {
    const before = await outcome(logIn(basic('cid'), '10.0.0.1'));
    await change({ userName: 'cid', password: 'another password' });
    const after = [await outcome(logIn(basic('cid'), '10.0.0.1')), await outcome(logIn(basic('cid', 'another password'), '10.0.0.1'))];
    expect([before, ...after]).toEqual(['cid', 'CREDENTIALS_WRONG', 'cid']);
  });

  it.each(['INACTIVE', 'ARCHIVED'] as const)('refuses a user who is %s, at once', async (status) => {
    await setStatus('dan', 'ACTIVE');
    const before = await outcome(logIn(basic('dan'), '10.0.0.1'));
    await setStatus('dan', status);
    expect([before, await outcome(logIn(basic('dan'), '10.0.0.1'))]).toEqual(['dan', 'CREDENTIALS_WRONG']);
  });

  it('verifies a password once a minute, even for many calls at once', async () => {
    const verify = jest.spyOn(argon2, 'verify');
    const ten = () => Promise.all(Array.from({ length: 10 }, () => outcome(logIn(basic('ann'), '10.0.0.1'))));
    await ten();
    await ten();
    const withinTheMinute = verify.mock.calls.length;
    passAMinute();
    await ten();
    expect([withinTheMinute, verify.mock.calls.length]).toEqual([1, 2]);
  });

  it('verifies fewer passwords at a time than there are CPUs, keeps 32 waiting, and refuses more; known callers go first', async () => {
    await outcome(logIn(basic('ann'), '10.0.0.1'));
    // Its password is not remembered any more.
    passAMinute();
    const begun: string[] = [];
    let running = 0;
    let mostRunning = 0;
    const finish: (() => void)[] = [];
    jest.spyOn(argon2, 'verify').mockImplementation((_, word) => {
      begun.push(String(word));
      mostRunning = Math.max(mostRunning, (running += 1));
      return new Promise((resolve) => finish.push(() => resolve((running -= 1) < 0)));
    });
    const most = Math.max(1, Math.floor(availableParallelism() / 2));
    let refused = 0;
    const strangers = Array.from({ length: most + 40 }, async (_, n) => {
      if ((await outcome(logIn(basic(`nobody ${n}`), `10.0.1.${n}`))) === 'LOG_IN_TOO_OFTEN') refused += 1;
    });
    // All of them have come.
    await until(() => Promise.resolve(refused === 8));
    const known = outcome(logIn(basic('ann'), '10.0.0.1'));
    const all = Promise.all([...strangers, known]);
    let isOver = false;
    void all.then(() => (isOver = true));
    await until(() => {
      finish.shift()?.();
      return Promise.resolve(isOver);
    });
    expect([mostRunning, refused, begun.indexOf(password) < begun.length / 2]).toEqual([most, 8, true]);
  });

  it('takes as long for an unknown user: it verifies a password as well', async () => {
    const verify = jest.spyOn(argon2, 'verify');
    await outcome(logIn(basic('nobody'), '10.0.0.1'));
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it('slows down a user from an address from the fifth failure in a minute on, and nobody else', async () => {
    const slow = async (userName: string, word: string, address: string) => {
      let answer: unknown;
      const isSlow = await isSlowedDown(async () => (answer = await outcome(logIn(basic(userName, word), address))));
      return { answer, isSlow };
    };
    const failures = [];
    for (let n = 0; n < 6; n += 1) failures.push(await slow('ann', `wrong ${n}`, '10.0.0.1'));
    expect(failures.map(({ isSlow }) => isSlow)).toEqual([false, false, false, false, true, true]);
    const others = [await slow('ann', password, '10.0.0.2'), await slow('eve', 'pass:wörd: Ж', '10.0.0.1')];
    expect([...others, await slow('eve', 'wrong', '10.0.0.1')]).toEqual([
      { answer: 'ann', isSlow: false },
      { answer: 'eve', isSlow: false },
      { answer: 'CREDENTIALS_WRONG', isSlow: false },
    ]);
  });

  it('lets the right password through after failures, only later', async () => {
    for (let n = 0; n < 5; n += 1) await outcome(logIn(basic('ann', `wrong ${n}`), '10.0.0.1'));
    expect(await outcome(logIn(basic('ann'), '10.0.0.1'))).toBe('ann');
  });

  it('counts the right password of a user who may not log in as a failure', async () => {
    await setStatus('dan', 'INACTIVE');
    const slow = [];
    for (let n = 0; n < 5; n += 1) slow.push(await isSlowedDown(() => outcome(logIn(basic('dan'), '10.0.0.1'))));
    expect(slow).toEqual([false, false, false, false, true]);
  });
});

describe('/graphql without a log-in', () => {
  it.each(['/graphql', '/graphql?query={viewer{id}}', '/graphql/schema'])('makes a browser ask for one at %s', async (path) => {
    const response = await fetch(server.url + path);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="Sluice", charset="UTF-8", Bearer realm="Sluice"',
    ]);
  });

  it('gives the schema as text to those who are logged in', async () => {
    const response = await fetch(`${server.url}/graphql/schema`, { headers: { authorization: basic('ann') } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await response.text()).toContain('type Query {');
  });
});
