import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, request as callServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { addProcess, addRequest } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file));
const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const title = 'GraphiQL in a browser';
const describeHere = executablePath ? describe : describe.skip;

// A browser takes its time on a busy machine.
jest.setTimeout(180_000);

describeHere(executablePath ? title : `${title} (skipped: no chromium in /usr/bin)`, () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let proxy: Server;
  let proxyUrl: string;
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await startTestServer({ basePath: '/wfgen' });
    proxy = createServer((incoming, response) => {
      const url = server.url + incoming.url!.replace('/behind/a/prefix', '');
      incoming.pipe(
        callServer(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
          answer.pipe(response.writeHead(answer.statusCode!, answer.headers));
        }),
      );
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--headless', '--no-sandbox', '--disable-gpu', ...quiet] });
    page = await open('/graphql');
  });
  afterAll(async () => {
    await browser.close();
    proxy.close();
    await server.stop();
  });

  /** Opens a page, by default as the administrator's browser that was never here. */
  async function open(url: string, context?: BrowserContext): Promise<Page> {
    if (!context) {
      context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
      context.setDefaultTimeout(60_000);
      context.on('request', (request) => requests.push(request.url()));
    }
    const opened = await context.newPage();
    opened.on('console', (message) => complaints.push(message.text()));
    opened.on('pageerror', (error) => complaints.push(error.message));
    await opened.goto(new URL(url, server.url).href);
    if (new URL(opened.url()).pathname.endsWith('/login')) {
      await opened.getByLabel('User name').fill(administrator.userName);
      await opened.getByLabel('Password').fill(administrator.password);
      await opened.getByRole('button', { name: 'Log in' }).click();
    }
    await opened.getByRole('button', { name: 'Show Documentation Explorer' }).waitFor();
    return opened;
  }

  /** Runs what is in the open tab; gives what is shown then, without white space. */
  async function run(on: Page): Promise<string> {
    const answered = on.waitForResponse((response) => !(response.request().postData() ?? '__schema').includes('__schema'));
    await on.getByRole('button', { name: /^Execute/ }).click();
    await answered;
    const shown = on.locator('.graphiql-response .view-lines');
    await shown.getByText('data').first().waitFor();
    return (await shown.innerText()).replace(/\s/g, '');
  }

  async function type(on: Page, text: string): Promise<void> {
    await on.locator('.graphiql-query-editor .monaco-editor').first().click();
    await on.keyboard.press('ControlOrMeta+A');
    await on.keyboard.insertText(text);
  }

  const openTab = (on: Page) => on.getByRole('tab', { selected: true }).innerText();

  it('opens with what administrators look up most, its variables in sight, and a tab for each thing that they do most', async () => {
    await page.getByRole('tab').nth(9).waitFor();
    expect({ title: await page.title(), open: await openTab(page), tabs: await page.getByRole('tab').allInnerTexts() }).toEqual({
      title: 'Sluice',
      open: 'LookUp',
      tabs: [
        'LookUp',
        'RequestByNumber',
        'ProcessByName',
        'UserByName',
        'MyActions',
        'NewUser',
        'NewProcess',
        'NewHook',
        'WhatCameIn',
        'WhoChangedWhat',
      ],
    });
    const variables = page.getByText('"requestNumber"');
    // The editor draws its lines anew until it has its place.
    await until(async () => ((await variables.boundingBox())?.y ?? Infinity) < 768);
    expect(await run(page)).toContain('"users":{"nodes":[]}');
  });

  it('opens another tab at the first click, with its variables', async () => {
    await page.getByRole('tab', { name: 'ProcessByName' }).click();
    await page.getByText('"version"').waitFor();
    expect([await openTab(page), await run(page)]).toEqual(['ProcessByName', '{"data":{"process":null}}']);
  });

  it('shows the events of a subscription as they come', async () => {
    await type(page, 'subscription { myActionsChanged { actions { totalCount } } }');
    await page.getByRole('button', { name: /^Execute/ }).click();
    const shown = page.locator('.graphiql-response .view-lines');
    await shown.getByText('0').first().waitFor();
    await addProcess(server, 'P');
    await addRequest(server, 'P');
    await shown.getByText('1').first().waitFor();
  });

  it('writes nothing that is typed into the address, and keeps no headers', async () => {
    await type(page, 'mutation { changePassword(input: { oldPassword: "hidden1", newPassword: "hidden2" }) { user { id } } }');
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('.monaco-editor[data-uri*="headers"]').click();
    await page.keyboard.insertText('{"Authorization": "Bearer hidden3"}');
    await page.getByText('hidden3').waitFor();
    await until(() => page.evaluate(() => (localStorage.getItem('graphiql:tabState') ?? '').includes('hidden1')));
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    expect([page.url(), kept.includes('hidden3')]).toEqual([`${server.url}/graphql`, false]);
  });

  it('is there again after a reload and at a second visit, as it was left', async () => {
    await page.getByRole('tab', { name: 'MyActions' }).click();
    await type(page, 'query Mine { viewer { userName } }');
    await page.getByRole('tab', { name: 'Mine' }).waitFor();
    const kept = () => page.evaluate(() => localStorage.getItem('graphiql:tabState') ?? '');
    await until(async () => (await kept()).includes('query Mine'));
    await page.reload();
    await page.getByText('userName').first().waitFor();
    const reloaded = [await openTab(page), await page.getByRole('tab').count(), await run(page)];
    const again = await open('/graphql', page.context());
    await again.getByText('userName').first().waitFor();
    expect([reloaded, [await openTab(again), await again.getByRole('tab').count(), await run(again)]]).toEqual([
      ['Mine', 10, '{"data":{"viewer":{"userName":"admin"}}}'],
      ['Mine', 10, '{"data":{"viewer":{"userName":"admin"}}}'],
    ]);
  });

  it('opens a link with a query, such as that of a mail, in front of the other tabs; twice the same is one tab', async () => {
    const link = `/graphql?${new URLSearchParams({ query: 'query Linked($n: Int) { request(number: $n) { id } }', variables: '{"n":7}' })}`;
    const on = await open(link, page.context());
    await on.getByText('Linked').first().waitFor();
    const first = [await openTab(on), await on.getByRole('tab').first().innerText(), await run(on), new URL(on.url()).search];
    const again = await open(link, page.context());
    await again.getByText('Linked').first().waitFor();
    expect([first, await openTab(again), await again.getByRole('tab').count()]).toEqual([
      ['Linked', 'Linked', '{"data":{"request":null}}', ''],
      'Linked',
      11,
    ]);
  });

  it('goes on under BASE_PATH behind a proxy that strips a prefix', async () => {
    const url = `${proxyUrl}/behind/a/prefix/wfgen/graphql`;
    const on = await open(url);
    expect(await run(on)).toContain('"data"');
    expect(requests.filter((asked) => asked.startsWith(url)).length).toBeGreaterThanOrEqual(3);
    await on.context().close();
  });

  it('shows what the schema says about its elements in the documentation explorer', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Query', exact: true }).click();
    await page.getByText('All groups of users, last created first.').waitFor();
  });

  it('lets a page listen by EventSource', async () => {
    const told = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const events = new EventSource(`/graphql?query=${encodeURIComponent('subscription { myActionsChanged { userName } }')}`);
          events.addEventListener('next', ({ data }) => {
            events.close();
            resolve(JSON.parse(String(data)));
          });
        }),
    );
    expect(told).toEqual({ data: { myActionsChanged: { userName: 'admin' } } });
  });

  it('asks no other server for anything and complains about nothing', () => {
    const elsewhere = requests.filter((url) => !url.startsWith(server.url) && !url.startsWith(proxyUrl) && !/^(data|blob):/.test(url));
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
  });
});
