import { execute, type GraphQLSchema } from 'graphql';
import { refusal } from '../../errors';
import type { Json } from '../../engine/state';
import { requireScope, type Identity } from '../../identity/identity';
import { readBearer } from '../../identity/createLogIn';
import { betweenPasses } from '../../input/decodeBody';
import { createContext } from '../../modules/createContext';
import { readHops } from '../../outbound/createOutbound';
import { requestsIn } from '../../modules/keepAnswered';
import { isObject } from '../../modules/guards';
import { awaitRequest } from '../../modules/request/awaitRequest';
import { toRefusal } from '../../modules/toRefusal';
import { redactHeaders } from '../../redaction/redactSecrets';
import type { Delivery } from '../../store/delivery/delivery';
import { loadAnswered, type Idempotency } from '../../store/idempotency';
import { beginDelivery, endDelivery, keepBody, trackWork } from '../delivery';
import type { HookDeps } from '../createHooks';
import type { HookAnswer } from '../hookRequest';
import { markReplayed, readIdempotencyKey, createRunOnce } from '../createRunOnce';
import { parseJson, requireJson } from '../parseJson';
import { runMutation } from '../runMutation';
import { toIdempotency } from '../toIdempotency';
import { restPaths } from './restPaths';
import { readWait, toRestError, type RestRequest } from './restRequest';
import { compileRow, restRows, type CompiledRow, type FoundRun } from './restRows';

interface RestInput {
  input: Record<string, unknown>;
  idempotency: Idempotency | null;
  hops: number;
}

const callerOf = ({ viewer }: Identity) => `user ${viewer.id}`;
const json = { 'Content-Type': 'application/json; charset=utf-8' };

/**
 * The pipeline of the Workflows API: find the row of the call, log in by a token, run one mutation or query in-process as its user, and
 * answer what the row makes of it. Writes are logged. Never throws: a refusal is an answer.
 */
export function createRest(deps: Omit<HookDeps, 'countHook'>, schema: GraphQLSchema): (request: RestRequest) => Promise<HookAnswer> {
  const rows = restRows.map((row) => compileRow(schema, row));
  const runOnce = createRunOnce<HookAnswer>();

  function getRow({ route, method }: RestRequest): CompiledRow {
    const found = rows.filter((row) => row.route === route);
    const row = found.find((one) => one.method === method);
    if (row) return row;
    const allowed = found.map((one) => one.method).join(', ');
    throw refusal('METHOD_WRONG', { method, allowed }, { allow: allowed });
  }

  async function logIn({ headers, logIn }: Pick<RestRequest, 'headers' | 'logIn'>): Promise<Identity> {
    // Browsers send a name and password by themselves, tokens never.
    if (readBearer(headers.authorization) === null) throw refusal('BEARER_MISSING', {});
    const identity = await logIn();
    requireScope(identity, 'workflows:run');
    // What the row reads is part of that.
    return { ...identity, scopes: null };
  }

  const toAnswer = ({ status, toBody }: CompiledRow, found: object): HookAnswer => {
    const body = toBody ? toBody(found as never) : (found as Json);
    return { status, headers: json, body: `${JSON.stringify(body)}\n` };
  };

  async function find({ operation, missing }: CompiledRow, identity: Identity, { id: uuid, log }: RestRequest): Promise<object> {
    const context = createContext({ ...deps, log }, identity.viewer, { identity });
    const { data, errors } = await execute({ schema, document: operation.document, contextValue: context, variableValues: { uuid } });
    if (errors?.[0]) throw toRefusal(errors[0], log);
    const found = data?.[operation.name] as object | null;
    if (found) return found;
    throw missing?.(uuid.slice(0, 100)) ?? new Error(`${operation.name} finds nothing`);
  }

  async function read(row: CompiledRow, identity: Identity, request: RestRequest): Promise<HookAnswer> {
    const waitMs = row.waits ? readWait(request.query) : 0;
    const found = await find(row, identity, request);
    const { number, completedDate } = found as FoundRun;
    if (waitMs === 0 || completedDate !== null) return toAnswer(row, found);
    await request.waitFor((signal) =>
      awaitRequest(deps.waits, { requestId: number, isReached: ({ isClosed }) => isClosed, timeoutMs: waitMs, signal }),
    );
    // The token may have been revoked meanwhile, and the user archived.
    return toAnswer(row, await find(row, await logIn(request), request));
  }

  // By itself, so that the body is not kept while the mutation runs: it may be large.
  async function readInput(row: CompiledRow, { viewer }: Identity, request: RestRequest, delivery: Delivery, sent: Buffer) {
    const body = await request.decodeBody(sent);
    keepBody(delivery, request, body);
    await betweenPasses(body);
    if (body.length > 0) requireJson(request.headers);
    const json = row.isBodyOptional && body.length === 0 ? {} : await parseJson(body);
    if (!isObject(json)) throw refusal('BODY_NOT_INPUT', { input: `${row.method} ${restPaths[row.route]}` });
    const input = row.toInput ? row.toInput(json) : json;
    const content = { operation: row.name, beside: '', json, body };
    return { input, idempotency: toIdempotency(`User:${viewer.id}`, readIdempotencyKey(request.headers), content) };
  }

  async function write(
    row: CompiledRow,
    identity: Identity,
    { input, idempotency, hops }: RestInput,
    request: RestRequest,
    delivery: Delivery,
  ): Promise<HookAnswer> {
    const { viewer } = identity;
    const load = async () => (idempotency ? loadAnswered(deps.db, idempotency) : null);
    return runOnce({
      idempotency,
      answered: await load(),
      reload: load,
      async run(exchange) {
        const own = { ...exchange, delivery, payload: null };
        const context = createContext({ ...deps, log: request.log }, viewer, {
          identity,
          hops,
          exchange: own,
          isAbandoned: () => request.isAbandoned(),
        });
        const payload = await runMutation(schema, context, { operation: row.operation, input });
        if (!delivery.isWritten) delivery.requestIds = requestsIn({ requestId: payload.requestId });
        delivery.duplicate = exchange.answered !== null;
        const answer = toAnswer(row, payload);
        return delivery.duplicate ? markReplayed(answer) : answer;
      },
    });
  }

  async function answerWrite(row: CompiledRow, request: RestRequest, delivery: Delivery): Promise<HookAnswer> {
    Object.assign(delivery, { kind: 'REST', operation: row.operation.name, status: row.status });
    const identity = await logIn(request);
    Object.assign(delivery, { userId: identity.viewer.id, logBodies: 'ALL', headers: redactHeaders(request.headers) });
    if (!row.isBodyOptional || request.headers['content-type'] !== undefined) requireJson(request.headers);
    const hops = readHops(request.headers);
    const caller = callerOf(identity);
    let body: Buffer | null = await request.readBody(caller);
    return request.takeSlot(caller, () =>
      trackWork(delivery, async () => {
        const reading = readInput(row, identity, request, delivery, body ?? Buffer.alloc(0));
        body = null;
        const input = { hops, ...(await reading) };
        return write(row, identity, input, request, delivery);
      }),
    );
  }

  async function logged(request: RestRequest, run: (delivery: Delivery) => Promise<HookAnswer>): Promise<HookAnswer> {
    const delivery = beginDelivery(request, restPaths[request.route], deps.clock.now());
    try {
      const answer = await run(delivery);
      deps.deliveries.add(endDelivery(delivery, answer.status, null));
      return answer;
    } catch (error) {
      const refused = toRefusal(error, request.log);
      deps.deliveries.add(endDelivery(delivery, refused.status, refused));
      throw refused;
    }
  }

  return async (request) => {
    try {
      const row = getRow(request);
      if (row.method === 'POST') return await logged(request, (delivery) => answerWrite(row, request, delivery));
      const identity = await logIn(request);
      return await request.takeSlot(callerOf(identity), () => read(row, identity, request));
    } catch (error) {
      return toRestError(toRefusal(error, request.log));
    }
  };
}
