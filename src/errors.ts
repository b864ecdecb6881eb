/** Every code that a caller can be refused with, and the HTTP status that hooks and REST calls answer it with. */
export const httpStatus = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE: 422,
  TOO_MANY_REQUESTS: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL_SERVER_ERROR: 500,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
} as const;

export type RefusalCode = keyof typeof httpStatus;

/**
 * The catalogue of refusals: everything that Sluice says no with, by name. `{word}` in a message is filled in by
 * `refusal`. `docs/errors.md` is this table for readers; a test holds the two equal.
 */
export const refusals = {
  // What was sent
  INPUT_INVALID: { code: 'BAD_USER_INPUT', message: '{path}: {reason}' },
  REFERENCE_MISSING: { code: 'BAD_USER_INPUT', message: '{what} is required' },
  REFERENCES_DISAGREE: {
    code: 'BAD_USER_INPUT',
    message: '{first} and {second} name different things: give one of them, or both for the same',
  },
  PAGE_INVALID: { code: 'BAD_USER_INPUT', message: 'This page cannot be given: {reason}' },
  NODES_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'This could give more than {limit} nodes: ask for smaller pages (first, last), or nest fewer lists',
  },
  DEPTH_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query nests deeper than {limit} levels, its fragments written out: ask for less at once',
  },
  COST_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query could return more than {limit} fields: ask for smaller pages (first, last), for fewer fields, or nest fewer lists',
  },
  SELECTIONS_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query asks for more than {limit} fields, its fragments written out: use fewer fragments in each other',
  },
  ALIASES_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query has more than {limit} aliases, its fragments written out: send several queries',
  },
  TOKENS_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The text of the query has more than {limit} tokens: send values as variables, or several queries',
  },
  BATCH_EXCEEDED: { code: 'PAYLOAD_TOO_LARGE', message: 'One call may send at most {limit} operations: send several calls' },
  QUERY_INVALID: { code: 'BAD_USER_INPUT', message: '{reason}' },
  ID_INVALID: { code: 'BAD_USER_INPUT', message: '{argument}: {value} is not the ID of {type}' },

  BODY_NOT_JSON: { code: 'BAD_USER_INPUT', message: 'The body is not JSON: {reason}' },
  BODY_UNREADABLE: { code: 'BAD_USER_INPUT', message: 'The body cannot be read as {format}: {reason}' },
  INPUT_EXCESSIVE: { code: 'BAD_USER_INPUT', message: '{what} {excess}: send less in one call' },
  BODY_NOT_OBJECT: {
    code: 'BAD_USER_INPUT',
    message: 'The body for a hook of kind OPERATIONS is a JSON object with "operation" and "args"; operations: {operations}',
  },
  BODY_NOT_INPUT: { code: 'BAD_USER_INPUT', message: 'The body of {input} is a JSON object: /openapi.json says which' },
  OPERATION_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'There is no operation {operation}; operations: {operations}' },
  OPERATION_UNSIGNED: {
    code: 'BAD_USER_INPUT',
    message: 'Calls of this hook are signed, and the path is not: name the operation in the body, as "operation": "{operation}"',
  },
  ARGS_MISSING: { code: 'BAD_USER_INPUT', message: 'The body has no "args" with an object "input" in it' },
  WORKFLOW_MISSING: {
    code: 'BAD_USER_INPUT',
    message:
      'The body for a hook of kind WORKFLOWS is a JSON object with "workflow", the name or UUID of a process; "stateValues", "uid", "batch" and others may follow',
  },
  BATCH_FAILED: {
    code: 'BAD_USER_INPUT',
    message: 'None of the {runs} runs was started; the first: {first}',
  },
  BATCH_PARTLY: {
    code: 'BAD_USER_INPUT',
    message: '{failed} of the {runs} runs were not started, the others were; the first: {first}',
  },
  DEFINITION_UNREADABLE: {
    code: 'UNPROCESSABLE',
    message:
      'Version {version} of the process {process} cannot be read by this version of the server: deploy its definition anew, or use the version of the server that deployed it ({reason})',
  },
  UID_TAKEN: {
    code: 'CONFLICT',
    message: 'The uid {uid} was used for request {request} of the process {process}: use another uid for this run',
  },
  VALUE_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message: 'The value of {data} is larger than {limit} bytes: store large contents as files',
  },
  REQUEST_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message:
      'The request would be larger than {limit} bytes: its data, what started it (runtime), results, output and answer. Keep less in it, or store large contents as files',
  },
  BATCH_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message:
      'The {runs} runs of this batch would store more than {limit} bytes together, since each keeps what the call gives to all: send smaller batches, or less for all',
  },
  WORK_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message: 'One step of a request may send at most {limit} bytes in mails, calls and sub-processes: send less, or in several steps',
  },
  STORAGE_EXCEEDED: { code: 'PAYLOAD_TOO_LARGE', message: 'This is too large to be stored: send less at once' },
  NUMBERS_EXHAUSTED: {
    code: 'UNAVAILABLE',
    message: 'This server has given all {limit} numbers of this kind. Nothing was stored: its administrator has to move to a new database',
  },
  VALUE_UNSTORABLE: {
    code: 'BAD_USER_INPUT',
    message: 'A text with the character U+0000 or with half a surrogate pair, and a number beyond 1.8e308, cannot be stored',
  },

  // Deliveries
  DELIVERY_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no delivery {delivery}' },
  DELIVERY_WITHOUT_HOOK: {
    code: 'CONFLICT',
    message: 'Delivery {delivery} did not come through a hook that is still there: it cannot be run again',
  },
  DELIVERY_NOT_WHOLE: {
    code: 'CONFLICT',
    message:
      'Delivery {delivery} cannot be run again: its body was not read, not kept (logBodies), too large, or not kept as it came, since it had secrets or files in it',
  },

  // How it came in
  ROUTE_UNKNOWN: { code: 'NOT_FOUND', message: 'There is nothing at {path}' },
  METHOD_WRONG: { code: 'METHOD_NOT_ALLOWED', message: 'Use {allowed} here, not {method}' },
  HOOK_UNKNOWN: { code: 'NOT_FOUND', message: 'There is no active hook with this token' },
  HOOK_USER_MISSING: {
    code: 'FORBIDDEN',
    message: 'The user that this hook acts as is unknown, inactive or archived: an administrator can change that',
  },
  HOOK_SECRET_WRONG: {
    code: 'UNAUTHENTICATED',
    message: 'The header Inbound-Webhook-Secret is missing, or is not the secret of this hook',
  },
  HOOK_LOG_IN_WRONG: {
    code: 'UNAUTHENTICATED',
    message: 'User name and password (HTTP Basic) are missing, or are not those of this hook',
  },
  SIGNATURE_MISSING: { code: 'UNAUTHENTICATED', message: '{part} is missing: calls of this hook are signed, with {parts}' },
  SIGNATURE_MALFORMED: { code: 'UNAUTHENTICATED', message: '{part} {fault}: it must be {expected}' },
  SIGNATURE_EXPIRED: {
    code: 'UNAUTHENTICATED',
    message:
      'The call was signed {age} s {direction}, by its {timestamp}; at most {limit} s are allowed. Sign it when it is sent, and check the clock',
  },
  SIGNATURE_WRONG: {
    code: 'UNAUTHENTICATED',
    message: 'The signature in {headers} is not that of this body: check the secret, and sign the bytes as they are sent',
  },
  SIGNATURE_TOKEN_WRONG: { code: 'UNAUTHENTICATED', message: 'The token in {place} is not the secret of this hook: check the secret' },
  HANDSHAKE_WRONG: { code: 'UNAUTHENTICATED', message: '{path} is not the verify token of this hook: check trigger.verifyToken' },
  HANDSHAKE_UNSIGNED: {
    code: 'UNPROCESSABLE',
    message: 'The answer to this handshake is signed, and this hook has no secret: set its signature',
  },
  ADDRESS_FORBIDDEN: { code: 'FORBIDDEN', message: 'This hook does not take calls from {address}' },
  BODY_TOO_LARGE: { code: 'PAYLOAD_TOO_LARGE', message: 'The body is larger than {limit} bytes' },
  BODY_TOO_SLOW: { code: 'REQUEST_TIMEOUT', message: 'The body came too slowly: less than {bytes} bytes in {seconds} s. Send it again' },
  HEADERS_TOO_LARGE: {
    code: 'HEADERS_TOO_LARGE',
    message: 'The URL and headers of the call, cookies included, are larger than {limit} bytes together: send less, and data in the body',
  },
  CALL_INCOMPLETE: { code: 'REQUEST_TIMEOUT', message: 'The call was not complete in time. Send it again' },
  CALL_NOT_HTTP: { code: 'BAD_USER_INPUT', message: 'The call is not HTTP/1.1 that can be read: {reason}' },
  CALLER_LEFT: {
    code: 'TIMEOUT',
    message: 'The caller closed the connection or was answered before: what had not begun by then was not done',
  },
  BODY_INCOMPLETE: { code: 'BAD_USER_INPUT', message: 'The connection was closed before the body was complete' },
  CODING_UNKNOWN: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The body has the Content-Encoding {coding}, which cannot be decoded here: use one of {known}, or none',
  },
  CODINGS_EXCEEDED: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The body has more than {limit} content codings: use one, or none' },
  CODING_BROKEN: {
    code: 'BAD_USER_INPUT',
    message: 'The body cannot be decoded as {coding}, which its Content-Encoding names: it is damaged, incomplete, or not {coding}',
  },
  CHARSET_UNKNOWN: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The body has the charset {charset}, which cannot be read here: send UTF-8',
  },
  CHARSET_WRONG: { code: 'BAD_USER_INPUT', message: 'The body is not {charset}, the charset that its Content-Type names' },
  CONTENT_TYPE_WRONG: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send {allowed}, not {type}' },
  ACCEPT_WRONG: { code: 'NOT_ACCEPTABLE', message: '{what} cannot be answered as {accept}: send Accept: {wanted}' },
  PERSISTED_QUERY_NOT_SUPPORTED: { code: 'BAD_USER_INPUT', message: 'PersistedQueryNotSupported' },
  PREFLIGHT_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'An upload needs the header GraphQL-Require-Preflight, with any value: so no page of another origin can send it',
  },
  HOPS_EXCEEDED: {
    code: 'UNPROCESSABLE',
    message:
      'Sluice-Hops must be a whole number of at most {limit}: it counts the calls of activities and callbacks that led to this one. Check whether processes call each other without end',
  },
  TOO_MANY_IN_FLIGHT: { code: 'UNAVAILABLE', message: 'Too many requests are in flight: try again in a moment' },
  CALLER_BUSY: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You use your share of what this server handles at once ({limit} {unit}): wait for answers before you send more',
  },
  ANSWER_DROPPED: {
    code: 'UNAVAILABLE',
    message:
      'The call was carried out, but its answer is not sent, since too many bytes of answers wait to be read: read those first, then repeat the call with the same Idempotency-Key',
  },
  WAITS_EXCEEDED: { code: 'UNAVAILABLE', message: '{limit} calls wait for the end of requests already: try again in a moment' },
  SUBSCRIPTIONS_EXCEEDED: {
    code: 'TOO_MANY_REQUESTS',
    message: 'There are {limit} subscriptions of {whose}: end one, or look every few seconds instead',
  },
  CALLS_FAILED: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many calls from this address had a wrong signature, secret or log-in: check it, and try again in {wait} s',
  },
  RATE_EXCEEDED: { code: 'TOO_MANY_REQUESTS', message: 'This hook takes {requests} requests in {seconds} s: try again in {wait} s' },
  IDEMPOTENCY_KEY_INVALID: { code: 'BAD_USER_INPUT', message: 'An Idempotency-Key (or webhook-id) has 1 to 255 characters' },
  IDEMPOTENCY_KEY_REUSED: {
    code: 'UNPROCESSABLE',
    message:
      'This Idempotency-Key (or webhook-id) was used for a call with another {difference}. To repeat that call, send it again as it was: under a new key it would have its effect a second time. Use a new key only for something new',
  },
  IDEMPOTENCY_KEY_TAKEN: {
    code: 'CONFLICT',
    message: 'Another call with this Idempotency-Key (or webhook-id) is still running: try again in a moment',
  },

  // Who calls
  CREDENTIALS_MISSING: { code: 'UNAUTHENTICATED', message: 'Log in with user name and password (HTTP Basic) or with a token (Bearer)' },
  BEARER_MISSING: { code: 'UNAUTHENTICATED', message: 'Send an API token: Authorization: Bearer slu_… (createApiToken makes one)' },
  CREDENTIALS_WRONG: { code: 'UNAUTHENTICATED', message: 'User name or password are wrong, or the user may not log in' },
  SESSION_ENDED: { code: 'UNAUTHENTICATED', message: 'You are logged out: log in again' },
  CROSS_SITE: {
    code: 'FORBIDDEN',
    message: 'A page of another site cannot do this with your session: send a token instead, or add the site to CORS_ORIGINS',
  },
  PROVIDER_LOG_IN_FAILED: {
    code: 'UNAUTHENTICATED',
    message: 'The log-in at the identity provider failed: try again, or ask an administrator',
  },
  TOKEN_WRONG: { code: 'UNAUTHENTICATED', message: 'The token is unknown, expired, revoked or not for us, or its user may not log in' },
  PROVIDER_UNREACHABLE: { code: 'UNAVAILABLE', message: 'The identity provider cannot be reached: try again in a moment' },
  LOG_IN_TOO_OFTEN: { code: 'TOO_MANY_REQUESTS', message: 'Too many log-ins at once, or that failed: try again in {wait} s' },
  SCOPE_MISSING: { code: 'FORBIDDEN', message: 'This needs a token with the scope {scope}; this one has {scopes}' },
  SCOPES_EXCEEDED: { code: 'FORBIDDEN', message: 'A token with the scopes {own} makes only tokens with scopes among these' },
  IMPERSONATION_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} is no system-operation user and may not act as another' },
  IMPERSONATED_MISSING: { code: 'FORBIDDEN', message: 'There is no active user {userName} to act as' },
  IMPERSONATOR_BARRED: { code: 'FORBIDDEN', message: '{impersonator} only acts as {viewer}: log in as {viewer} for this' },
  ADMINISTRATORS_ONLY: { code: 'FORBIDDEN', message: '{viewer} is no administrator' },
  DELEGATOR_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'There is no user {delegator} to act on behalf of' },
  DELEGATION_UNSUPPORTED: {
    code: 'BAD_USER_INPUT',
    message: '{operation} cannot be done on behalf of another user: leave {field} out',
  },
  DELEGATION_MISSING: { code: 'FORBIDDEN', message: '{delegator} has not delegated this to {viewer}' },

  // Parameters
  PARAMETER_TWICE: { code: 'BAD_USER_INPUT', message: 'The parameter {parameter} is given twice' },
  PARAMETER_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'The process {process} has no data {parameter}' },
  PARAMETER_TYPE: { code: 'BAD_USER_INPUT', message: 'The data {parameter} is of type {type}, the parameter of type {sent}' },
  PARAMETER_AMBIGUOUS: { code: 'BAD_USER_INPUT', message: 'The parameter {parameter} has {fields}: give one value' },
  PARAMETER_EMPTY: {
    code: 'BAD_USER_INPUT',
    message: 'The parameter {parameter} has no value: give {field}, or null for it to empty the data',
  },
  FILE_INVALID: { code: 'BAD_USER_INPUT', message: 'The file of the parameter {parameter} {reason}' },
  FILE_UNAVAILABLE: {
    code: 'UNAVAILABLE',
    message: 'The file of the parameter {parameter} {reason}. Nothing was done: try again later',
  },
  FILE_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message:
      'The file of the parameter {parameter} is larger than {limit} bytes: the setting fileMaxBytes, or what is left for all files of a call',
  },
  FILE_FORBIDDEN: {
    code: 'BAD_USER_INPUT',
    message:
      'The file of the parameter {parameter} cannot be read from its URL: the settings fileAllowedFolders and fileAllowedUrls do not allow it, or there is no such file',
  },
  FORM_INVALID: { code: 'BAD_USER_INPUT', message: 'The form is not filled in well: {faults}' },

  // Definitions
  DEFINITION_INVALID: { code: 'BAD_USER_INPUT', message: 'The definition has {count}: {faults}' },
  DEFINITION_TOO_SLOW: {
    code: 'BAD_USER_INPUT',
    message: 'The definition cannot be checked: {reason}. Make it shorter, or its regular expressions simpler',
  },
  EXPRESSION_FAILED: { code: 'UNPROCESSABLE', message: 'The expression {expression} failed: {reason}' },
  EXPRESSIONS_BUSY: {
    code: 'UNAVAILABLE',
    message: 'Too many expressions that take long are being evaluated: try again in a moment. Nothing was changed',
  },

  // Requests and actions
  REQUEST_CLOSED: { code: 'CONFLICT', message: 'Request {request} was closed as {subStatus} at {closedAt}' },
  ACTION_CLOSED: { code: 'CONFLICT', message: 'Action {action} of request {request} was closed as {subStatus} at {closedAt}' },
  ACTION_NOT_FOUND: { code: 'NOT_FOUND', message: 'Request {request} has no action {action}' },
  EXCEPTION_MISSING: {
    code: 'CONFLICT',
    message: 'Action {action} of request {request} ({activity}) has no {exception} or default exception',
  },
  ACTION_AUTOMATIC: {
    code: 'CONFLICT',
    message: 'Action {action} of request {request} ({type}) is done by the engine, not by people: it can only be cancelled',
  },
  ACTION_NOT_ASSIGNED: { code: 'CONFLICT', message: 'Action {action} of request {request} is not assigned to anybody' },
  ACTIVITY_NOT_OPEN: { code: 'CONFLICT', message: 'Request {request} has no open action {activity}' },
  REQUEST_NOT_OVER: {
    code: 'CONFLICT',
    message:
      'Request {request}, or one that was started under it, is open or about to be started: cancel them first, by cancelRequestFamily',
  },
  REQUEST_NOT_TOPMOST: {
    code: 'CONFLICT',
    message: 'Request {request} was started by another one: delete the topmost request, {topmost}, with all that were started under it',
  },
  REQUEST_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no request {request}' },
  CASE_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no case {case}' },
  PARAMETERS_NOT_FOUND: { code: 'NOT_FOUND', message: 'There are no parameters {parameters}' },
  PARAMETERS_FOREIGN: { code: 'BAD_USER_INPUT', message: 'The parameters {parameters} are those of the process {owner}, not of {process}' },
  PROCESS_NEEDS_PEOPLE: {
    code: 'CONFLICT',
    message:
      'The process {process} has the activity {activity}, which somebody has to do, so it is not run this way unless its definition says "allowUserActions": true',
  },
  RESULT_PENDING: { code: 'CONFLICT', message: 'Request {request} is {status}: its result is there when it has ended' },
  REQUEST_CONTENDED: { code: 'CONFLICT', message: 'Request {request} is being changed by many at once: try again' },
  COMMENTS_EXCEEDED: { code: 'CONFLICT', message: 'Request {request} has had {limit} comments, and can have no more' },
  COMMENT_NOT_FOUND: { code: 'NOT_FOUND', message: 'Request {request} has no comment {comment}' },
  COMMENT_ADD_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not comment on request {request}' },
  COMMENT_REMOVE_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not remove comment {comment} of request {request}' },
  DATASET_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} is no system-operation user' },
  CANCEL_REQUEST_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not cancel request {request}' },
  ACTION_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not {verb} action {action} of request {request}' },
  ASSIGNEE_UNFIT: { code: 'BAD_USER_INPUT', message: '{assignee} is no active member of the participant {participant}' },
  RETRY_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not retry request {request}' },
  RETRY_IMPOSSIBLE: { code: 'CONFLICT', message: 'Request {request} did not end because an action failed: there is nothing to retry' },
  TEST_DISAGREES: { code: 'BAD_USER_INPUT', message: 'Request {request} {is} a test request' },

  // Processes
  PROCESS_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no process {process} with a version that is {state}' },
  PROCESS_ID_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no process with the ID {id}' },
  PROCESS_VERSION_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no process {process} in version {version}' },
  PROCESS_NOT_PUBLIC: {
    code: 'FORBIDDEN',
    message: 'Process {process} version {version} cannot be started from outside: its sub-process mode is not on with public access',
  },
  START_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} is no requester of process {process} version {version}' },
  TEST_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not start tests of process {process} version {version}' },
  PROCESS_IN_TEST: { code: 'CONFLICT', message: 'Process {process} version {version} is in test: give isTest' },
  PROCESS_NOT_IN_USE: { code: 'CONFLICT', message: 'Process {process} version {version} cannot be started: it is {state}' },
  DIAGRAM_TOO_LARGE: {
    code: 'BAD_USER_INPUT',
    message: 'The flow is too large for an SVG of it to be drawn: ask for the format MERMAID',
  },
  PROCESS_CONTENDED: { code: 'CONFLICT', message: 'Process {process} is being deployed: try again' },
  PROCESS_IN_USE: {
    code: 'CONFLICT',
    message: 'Process {process} version {version} has requests and never changes: deploy version {next}',
  },
  PROCESS_KEPT: { code: 'CONFLICT', message: 'Process {process} version {version} has requests and stays: archive it' },
  DEPLOY_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not deploy to the folder {folder}' },
  DEPLOY_NOWHERE: { code: 'FORBIDDEN', message: '{viewer} manages no folder that they could deploy to: an administrator can change that' },
  PROCESS_FOREIGN: {
    code: 'FORBIDDEN',
    message: 'The name {process} is that of a process in a folder that {viewer} does not manage: choose another name',
  },
  MANAGE_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} does not manage process {process} in the folder {folder}' },

  // Favorites and views
  FAVORITE_ITEM_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no process or view with the ID {item}' },
  FAVORITE_NOT_ACTIVE: {
    code: 'CONFLICT',
    message: 'Process {process} version {version} is {state}: only an active one can be a favorite',
  },
  FAVORITE_NOT_FOUND: { code: 'NOT_FOUND', message: 'You have no favorite {favorite}' },
  VIEW_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no view {view}' },
  VIEW_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not change the view {view}' },
  VIEW_EXISTS: { code: 'CONFLICT', message: 'You have a view {view} already' },
  VIEW_OUTDATED: { code: 'CONFLICT', message: 'What the view {view} asks for is not there any more: update it ({reason})' },
  FAVORITE_CONTENDED: { code: 'CONFLICT', message: 'This favorite is being changed by many at once: try again' },

  // Users, groups, applications
  NAME_NEAR: {
    code: 'CONFLICT',
    message:
      'The {kind} {existing} exists already, and {name} differs from it only in case, in width or in invisible characters: choose another name',
  },
  USER_EXISTS: { code: 'CONFLICT', message: 'There is a user {userName} already' },
  USER_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no user {user}' },
  USERS_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'There are no users {users}' },
  PASSWORD_MISSING: { code: 'CONFLICT', message: '{viewer} has no password to change: an administrator can give one' },
  API_TOKEN_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no API token {apiToken}' },
  LAST_ADMINISTRATOR: { code: 'CONFLICT', message: 'Nobody could administer the system any more: make another administrator first' },
  GROUP_EXISTS: { code: 'CONFLICT', message: 'There is a group {group} already' },
  GROUP_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no group {group}' },
  GROUPS_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'There are no groups {groups}' },
  GROUP_IN_USE: { code: 'CONFLICT', message: 'The group {group} is named by processes or manages folders: take it from there first' },
  DELEGATION_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no delegation {delegation}' },
  DELEGATION_EXISTS: { code: 'CONFLICT', message: 'There is another delegation that is the same then: delete one of them' },
  OWNED_EXCEEDED: {
    code: 'CONFLICT',
    message: '{owner} has {limit} {kind}, and can have no more: delete some, or have the setting {variable} raised',
  },
  DELEGATION_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} does not administer, and may only delegate for himself' },
  DELEGATION_INVALID: { code: 'BAD_USER_INPUT', message: 'This cannot be delegated: {reason}' },
  TRIGGER_WAITS: {
    code: 'BAD_USER_INPUT',
    message: 'Process {process} can wait ({activities}), so no caller can wait for its end: bind the hook with the mode ASYNC',
  },
  HOOKS_WAIT: {
    code: 'CONFLICT',
    message:
      'Process {process} version {version} can wait ({activities}), and callers of these hooks wait for its end: {hooks}. Set them to ASYNC first',
  },
  APPLICATION_EXISTS: { code: 'CONFLICT', message: 'There is an application {application} already' },
  APPLICATION_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no application {application}' },
  APPLICATIONS_EXCEEDED: { code: 'CONFLICT', message: 'There are {limit} hooks, and there can be no more: delete some' },
  CALLBACKS_EXCEEDED: { code: 'CONFLICT', message: 'There are {limit} callbacks, and there can be no more: delete some' },
  CALLBACK_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no callback {callback}' },
  CALLBACK_ATTEMPT_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no attempt {attempt}' },
  CALLBACK_INACTIVE: { code: 'CONFLICT', message: 'The callback {callback} is not active: set active to true by updateCallback first' },

  SECRET_KEY_MISSING: {
    code: 'CONFLICT',
    message:
      'There is no key to encrypt secrets with: set SECRET_KEY for every server process, at least 32 characters, and start them again',
  },

  // Jobs
  JOB_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no job {job} (any more)' },
  JOB_NOT_DEAD: { code: 'CONFLICT', message: 'Job {job} is {state}: only one that is DEAD is run again or removed' },

  // Secrets
  SECRET_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no secret {secret}' },

  // Files
  FILE_LINK_INVALID: { code: 'FORBIDDEN', message: 'This link to a file is not valid: ask for a new one (FileValue.signedUrl)' },
  FILE_LINK_EXPIRED: { code: 'FORBIDDEN', message: 'This link to a file has expired: ask for a new one (FileValue.signedUrl)' },
  FILE_NOT_FOUND: { code: 'NOT_FOUND', message: 'There is no file {file}' },
  CONTENT_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message:
      'The values and files that this asks for are more than {limit} bytes together: ask for fewer of them (first, last, names), or download files from their url',
  },

  // Ours
  RUN_FAILED: { code: 'INTERNAL_SERVER_ERROR', message: 'Request {request} ended as {end}' },
  RUN_TOO_SLOW: { code: 'TIMEOUT', message: '{run} has not ended yet: it continues in the background' },
  SECRET_KEY_CHANGED: {
    code: 'UNAVAILABLE',
    message: 'A secret cannot be read, since it was encrypted with another SECRET_KEY: set that one again, or set the secret anew',
  },
  ANSWER_TOO_SLOW: {
    code: 'TIMEOUT',
    message:
      'The answer took longer than {limit} ms: ask for less, and look whether what you wanted was done (repeat a call with the same Idempotency-Key)',
  },
  DATABASE_TOO_SLOW: {
    code: 'UNAVAILABLE',
    message: 'The database did not finish this in time, and it was not done: try again in a moment',
  },
  DATABASE_UNWRITABLE: {
    code: 'UNAVAILABLE',
    message: 'The database cannot store anything at the moment, for example because its disk is full: try again later',
  },
  DATABASE_UNREACHABLE: { code: 'UNAVAILABLE', message: 'The database cannot be reached: try again in a moment' },
  UNEXPECTED: { code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong here; it is in the log under {correlationId}' },
} as const satisfies Record<string, { code: RefusalCode; message: string }>;

export type RefusalName = keyof typeof refusals;

type Words<Message extends string> = Message extends `${string}{${infer Word}}${infer Rest}` ? Word | Words<Rest> : never;
type Values<Name extends RefusalName> = Record<Words<(typeof refusals)[Name]['message']>, string | number>;

/** An expected no: meant for the caller, with a code, a message that says what to do, and machine-readable details. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly refusal: RefusalName,
    readonly code: RefusalCode,
    message: string,
    /** Part of `extensions`, e.g. `{ parameter: "AMOUNT" }`. */
    readonly details: Readonly<Record<string, unknown>> = {},
    /** What the log of deliveries adds to the message, for administrators; callers never see it. */
    readonly inner: string | null = null,
  ) {
    super(message);
  }

  /** The HTTP status that hooks and REST calls answer with. */
  get status(): number {
    return httpStatus[this.code];
  }

  /** What GraphQL callers get beside the message: the details, `code`, and as `reason` the name in the catalogue. */
  get extensions(): Record<string, unknown> {
    return { ...this.details, code: this.code, reason: this.refusal };
  }
}

/** The most characters of a value that a message shows: it may be what somebody sent. */
const mostShown = 2_000;

/**
 * Makes the refusal of that name, its message filled with `values`; throw it. `details` go to the caller as extensions, `inner` to the log of
 * deliveries alone.
 */
export function refusal<Name extends RefusalName>(
  name: Name,
  values: Values<Name>,
  details?: Readonly<Record<string, unknown>>,
  inner?: string | null,
): Refusal {
  const { code, message } = refusals[name];
  const filled = message.replace(/\{(\w+)\}/g, (_, word: string) => {
    const text = String((values as Record<string, string | number>)[word]);
    return text.length <= mostShown ? text : `${text.slice(0, mostShown).toWellFormed()}…`;
  });
  return new Refusal(name, code, filled, details, inner);
}
