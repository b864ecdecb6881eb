const requesters = { name: 'Requesters', role: 'REQUESTER', everyone: true };

/** A process that anybody may start, and that a SYNC hook can be bound to: whatever fails is answered 422. */
export function answering(name: string, activity: object, answer: unknown = 'done') {
  return {
    name,
    folder: 'Abuse',
    subprocess: { enabled: true, access: 'PUBLIC' },
    data: [{ name: 'VALUE', type: 'JSON' }],
    participants: [requesters],
    start: 'WORK',
    activities: [
      { name: 'WORK', ...activity },
      { name: 'DONE', type: 'RESPONSE', body: answer },
      { name: 'FAILED', type: 'RESPONSE', status: 422, body: 'failed' },
    ],
    transitions: [
      { from: 'WORK', to: 'DONE' },
      { from: 'WORK', to: 'FAILED', on: 'ERROR' },
    ],
  };
}

/** Calls the peer, and keeps what it answered. */
export const callsPeer = (peerUrl: string) =>
  answering(
    'CALLS PEER',
    { type: 'HTTP', method: 'POST', url: `${peerUrl}/`, body: '{{runtime.body}}', timeout: 'PT5S', retry: { attempts: 1 } },
    '{{results.WORK.status}}',
  );

/** Mails to whom the caller names. */
export const mails = answering('MAILS', { type: 'MAIL', to: '{{runtime.body.to}}', subject: 'Odd', text: '{{runtime.body.to}}' });

const long = (picture: string, times: number) => picture.repeat(times);

/**
 * Expressions that can take long over what a caller sends: `runtime.body.t` is a text or anything else, `runtime.body.p` a picture. None of
 * them is malicious by itself, apart from the last ones, whose author is.
 */
export const expressions: Readonly<Record<string, string>> = {
  'date pictures': `$toMillis(runtime.body.t, '${long('[M][D][d]', 5)}!')`,
  'date pictures of names': `$toMillis(runtime.body.t, '${long('[MNn] [FNn]', 6)}!')`,
  'date pictures of words': `$toMillis(runtime.body.t, '${long('[Yw] ', 8)}!')`,
  'date pictures of Roman numbers': `$toMillis(runtime.body.t, '${long('[YI]', 12)}!')`,
  'date pictures of callers': `$toMillis(runtime.body.t, runtime.body.p)`,
  'written dates': `$fromMillis(1, runtime.body.p)`,
  'numbers as words': `$parseInteger(runtime.body.t, 'w')`,
  'number pictures of callers': `$formatNumber(1.5, runtime.body.p)`,
  'integer pictures of callers': `$formatInteger(1234, runtime.body.p)`,
  'alternatives, repeated': `$match(runtime.body.t, /^(a|aa|a?)+$/)`,
  'repeats within repeats': `$contains(runtime.body.t, /(x+x+)+y/)`,
  'counted repeats': `$replace(runtime.body.t, /(a{1,50}){1,20}!/, 'b')`,
  'empty matches': `$count($match(runtime.body.t, /z*/))`,
  'a text replaced': `$length($replace(runtime.body.t, 'a', 'bbbb'))`,
  'a text split': `$count($split(runtime.body.t, ''))`,
  'a text joined': `$length($join($split(runtime.body.t, 'a'), 'ab'))`,
  'a text padded': `$length($pad(runtime.body.t, 200000000))`,
  'a text encoded': `$length($encodeUrlComponent(runtime.body.t))`,
  'a text in upper case': `$length($uppercase($trim(runtime.body.t)))`,
  'a value as text': `$length($string(runtime.body))`,
  keys: `$count($keys(runtime.body.t))`,
  'everything below': `$count(runtime.body.**)`,
  sorted: `$count($sort(runtime.body.t, function($l, $r) { $string($l) > $string($r) }))`,
  distinct: `$count($distinct(runtime.body.t))`,
  merged: `$count($keys($merge(runtime.body.t)))`,
  spread: `$count($spread(runtime.body.t))`,
  'a list with itself': `$count(runtime.body.t.($x := $; $$.runtime.body.t[$ = $x]))`,
  grouped: `$count($keys(runtime.body.t{$string($): $count($)}))`,
  'doubling a text': `($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $length($d('ab', 40)))`,
  'doubling a list': `($d := function($s, $n) { $n = 0 ? $s : $d($append($s, $s), $n - 1) }; $count($d([1, 2], 40)))`,
  'recursion that fans out': `($f := function($n) { $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(45))`,
  'recursion without an end': `($f := function($n) { 1 + $f($n + 1) }; $f(0))`,
  'recursion in tail position': `($f := function($n) { $f($n + 1) }; $f(0))`,
  'a range of ranges': `$count([1..3000].[1..3000])`,
  'sums of sums': `$sum([1..20000].($sum([1..20000])))`,
};

/** A process for each, and what it says of the value. */
export const expressionProcesses = Object.entries(expressions).map(([name, expression]) =>
  answering(`EXPRESSION ${name}`, { type: 'SET', set: { VALUE: `{{ ${expression} }}` } }, '{{data.VALUE}}'),
);
