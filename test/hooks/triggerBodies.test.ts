import { deliveriesOf } from '../kit/deliveriesOf';
import { addHook, addProcess, addUser } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  await addProcess(server, 'P', { start: 'END', activities: [{ name: 'END', type: 'END' }] });
  await addProcess(server, 'FILES', { data: [{ name: 'CV', type: 'FILE' }] });
});
afterAll(() => server.stop());

const add = (trigger: object = {}, more: object = {}) =>
  addHook(server, 'anna', { kind: 'TRIGGER', trigger: { processName: 'P', ...trigger }, ...more });

async function call(token: string, body: BodyInit | undefined, type: string | null, { method = 'POST', query = '', headers = {} } = {}) {
  const response = await fetch(`${server.url}/hooks/${token}${query}`, {
    method,
    headers: { ...(type !== null && { 'content-type': type }), ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, text, allow: response.headers.get('allow'), id: response.headers.get('sluice-request-id') };
}

async function runtimeOf({ id }: { id: string | null }) {
  const { data } = await server.graphql('query ($id: ID!) { request(id: $id) { runtime } }', { id });
  return data.request.runtime as { [part: string]: unknown };
}

const event = { specversion: '1.0', id: 'e1', source: '/shop', type: 'order.placed' };
const form = 'application/x-www-form-urlencoded';

describe('accept of a hook of kind TRIGGER', () => {
  it.each<[string, string, string | Buffer<ArrayBuffer>, string | null, unknown]>([
    [
      'a form',
      'FORM',
      'From=%2B49+30&tag[]=a&tag[]=b&user[name]=J%C3%B6rg',
      form,
      { From: '+49 30', tag: ['a', 'b'], user: { name: 'Jörg' } },
    ],
    [
      'a form with only a payload',
      'FORM',
      `payload=${encodeURIComponent('{"type":"block_actions","n":1}')}`,
      form,
      { type: 'block_actions', n: 1 },
    ],
    ['a form with a payload that is no JSON', 'FORM', 'payload=hello', form, { payload: 'hello' }],
    ['a form with more than a payload', 'FORM', 'payload=%7B%7D&a=1', form, { payload: '{}', a: '1' }],
    ['an empty form', 'FORM', '&', form, {}],
    ['a text', 'TEXT', 'Pump 3: 71 °C', 'text/plain; charset=utf-8', 'Pump 3: 71 °C'],
    ['JSON as text', 'TEXT', ' {"Type": "Notification"}', 'text/plain', { Type: 'Notification' }],
    ['a text that only begins like JSON', 'TEXT', '[WARN] disk', 'text/plain', '[WARN] disk'],
    ['a number as text', 'TEXT', '42', 'text/csv', '42'],
    ['NDJSON', 'NDJSON', '{"a":1}\n\n{"a":2}\r\n', 'application/x-ndjson', [{ a: 1 }, { a: 2 }]],
    [
      'an event',
      'CLOUDEVENTS',
      JSON.stringify({ ...event, data: { n: 1 } }),
      'application/cloudevents+json; charset=utf-8',
      { ...event, data: { n: 1 } },
    ],
    [
      'XML',
      'XML',
      '<?xml version="1.0"?><order id="7" x:a="&lt;"><!-- <a> --><item>chair &amp; &#x1F642;</item><item n="2"/><note><![CDATA[<b>]]></note></order>',
      'text/xml',
      { order: { '@id': '7', '@x:a': '<', item: ['chair & 🙂', { '@n': '2' }], note: '<b>' } },
    ],
    [
      'XML with comments and instructions, which say nothing',
      'XML',
      `<?xml-stylesheet href="a"?><a><?x " ?><!-- "?> ${'<b>'.repeat(300)} -->y<b c='>'/><![CDATA[<!-- z -->]]></a><!-- -->`,
      'text/xml',
      { a: { b: { '@c': '>' }, '#text': 'y<!-- z -->' } },
    ],
    [
      'XML in UTF-16, which its byte order mark says',
      'XML',
      Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>Gün</a>', 'utf16le'),
      'text/xml',
      { a: 'Gün' },
    ],
    [
      'XML with entities in CDATA, which stay',
      'XML',
      '<a>&lt;<![CDATA[&lt;<!DOCTYPE html>]]></a>',
      'text/xml',
      { a: '<&lt;<!DOCTYPE html>' },
    ],
    [
      'XML with names that objects have of themselves',
      'XML',
      '<a><hasOwnProperty>1</hasOwnProperty><constructor>2</constructor><constructor>3</constructor></a>',
      'text/xml',
      { a: { hasOwnProperty: '1', constructor: ['2', '3'] } },
    ],
    [
      'a form whose escapes are in the charset that it declares',
      'FORM',
      'name=G%FCn+%A4&n=1',
      `${form}; charset=iso-8859-15`,
      { name: 'Gün €', n: '1' },
    ],
    ['a form in a charset of two bytes', 'FORM', 'a=%83A', `${form}; charset=shift_jis`, { a: 'ア' }],
    ['a form with broken escapes, which stay', 'FORM', 'a=%zz%41+%&b=%E4+1', form, { a: '%zzA %', b: '%E4 1' }],
    [
      'parts as .NET, curl and browsers name them',
      'MULTIPART',
      [
        'preamble',
        '--b  ',
        'Content-Type: text/plain; charset=utf-8',
        "Content-Disposition: form-data; name=a; x*=utf-8''%e2%82%ac",
        '',
        '1',
        '--b',
        'content-disposition:form-data; name="b\\"c"',
        '',
        '',
        '--b',
        'Content-Disposition: form-data; name="d%22%0D%0A"',
        'Content-Transfer-Encoding: base64',
        '',
        'aGk=',
        '--b--',
        'epilogue',
      ].join('\r\n'),
      'multipart/form-data; charset=utf-8; boundary="b"',
      { a: '1', 'b"c': '', 'd"\r\n': 'hi' },
    ],
    [
      'a file whose name is extended, and one that was not chosen',
      'MULTIPART',
      [
        '--b',
        'Content-Disposition: form-data; name=f; filename="?.txt"; filename*=utf-8\'\'%e2%82%ac.txt',
        '',
        'bb--b',
        '--b',
        'Content-Disposition: form-data; name="g"; filename=""',
        'Content-Type: application/octet-stream',
        '',
        '',
        '--b--',
      ].join('\r\n'),
      'multipart/form-data; boundary=b',
      { f: { name: '€.txt', contentType: 'text/plain', size: 5, sha256: expect.any(String) as string }, g: null },
    ],
    [
      'a part in the charset that it declares',
      'MULTIPART',
      Buffer.from(
        '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nGün\r\n--b--',
        'latin1',
      ),
      'multipart/form-data; boundary=b',
      { a: 'Gün' },
    ],
    [
      'a batch of events',
      'CLOUDEVENTS',
      JSON.stringify([event, { ...event, id: 'e2' }]),
      'application/cloudevents-batch+json',
      [event, { ...event, id: 'e2' }],
    ],
  ])('reads %s', async (_, format, body, type, value) => {
    const answer = await call(await add({ accept: [format] }), body, type);
    expect([answer.status, (await runtimeOf(answer))['body']]).toEqual([200, value]);
  });

  it.each<[string, string, BodyInit, unknown]>([
    ['JSON', 'application/json', '{"n": 1}', { data: { n: 1 } }],
    ['a text', 'text/plain', 'hello', { data: 'hello' }],
    ['bytes', 'image/png', Buffer.from([0x89, 0x50, 0xff]), { data_base64: 'iVD/' }],
  ])('reads an event whose attributes are headers, with %s as its data', async (_, type, body, data) => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': 'e%20 1', 'ce-source': '/shop', 'ce-type': 'order.placed' };
    const answer = await call(await add({ accept: ['CLOUDEVENTS'] }), body, type, { headers });
    expect((await runtimeOf(answer))['body']).toEqual({ ...event, id: 'e  1', datacontenttype: type, ...(data as object) });
  });

  it('reads an event whose attributes are headers and that has no data', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': '"e\\"1"', 'ce-source': '/shop', 'ce-type': 'order.placed', 'ce-data': 'no' };
    const token = await add({ sender: 'CLOUDEVENTS' });
    const answers = [await call(token, undefined, null, { headers }), await call(token, '', 'application/json', { headers })];
    expect((await runtimeOf(answers[0]!))['body']).toEqual({ ...event, id: 'e"1' });
    expect(answers.map(({ id }) => id)).toEqual([answers[0]!.id, answers[0]!.id]);
  });

  it('reads a structured event that repeats its attributes as headers', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': 'e1', 'ce-source': '/shop', 'ce-type': 'order.placed' };
    const structured = JSON.stringify({ ...event, data: 1 });
    const answer = await call(await add({ accept: ['CLOUDEVENTS'] }), structured, 'application/cloudevents+json', { headers });
    expect((await runtimeOf(answer))['body']).toEqual({ ...event, data: 1 });
  });

  it.each<[string, string, BodyInit, string, number, string]>([
    [
      'a structured event without a body',
      'CLOUDEVENTS',
      '',
      'application/cloudevents+json',
      400,
      expect.stringMatching(/^The body is not JSON/) as never,
    ],
    ['more parameters than are allowed, though they are empty', 'FORM', '&'.repeat(1001), form, 400, 'body: more than 1000 parameters'],
    [
      'a long name of a field before it is decoded',
      'FORM',
      `${'%61'.repeat(60_000)}=1`,
      form,
      400,
      'body: a name is longer than 16384 characters',
    ],
    ['a form in an unknown charset', 'FORM', 'a=1', `${form}; charset=klingon`, 415, 'The charset klingon is not supported: send UTF-8'],
    [
      'NDJSON with more lines than values are allowed',
      'NDJSON',
      '\n'.repeat(200_001),
      'application/x-ndjson',
      400,
      'The body has more than 200000 lines: send less in one call',
    ],
    [
      'a part that is not UTF-8',
      'MULTIPART',
      Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nGün\r\n--b--', 'latin1'),
      'multipart/form-data; boundary=b',
      400,
      'The body cannot be read as multipart/form-data: a part is not UTF-8, and its Content-Type names no other charset',
    ],
    [
      'a part without a name',
      'MULTIPART',
      '--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--',
      'multipart/form-data; boundary=b',
      400,
      'The body cannot be read as multipart/form-data: a part has no Content-Disposition with a name',
    ],
    [
      'a part with long headers',
      'MULTIPART',
      `--b\r\nContent-Disposition: form-data; name="${'a'.repeat(8_000)}"\r\n\r\n1\r\n--b--`,
      'multipart/form-data; boundary=b',
      400,
      'The body cannot be read as multipart/form-data: the headers of a part are longer than 8000 bytes',
    ],
    ['XML with two roots', 'XML', '<a/><b/>', 'text/xml', 400, 'The body cannot be read as XML: it has more than one root element'],
    [
      'XML with text behind its root',
      'XML',
      '<a/>b',
      'text/xml',
      400,
      'The body cannot be read as XML: it has text outside of its root element',
    ],
    ['XML without an element', 'XML', ' ', 'text/xml', 400, 'The body cannot be read as XML: it has no root element'],
    [
      'XML of one byte',
      'XML',
      Buffer.from([0xff]),
      'text/xml',
      400,
      'The body cannot be read as XML: it is not UTF-8, and declares no other charset',
    ],
    ['a form without leave', 'JSON', 'a=1', form, 415, `Send application/json, not ${form}`],
    ['JSON where only forms are accepted', 'FORM', '{}', 'application/json', 415, `Send ${form}, not application/json`],
    [
      'an event without an ID',
      'CLOUDEVENTS',
      '{"specversion":"1.0","source":"/","type":"t"}',
      'application/cloudevents+json',
      400,
      'The body cannot be read as a CloudEvent: an event needs the attribute id',
    ],
    [
      'a list as one event',
      'CLOUDEVENTS',
      '[]',
      'application/cloudevents+json',
      400,
      'The body cannot be read as a CloudEvent: a list of events is application/cloudevents-batch+json',
    ],
    [
      'a line that is no JSON',
      'NDJSON',
      '{"a":1}\n{"a"}',
      'application/x-ndjson',
      400,
      expect.stringMatching(/^The body cannot be read as NDJSON: value 2: /) as never,
    ],
    [
      'two values in a line',
      'NDJSON',
      '1,2\n3',
      'application/x-ndjson',
      400,
      expect.stringMatching(/^The body cannot be read as NDJSON: value 1: /) as never,
    ],
    [
      'bytes that are no text',
      'TEXT',
      Buffer.from([0xff, 0xfe, 0xfd]),
      'text/plain',
      400,
      'The body cannot be read as text: it is not UTF-8, and its Content-Type names no other charset',
    ],
    ['a form that nests too deep', 'FORM', `a${'[a]'.repeat(30)}=1`, form, 400, 'body: a name nests deeper than 20 levels'],
    ['a form with too many fields', 'FORM', 'a&'.repeat(1001), form, 400, 'body: more than 1000 parameters'],
    [
      'JSON as text that nests too deep',
      'TEXT',
      '['.repeat(300),
      'text/plain',
      400,
      expect.stringMatching(/^The body nests deeper than 200 levels/) as never,
    ],
    [
      'lines with too many values',
      'NDJSON',
      `${JSON.stringify(Array(1000).fill(0))}\n`.repeat(201),
      'application/x-ndjson',
      400,
      expect.stringMatching(/^The body has more than 200000 values/) as never,
    ],
    [
      'a multipart body without a boundary',
      'MULTIPART',
      'x',
      'multipart/form-data',
      400,
      'The body cannot be read as multipart/form-data: its Content-Type names no boundary',
    ],
    [
      'a multipart body that breaks off',
      'MULTIPART',
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
      'multipart/form-data; boundary=b',
      400,
      'The body cannot be read as multipart/form-data: its parts do not end as its boundary says',
    ],
    [
      'XML with a DOCTYPE',
      'XML',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      'application/xml',
      400,
      'The body cannot be read as XML: it has a DOCTYPE: send it without',
    ],
    [
      'XML that is not closed',
      'XML',
      '<a><b></a>',
      'application/xml',
      400,
      expect.stringMatching(/^The body cannot be read as XML: /) as never,
    ],
    ['XML that nests too deep', 'XML', '<a>'.repeat(300), 'application/xml', 400, expect.stringMatching(/^The body nests deeper/) as never],
    [
      'XML with too many elements',
      'XML',
      `<r>${'<a/>'.repeat(50_001)}</r>`,
      'application/xml',
      400,
      expect.stringMatching(/^The body has more than/) as never,
    ],
    ['XML that is too large', 'XML', `<a>${'x'.repeat(500_000)}</a>`, 'application/xml', 413, 'The body is larger than 500000 bytes'],
    [
      'XML with too many words in a tag',
      'XML',
      `<a ${"'x '".repeat(60_000)}/>`,
      'application/xml',
      400,
      expect.stringMatching(/^The body has more than/) as never,
    ],
    [
      'XML with too many attributes in a tag',
      'XML',
      `<a ${Array.from({ length: 10_001 }, (_, n) => `a${n}=""`).join(' ')}/>`,
      'application/xml',
      400,
      'The body has more than 10000 attributes in a tag: send less in one call',
    ],
    [
      'XML with many spaces in a tag',
      'XML',
      `<a${' '.repeat(400_000)}>x</a>`,
      'application/xml',
      400,
      'The body cannot be read as XML: more than 100 spaces in a row within a tag',
    ],
    [
      'XML with many spaces behind a stray quote',
      'XML',
      `<a "=${' '.repeat(400_000)}="/>`,
      'application/xml',
      400,
      'The body cannot be read as XML: more than 100 spaces in a row within a tag',
    ],
    [
      'XML with many spaces behind what is no comment',
      'XML',
      `<a><!x '><b${' '.repeat(400_000)}x'></a>`,
      'application/xml',
      400,
      'The body cannot be read as XML: <! begins neither a comment nor CDATA',
    ],
    [
      'XML with a long name',
      'XML',
      `<${'a'.repeat(400_000)}/>`,
      'application/xml',
      400,
      'The body cannot be read as XML: a name has more than 200 characters',
    ],
    [
      'XML with a comment that is not closed',
      'XML',
      '<a><!-- </a>',
      'application/xml',
      400,
      'The body cannot be read as XML: --> is missing',
    ],
    [
      'XML that nests too deep beside comments that look like ends',
      'XML',
      '<a><!-- /> -->'.repeat(300),
      'application/xml',
      400,
      expect.stringMatching(/^The body nests deeper/) as never,
    ],
    [
      'too many parts by the boundary, whatever other parameters contain',
      'MULTIPART',
      `${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(300)}--b--\r\n`,
      'multipart/form-data; x="; boundary=aaa"; boundary=b',
      400,
      'body: must have at most 200 parts',
    ],
    ['too many parts', 'MULTIPART', '--b\r\n'.repeat(300), 'multipart/form-data; boundary="b"', 400, 'body: must have at most 200 parts'],
  ])('refuses %s', async (_, format, body, type, status, error) => {
    const answer = await call(await add({ accept: [format] }), body, type);
    expect([answer.status, JSON.parse(answer.text).error]).toEqual([status, error]);
  });

  it('takes the format that the type names, out of several', async () => {
    const token = await add({ accept: ['JSON', 'FORM', 'TEXT'] });
    const answers = [
      await call(token, '{"a":1}', 'application/json'),
      await call(token, 'a=1', form),
      await call(token, Buffer.from('a=1'), null),
    ];
    expect((await Promise.all(answers.map(runtimeOf))).map(({ body }) => body)).toEqual([{ a: 1 }, { a: '1' }, 'a=1']);
  });

  it('reads forms in the charset that they declare', async () => {
    const answer = await call(await add({ accept: ['TEXT'] }), Buffer.from([0x47, 0xfc, 0x6e]), 'text/plain; charset=iso-8859-1');
    expect((await runtimeOf(answer))['body']).toBe('Gün');
  });

  it('reads XML in the encoding that it declares, and names that objects have of themselves', async () => {
    const latin1 = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a><__proto__>Gün</__proto__></a>', 'latin1');
    const answer = await call(await add({ accept: ['XML'] }), latin1, 'application/xml');
    expect([answer.status, JSON.stringify((await runtimeOf(answer))['body']), ({} as { a?: unknown }).a]).toEqual([
      200,
      expect.stringContaining('Gün'),
      undefined,
    ]);
  });

  it('gives runs the text as well where raw asks for it', async () => {
    const answer = await call(await add({ raw: true }), '{"a":  1}', 'application/json');
    expect(await runtimeOf(answer)).toMatchObject({ raw: '{"a":  1}', body: { a: 1 } });
  });

  it('gives runs the text of XML in another encoding', async () => {
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Gün</a>';
    const answer = await call(await add({ raw: true, accept: ['XML'] }), Buffer.from(text, 'latin1'), 'text/xml');
    expect((await runtimeOf(answer))['raw']).toBe(text);
  });

  it('stores the files of a form in the FILE data of their names, and no others', async () => {
    const sent = new FormData();
    sent.append('applicant[name]', 'Ann');
    sent.append('CV', new Blob(['%PDF'], { type: 'application/pdf' }), 'cv.pdf');
    sent.append('photo', new Blob(['png'], { type: 'image/png' }), 'me.png');
    const token = await add({ accept: ['MULTIPART'], processName: 'FILES' });
    const response = await fetch(`${server.url}/hooks/${token}`, { method: 'POST', body: sent });
    const { data } = await server.graphql(
      'query ($id: ID!) { request(id: $id) { runtime data { name fileValue { name contentType size } } } }',
      { id: response.headers.get('sluice-request-id') },
    );
    const { rows } = await server.db.pool.query<{ count: number }>('SELECT count(*)::int FROM file');
    expect([data.request.data, data.request.runtime.body, rows[0]?.count]).toEqual([
      [{ name: 'CV', fileValue: { name: 'cv.pdf', contentType: 'application/pdf', size: 4 } }],
      {
        applicant: { name: 'Ann' },
        CV: { name: 'cv.pdf', contentType: 'application/pdf', size: 4, sha256: expect.any(String) },
        photo: { name: 'me.png', contentType: 'image/png', size: 3, sha256: expect.any(String) },
      },
      1,
    ]);
  });

  it('keeps no secret of a form in the log of deliveries, and no file', async () => {
    const [token, multipart] = [await add({ accept: ['FORM'] }), new FormData()];
    multipart.append('f', new Blob(['content']), 'f.txt');
    const entries = await deliveriesOf(server, 3, async () => {
      await call(token, 'a=1&password=hunter2', form);
      await call(token, `payload=${encodeURIComponent('{"token":"hunter2","a":1}')}`, form);
      await fetch(`${server.url}/hooks/${await add({ accept: ['MULTIPART'] })}`, { method: 'POST', body: multipart });
    });
    expect(entries.map(({ body, isWhole }) => [body, isWhole])).toEqual([
      ['a=1&password=[redacted]', false],
      ['payload=[redacted]', false],
      [null, false],
    ]);
  });

  it('runs the delivery of a form again as it came', async () => {
    const token = await add({ accept: ['FORM'], methods: ['PUT'] });
    const [entry] = await deliveriesOf(server, 1, () => call(token, 'a=1', form, { method: 'PUT' }));
    const { data } = await server.graphql(
      'mutation ($id: ID!) { replayDelivery(input: {id: $id}) { delivery { method status request { runtime } } } }',
      { id: globalId(`Delivery:${entry!.id}`) },
    );
    expect(data.replayDelivery.delivery).toMatchObject({ method: 'PUT', status: 200, request: { runtime: { body: { a: '1' } } } });
  });

  it('tells a repeat under an Idempotency-Key from another form', async () => {
    const token = await add({ accept: ['FORM'] });
    const headers = { 'idempotency-key': 'form' };
    const answers = [];
    for (const body of ['a=1&b=2', 'a=1&b=2', 'a=2']) answers.push(await call(token, body, form, { headers }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 422]);
    expect(answers[1]!.id).toBe(answers[0]!.id);
  });
});

describe('methods of a hook of kind TRIGGER', () => {
  it('start runs, which read the method; others are 405', async () => {
    const token = await add({ methods: ['GET', 'PUT', 'DELETE'] });
    const got = await call(token, undefined, null, { method: 'GET', query: '?n=1' });
    const put = await call(token, '{"a":1}', 'application/json', { method: 'PUT' });
    const runtimes = await Promise.all([got, put].map(runtimeOf));
    const refused = await call(token, '{}', 'application/json');
    const untouched = await call(await add(), '{}', 'application/json', { method: 'PUT' });
    expect([runtimes, [refused.status, refused.allow], [untouched.status, untouched.allow]]).toEqual([
      [
        expect.objectContaining({ method: 'GET', query: { n: '1' }, body: null }),
        expect.objectContaining({ method: 'PUT', body: { a: 1 } }),
      ],
      [405, 'GET, PUT, DELETE'],
      [405, 'POST'],
    ]);
  });

  it('are shown with what else the hook accepts, and changed by updateApplication', async () => {
    await add({ methods: ['GET', 'POST'], accept: ['TEXT'], raw: true });
    const { data } = await server.graphql('{ applications(first: 1) { nodes { id trigger { accept methods raw } } } }');
    const [{ id, trigger }] = data.applications.nodes;
    const update = async (change: object) => {
      const query =
        'mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { trigger { accept methods raw } } } }';
      const answer = await server.graphql(query, { input: { id, trigger: { processName: 'P', ...change } } });
      return answer.data?.updateApplication?.application.trigger ?? answer.errors[0].message;
    };
    expect([trigger, await update({ raw: null }), await update({ accept: null, methods: ['PUT'] }), await update({ accept: [] })]).toEqual([
      { accept: ['TEXT'], methods: ['GET', 'POST'], raw: true },
      { accept: ['TEXT'], methods: ['GET', 'POST'], raw: false },
      { accept: ['JSON'], methods: ['PUT'], raw: false },
      'trigger.accept: must have at least one entry: add one, or leave it out',
    ]);
  });
});

describe('lastSamples', () => {
  it('has the values in the last calls that a hook took', async () => {
    const token = await add({ accept: ['JSON', 'FORM', 'TEXT'] });
    const { data: made } = await server.graphql('{ applications(first: 1) { nodes { name } } }');
    await deliveriesOf(server, 5, async () => {
      await call(token, '\ufeff{"n": 1}', 'application/json', { query: '?a=x' });
      await call(token, `payload=${encodeURIComponent('{"action":"opened"}')}`, form);
      await call(token, 'a[b]=2', form);
      await call(token, 'no sample', 'text/plain');
      await call(token, '{', 'application/json');
    });
    const { data } = await server.graphql(
      'query ($name: String!) { lastSamples(applicationName: $name) { delivery { status } variables { part path value } } }',
      { name: made.applications.nodes[0].name },
    );
    expect(data.lastSamples).toEqual([
      { delivery: { status: 200 }, variables: [] },
      {
        delivery: { status: 200 },
        variables: [
          { part: 'BODY', path: 'a', value: { b: '2' } },
          { part: 'BODY', path: 'a.b', value: '2' },
        ],
      },
      { delivery: { status: 200 }, variables: [{ part: 'BODY', path: 'action', value: 'opened' }] },
      {
        delivery: { status: 200 },
        variables: [
          { part: 'QUERY', path: 'a', value: 'x' },
          { part: 'BODY', path: 'n', value: 1 },
        ],
      },
    ]);
  });
});
