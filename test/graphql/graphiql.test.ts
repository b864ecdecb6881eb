import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { addProcess, addRequest } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file));
const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const title = 'GraphiQL in a browser';
const describeHere = executablePath ? describe : describe.skip;

describeHere(executablePath ? title : `${title} (skipped: no chromium in /usr/bin)`, () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await startTestServer({ basePath: '/wfgen' });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--headless', '--no-sandbox', '--disable-gpu', ...quiet] });
    page = await open('/graphql');
  });
  afterAll(async () => {
    await server.stop();
    await browser.close();
  });

  async function open(path: string): Promise<Page> {
    const { userName: username, password } = administrator;
    const context = await browser.newContext({ httpCredentials: { username, password } });
    context.setDefaultTimeout(10_000);
    context.on('request', (request) => requests.push(request.url()));
    const opened = await context.newPage();
    opened.on('console', (message) => complaints.push(message.text()));
    opened.on('pageerror', (error) => complaints.push(error.message));
    await opened.goto(server.url + path);
    await opened.getByRole('button', { name: 'Show Documentation Explorer' }).waitFor();
    return opened;
  }

  async function run(on: Page): Promise<string> {
    const answered = on.waitForResponse((response) => response.request().postData()?.includes('RequestByNumber') ?? false);
    await on.getByRole('button', { name: /^Execute/ }).click();
    await answered;
    const shown = on.locator('.graphiql-response .view-lines');
    await shown.getByText('request').first().waitFor();
    return (await shown.innerText()).replace(/\s/g, '');
  }

  it('opens with what an admin looks up and does most, each in its tab', async () => {
    await page.getByRole('tab').nth(8).waitFor();
    expect({ title: await page.title(), tabs: await page.getByRole('tab').allInnerTexts() }).toEqual({
      title: 'Sluice',
      tabs: [
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
  });

  it('runs a query and shows its answer', async () => {
    expect(await run(page)).toBe('{"data":{"request":null}}');
  });

  it('shows what the schema says about its elements in the documentation explorer', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Query', exact: true }).click();
    await page.getByText('The groups of users, last created first.').waitFor();
  });

  it('goes on under BASE_PATH', async () => {
    await run(await open('/wfgen/graphql'));
    expect(requests.filter((url) => url.startsWith(`${server.url}/wfgen/graphql`)).length).toBeGreaterThanOrEqual(3);
  });

  it('shows the events of a subscription as they come', async () => {
    const on = await open('/graphql');
    await on.locator('.graphiql-query-editor .monaco-editor').first().click();
    await on.keyboard.press('ControlOrMeta+A');
    await on.keyboard.insertText('subscription { myActionsChanged { actions { totalCount } } }');
    await on.getByRole('button', { name: /^Execute/ }).click();
    const shown = on.locator('.graphiql-response .view-lines');
    await shown.getByText('0').first().waitFor();
    await addProcess(server, 'P');
    await addRequest(server, 'P');
    await shown.getByText('1').first().waitFor();
    await on.context().close();
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
    const elsewhere = requests.filter((url) => !url.startsWith(server.url) && !/^(data|blob):/.test(url));
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
  });
});
