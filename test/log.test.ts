import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Runs `log.info(entry)` in a process of its own, since a log goes to standard error, and gives what came there. */
function logged(entry: object, logFormat: 'json' | 'pretty'): string {
  const log = JSON.stringify(path.join(__dirname, '../dist/log.js'));
  const script = `require(${log}).createLog({ logLevel: 'info', logFormat: '${logFormat}' }).info(${JSON.stringify(entry)}, 'hello')`;
  return spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' }).stderr;
}

describe('createLog', () => {
  const secret = 'hunter2';
  const entry = {
    token: secret,
    headers: { authorization: secret, cookie: secret, 'set-cookie': secret, 'x-api-key': secret, accept: 'all' },
    req: { headers: { authorization: secret } },
    input: { password: secret },
  };

  it('writes JSON without secrets to standard error', () => {
    const line = JSON.parse(logged(entry, 'json')) as object;
    expect(line).toMatchObject({
      level: 30,
      msg: 'hello',
      token: '(secret)',
      headers: { authorization: '(secret)', cookie: '(secret)', 'set-cookie': '(secret)', 'x-api-key': '(secret)', accept: 'all' },
      req: { headers: { authorization: '(secret)' } },
      input: { password: '(secret)' },
    });
  });

  it('writes for people without secrets as well', () => {
    const text = logged(entry, 'pretty');
    expect(text).toContain('hello');
    expect(text).not.toContain(secret);
  });
});
