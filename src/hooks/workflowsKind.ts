import { createHash, timingSafeEqual } from 'node:crypto';
import { refusal } from '../errors';
import { isObject } from '../modules/isObject';
import type { HookKind } from './hookKind';
import type { OperationDocument } from './operationDocuments';
import { toBatch } from './toBatch';

/** Runs go on after it. */
const status = 202;

/**
 * Hooks of kind WORKFLOWS: `{workflow, stateValues, uid, …}` starts a process, and `{workflow, batch: […]}` many. Callers send the hook's
 * secret. Refuses by HOOK_SECRET_WRONG, WORKFLOW_MISSING, INPUT_INVALID.
 */
export function workflowsKind(documents: ReadonlyMap<string, OperationDocument>): HookKind {
  function getDocument(name: string): OperationDocument {
    const document = documents.get(name);
    if (!document) throw new Error(`The schema has no ${name} for hooks of kind WORKFLOWS`);
    return document;
  }
  const one = getDocument('runWorkflow');
  const many = getDocument('runWorkflowBatch');
  return {
    status: () => status,
    authenticate({ secretHash }, { headers }) {
      const sent = headers['inbound-webhook-secret'];
      const hash = createHash('sha256').update(typeof sent === 'string' ? sent : '');
      const isRight = secretHash !== null && timingSafeEqual(hash.digest(), Buffer.from(secretHash, 'hex'));
      if (!isRight) throw refusal('HOOK_SECRET_WRONG', {});
    },
    parse(_, __, parsed) {
      if (!isObject(parsed) || typeof parsed.workflow !== 'string') throw refusal('WORKFLOW_MISSING', {});
      const { workflow, stateValues, uid, batch, ...runtime } = parsed;
      if (batch === undefined || batch === null) return { operation: one, input: { workflow, stateValues, uid, runtime } };
      if (!Array.isArray(batch)) throw refusal('INPUT_INVALID', { path: 'batch', reason: 'a list of 1 to 1000 runs' });
      return { operation: many, input: { batch: toBatch({ workflow, stateValues, runtime }, batch) } };
    },
    toAnswer: ({ clientMutationId: _, ...payload }) => ({ status, headers: {}, body: payload }),
  };
}
