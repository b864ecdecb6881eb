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
 * The catalog of refusals: everything that Sluice says no with, by name. `{word}` in a message is filled in by
 * `refusal`. `docs/errors.md` is this table for readers; a test holds the two equal.
 */
export const refusals = {
  // What was sent
  INPUT_INVALID: { code: 'BAD_USER_INPUT', message: '{path}: {reason}' },
  REFERENCE_MISSING: { code: 'BAD_USER_INPUT', message: '{what} is required' },
  REFERENCES_DISAGREE: {
    code: 'BAD_USER_INPUT',
    message: '{first} and {second} refer to different objects: send one of them, or both for the same object',
  },
  PAGE_INVALID: { code: 'BAD_USER_INPUT', message: 'Invalid page: {reason}' },
  NODES_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query could return more than {limit} nodes: ask for smaller pages (first, last), or nest fewer lists',
  },
  SEARCH_TOO_SLOW: {
    code: 'BAD_USER_INPUT',
    message: 'The search took longer than {limit} ms: search for a longer text, or restrict the list with a filter',
  },
  DEPTH_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query nests deeper than {limit} levels once its fragments are expanded: split it into several queries',
  },
  COST_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query could return more than {limit} fields: ask for smaller pages (first, last), for fewer fields, or nest fewer lists',
  },
  SELECTIONS_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query selects more than {limit} fields once its fragments are expanded: nest fewer fragments',
  },
  ALIASES_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query has more than {limit} aliases once its fragments are expanded: send several queries',
  },
  TOKENS_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message: 'The query text has more than {limit} tokens: send values as variables, or send several queries',
  },
  BATCH_EXCEEDED: { code: 'PAYLOAD_TOO_LARGE', message: 'A call can contain at most {limit} operations: send several calls' },
  QUERY_INVALID: { code: 'BAD_USER_INPUT', message: '{reason}' },
  ID_INVALID: { code: 'BAD_USER_INPUT', message: '{argument}: {value} is not a valid ID for {type}' },

  BODY_NOT_JSON: { code: 'BAD_USER_INPUT', message: 'The body is not JSON: {reason}' },
  BODY_UNREADABLE: { code: 'BAD_USER_INPUT', message: 'The body cannot be read as {format}: {reason}' },
  INPUT_EXCESSIVE: { code: 'BAD_USER_INPUT', message: '{what} {excess}: send less in one call' },
  BODY_NOT_OBJECT: {
    code: 'BAD_USER_INPUT',
    message: 'The body for a hook of kind OPERATIONS must be a JSON object with "operation" and "args". Operations: {operations}',
  },
  BODY_NOT_INPUT: { code: 'BAD_USER_INPUT', message: 'The body must be a JSON object for {input}: /openapi.json describes it' },
  OPERATION_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'Operation {operation} does not exist. Operations: {operations}' },
  OPERATION_UNSIGNED: {
    code: 'BAD_USER_INPUT',
    message:
      'Calls to this hook are signed, and the signature does not cover the path: name the operation in the body, as "operation": "{operation}"',
  },
  ARGS_MISSING: { code: 'BAD_USER_INPUT', message: 'The body must have "args", an object that contains an object "input"' },
  WORKFLOW_MISSING: {
    code: 'BAD_USER_INPUT',
    message:
      'The body for a hook of kind WORKFLOWS must be a JSON object with "workflow" (the name or UUID of a process). Optional: "stateValues", "uid", "batch" and others',
  },
  BATCH_FAILED: { code: 'BAD_USER_INPUT', message: 'None of the {runs} runs was started. The first error: {first}' },
  BATCH_PARTLY: {
    code: 'BAD_USER_INPUT',
    message: '{failed} of the {runs} runs were not started, the others were; the first: {first}',
  },
  DEFINITION_UNREADABLE: {
    code: 'UNPROCESSABLE',
    message:
      'Version {version} of process {process} cannot be read by this version of the server: deploy its definition again, or run the server version that deployed it ({reason})',
  },
  UID_TAKEN: {
    code: 'CONFLICT',
    message: 'The uid {uid} has already been used for request {request} of process {process}: use another uid for this run',
  },
  VALUE_TOO_LARGE: { code: 'PAYLOAD_TOO_LARGE', message: 'The value of {data} is larger than {limit} bytes: store large content as files' },
  REQUEST_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message:
      'The request would be larger than {limit} bytes (its data, runtime, results, output and answer together): keep less in it, or store large content as files',
  },
  BATCH_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message:
      'The {runs} runs of this batch would store more than {limit} bytes together, because each run keeps the values shared by all: send smaller batches, or share less',
  },
  WORK_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message:
      'One step of a request can send at most {limit} bytes in emails, calls and sub-processes: send less, or split it into several steps',
  },
  STORAGE_EXCEEDED: { code: 'PAYLOAD_TOO_LARGE', message: 'This is too large to store: send less at once' },
  NUMBERS_EXHAUSTED: {
    code: 'UNAVAILABLE',
    message: 'This server has used all {limit} numbers of this kind. Nothing was stored: its administrator must move to a new database',
  },
  VALUE_UNSTORABLE: {
    code: 'BAD_USER_INPUT',
    message: 'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
  },

  // Deliveries
  DELIVERY_NOT_FOUND: { code: 'NOT_FOUND', message: 'Delivery "{delivery}" does not exist' },
  DELIVERY_WITHOUT_HOOK: {
    code: 'CONFLICT',
    message: 'Delivery {delivery} cannot be replayed: its hook no longer exists, or it did not come through one',
  },
  DELIVERY_NOT_WHOLE: {
    code: 'CONFLICT',
    message:
      'Delivery {delivery} cannot be replayed: its body was not read, was not kept (logBodies), was too large, or was changed because it contained secrets or files',
  },

  // How it came in
  ROUTE_UNKNOWN: { code: 'NOT_FOUND', message: 'Nothing exists at {path}' },
  METHOD_WRONG: { code: 'METHOD_NOT_ALLOWED', message: 'Use {allowed} here, not {method}' },
  HOOK_UNKNOWN: { code: 'NOT_FOUND', message: 'No active hook has this token' },
  HOOK_USER_MISSING: {
    code: 'FORBIDDEN',
    message: 'The user that this hook acts as is unknown, inactive or archived: ask an administrator to change it',
  },
  HOOK_SECRET_WRONG: {
    code: 'UNAUTHENTICATED',
    message: 'The header Inbound-Webhook-Secret is missing or does not match the secret of this hook',
  },
  HOOK_LOG_IN_WRONG: {
    code: 'UNAUTHENTICATED',
    message: 'The user name and password (HTTP Basic) are missing or do not match those of this hook',
  },
  SIGNATURE_MISSING: { code: 'UNAUTHENTICATED', message: '{part} is missing: sign calls to this hook with {parts}' },
  SIGNATURE_MALFORMED: { code: 'UNAUTHENTICATED', message: '{part} {fault}: it must be {expected}' },
  SIGNATURE_EXPIRED: {
    code: 'UNAUTHENTICATED',
    message:
      'According to its {timestamp}, the call was signed {age} s {direction}; at most {limit} s are allowed. Sign each call when you send it, and check your clock',
  },
  SIGNATURE_WRONG: {
    code: 'UNAUTHENTICATED',
    message: 'The signature in {headers} does not match this body: check the secret, and sign the bytes exactly as you send them',
  },
  SIGNATURE_TOKEN_WRONG: {
    code: 'UNAUTHENTICATED',
    message: 'The token in {place} does not match the secret of this hook: check the secret',
  },
  HANDSHAKE_WRONG: { code: 'UNAUTHENTICATED', message: '{path} is not the verify token of this hook: check trigger.verifyToken' },
  HANDSHAKE_UNSIGNED: {
    code: 'UNPROCESSABLE',
    message: 'The answer to this handshake is signed, and this hook has no secret: set its signature',
  },
  ADDRESS_FORBIDDEN: { code: 'FORBIDDEN', message: 'This hook does not accept calls from {address}' },
  BODY_TOO_LARGE: { code: 'PAYLOAD_TOO_LARGE', message: 'The body is larger than {limit} bytes' },
  BODY_TOO_SLOW: {
    code: 'REQUEST_TIMEOUT',
    message: 'The body arrived too slowly (less than {bytes} bytes in {seconds} s): send it again',
  },
  HEADERS_TOO_LARGE: {
    code: 'HEADERS_TOO_LARGE',
    message:
      'The URL and headers of the call, including cookies, are larger than {limit} bytes together: send less, or move data to the body',
  },
  CALL_INCOMPLETE: { code: 'REQUEST_TIMEOUT', message: 'The call was not complete in time: send it again' },
  CALL_NOT_HTTP: { code: 'BAD_USER_INPUT', message: 'The call is not valid HTTP/1.1: {reason}' },
  CALLER_LEFT: {
    code: 'TIMEOUT',
    message: 'The caller closed the connection or had already been answered: anything that had not begun by then was not done',
  },
  BODY_INCOMPLETE: { code: 'BAD_USER_INPUT', message: 'The connection was closed before the body was complete' },
  CODING_UNKNOWN: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The Content-Encoding {coding} is not supported: use one of {known}, or none',
  },
  CODINGS_EXCEEDED: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The body has more than {limit} content encodings: use one, or none' },
  CODING_BROKEN: {
    code: 'BAD_USER_INPUT',
    message:
      'The body cannot be decoded as {coding}, the encoding that its Content-Encoding names: it is damaged, incomplete, or not {coding}',
  },
  CHARSET_UNKNOWN: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The charset {charset} is not supported: send UTF-8' },
  CHARSET_WRONG: { code: 'BAD_USER_INPUT', message: 'The body is not {charset}, the charset that its Content-Type names' },
  CONTENT_TYPE_WRONG: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send {allowed}, not {type}' },
  ACCEPT_WRONG: { code: 'NOT_ACCEPTABLE', message: '{what} cannot be answered as {accept}: send Accept: {wanted}' },
  // Clients know this message, and send the text.
  DOCUMENT_NOT_TRUSTED: {
    code: 'FORBIDDEN',
    message: 'This query is not one of the trusted documents of this server: only administrators can send others',
  },
  PERSISTED_QUERY_NOT_FOUND: { code: 'BAD_USER_INPUT', message: 'PersistedQueryNotFound' },
  PERSISTED_QUERY_WRONG: { code: 'BAD_USER_INPUT', message: 'The persisted query is wrong: {reason}' },
  PREFLIGHT_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Uploads need the header GraphQL-Require-Preflight, with any value, so that pages of other origins cannot send them',
  },
  HOPS_EXCEEDED: {
    code: 'UNPROCESSABLE',
    message:
      'Sluice-Hops must be a whole number of at most {limit}: it counts the calls by activities and callbacks that led to this one. Check for processes that call each other endlessly',
  },
  TOO_MANY_IN_FLIGHT: { code: 'UNAVAILABLE', message: 'Too many calls are in progress: try again in a moment' },
  CALLER_BUSY: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You are using your share of what this server handles at once ({limit} {unit}): wait for answers before you send more',
  },
  ANSWER_DROPPED: {
    code: 'UNAVAILABLE',
    message:
      'The call succeeded, but its answer was dropped because too many bytes of answers are waiting to be read: read those first, then repeat the call with the same Idempotency-Key',
  },
  WAITS_EXCEEDED: { code: 'UNAVAILABLE', message: '{limit} calls are already waiting for requests to end: try again in a moment' },
  SUBSCRIPTIONS_EXCEEDED: { code: 'TOO_MANY_REQUESTS', message: '{whose} already have {limit} subscriptions: close one, or poll instead' },
  CALLS_FAILED: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Too many calls from this address had a wrong signature, secret or password: correct it, and try again in {wait} s',
  },
  RATE_EXCEEDED: { code: 'TOO_MANY_REQUESTS', message: 'This hook accepts {requests} calls per {seconds} s: try again in {wait} s' },
  IDEMPOTENCY_KEY_INVALID: { code: 'BAD_USER_INPUT', message: 'An Idempotency-Key (or webhook-id) must have 1 to 255 characters' },
  IDEMPOTENCY_KEY_REUSED: {
    code: 'UNPROCESSABLE',
    message:
      'This Idempotency-Key (or webhook-id) was used for a call with a different {difference}. To repeat that call, send it unchanged: under a new key it would take effect a second time. Use a new key only for a new call',
  },
  IDEMPOTENCY_KEY_TAKEN: {
    code: 'CONFLICT',
    message: 'Another call with this Idempotency-Key (or webhook-id) is still running: try again in a moment',
  },

  // Who calls
  CREDENTIALS_MISSING: { code: 'UNAUTHENTICATED', message: 'Log in with a user name and password (HTTP Basic) or with a token (Bearer)' },
  BEARER_MISSING: { code: 'UNAUTHENTICATED', message: 'Send an API token: Authorization: Bearer slu_… (createApiToken makes one)' },
  CREDENTIALS_WRONG: { code: 'UNAUTHENTICATED', message: 'The user name or password is wrong, or the user cannot log in' },
  SESSION_ENDED: { code: 'UNAUTHENTICATED', message: 'You are logged out: log in again' },
  CROSS_SITE: {
    code: 'FORBIDDEN',
    message: 'A page of another site cannot do this with your session: send a token instead, or add the site to CORS_ORIGINS',
  },
  PROVIDER_LOG_IN_FAILED: {
    code: 'UNAUTHENTICATED',
    message: 'The log-in at the identity provider failed: try again, or ask an administrator',
  },
  TOKEN_WRONG: {
    code: 'UNAUTHENTICATED',
    message: 'The token is unknown, expired, revoked or not meant for this server, or its user cannot log in',
  },
  PROVIDER_UNREACHABLE: { code: 'UNAVAILABLE', message: 'The identity provider cannot be reached: try again in a moment' },
  LOG_IN_TOO_OFTEN: { code: 'TOO_MANY_REQUESTS', message: 'Too many log-ins at once, or too many that failed: try again in {wait} s' },
  SCOPE_MISSING: { code: 'FORBIDDEN', message: 'This needs a token with the scope {scope}; this token has {scopes}' },
  SCOPES_EXCEEDED: { code: 'FORBIDDEN', message: 'A token with the scopes {own} can only create tokens with scopes among these' },
  IMPERSONATION_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} is not a system-operation user and cannot act as another user' },
  IMPERSONATED_MISSING: { code: 'FORBIDDEN', message: 'User "{userName}" does not exist or is not active, so nobody can act as them' },
  IMPERSONATOR_BARRED: { code: 'FORBIDDEN', message: '{impersonator} is only acting as {viewer}: log in as {viewer} to do this' },
  ADMINISTRATORS_ONLY: { code: 'FORBIDDEN', message: '{viewer} is not an administrator' },
  DELEGATOR_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'User "{delegator}" does not exist, so nothing can be done on their behalf' },
  DELEGATION_UNSUPPORTED: {
    code: 'BAD_USER_INPUT',
    message: '{operation} cannot be done on behalf of another user: leave {field} out',
  },
  DELEGATION_MISSING: { code: 'FORBIDDEN', message: '{delegator} has not delegated this to {viewer}' },

  // Parameters
  PARAMETER_TWICE: { code: 'BAD_USER_INPUT', message: 'The parameter {parameter} appears twice: send it once' },
  PARAMETER_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'Process {process} has no data field {parameter}' },
  PARAMETER_TYPE: { code: 'BAD_USER_INPUT', message: 'The data field {parameter} is of type {type}, but the parameter is of type {sent}' },
  PARAMETER_AMBIGUOUS: { code: 'BAD_USER_INPUT', message: 'The parameter {parameter} has {fields}: send one value' },
  PARAMETER_EMPTY: {
    code: 'BAD_USER_INPUT',
    message: 'The parameter {parameter} has no value: send {field}, or send it as null to empty the data field',
  },
  FILE_INVALID: { code: 'BAD_USER_INPUT', message: 'The file of the parameter {parameter} {reason}' },
  FILE_UNAVAILABLE: {
    code: 'UNAVAILABLE',
    message: 'The file of the parameter {parameter} {reason}. Nothing was changed: try again later',
  },
  FILE_TOO_LARGE: {
    code: 'PAYLOAD_TOO_LARGE',
    message:
      'The file of the parameter {parameter} is larger than {limit} bytes (the setting fileMaxBytes, or what remains for all files of a call): send a smaller file',
  },
  FILE_FORBIDDEN: {
    code: 'BAD_USER_INPUT',
    message:
      'The file of the parameter {parameter} cannot be read from its URL: the settings fileAllowedFolders and fileAllowedUrls do not allow it, or the file does not exist',
  },
  FORM_INVALID: { code: 'BAD_USER_INPUT', message: 'The form has errors: {faults}' },

  // Definitions
  DEFINITION_INVALID: { code: 'BAD_USER_INPUT', message: 'The definition has {count}: {faults}' },
  DEFINITION_TOO_SLOW: {
    code: 'BAD_USER_INPUT',
    message: 'The definition cannot be checked: {reason}. Shorten it, or simplify its regular expressions',
  },
  EXPRESSION_FAILED: { code: 'UNPROCESSABLE', message: 'The expression {expression} failed: {reason}' },
  EXPRESSIONS_BUSY: {
    code: 'UNAVAILABLE',
    message: 'Too many slow expressions are being evaluated. Nothing was changed: try again in a moment',
  },

  // Requests and actions
  REQUEST_CLOSED: { code: 'CONFLICT', message: 'Request {request} was closed as {subStatus} at {closedAt}' },
  ACTION_CLOSED: { code: 'CONFLICT', message: 'Action {action} of request {request} was closed as {subStatus} at {closedAt}' },
  ACTION_NOT_FOUND: { code: 'NOT_FOUND', message: 'Request {request} has no action {action}' },
  EXCEPTION_MISSING: {
    code: 'CONFLICT',
    message: 'Action {action} of request {request} ({activity}) has no {exception} exception and no default exception',
  },
  ACTION_AUTOMATIC: {
    code: 'CONFLICT',
    message: 'Action {action} of request {request} ({type}) is done by the engine, not by people: you can only cancel it',
  },
  ACTION_NOT_ASSIGNED: { code: 'CONFLICT', message: 'Action {action} of request {request} is not assigned to anyone' },
  ACTIVITY_NOT_OPEN: { code: 'CONFLICT', message: 'Request {request} has no open action {activity}' },
  REQUEST_NOT_OVER: {
    code: 'CONFLICT',
    message: 'Request {request}, or one that it started, is open or about to start: cancel them first with cancelRequestFamily',
  },
  REQUEST_NOT_TOPMOST: {
    code: 'CONFLICT',
    message:
      'Request {request} was started by another request: delete the topmost request, {topmost}, and with it everything that it started',
  },
  REQUEST_NOT_FOUND: { code: 'NOT_FOUND', message: 'Request "{request}" does not exist or is not visible to you' },
  CASE_NOT_FOUND: { code: 'NOT_FOUND', message: 'Case "{case}" does not exist or is not visible to you' },
  PARAMETERS_NOT_FOUND: { code: 'NOT_FOUND', message: 'Parameters "{parameters}" do not exist or are not yours' },
  PARAMETERS_FOREIGN: { code: 'BAD_USER_INPUT', message: 'Parameters {parameters} belong to process {owner}, not to {process}' },
  PROCESS_NEEDS_PEOPLE: {
    code: 'CONFLICT',
    message:
      'Process {process} has the activity {activity}, which a person must do: set "allowUserActions": true in its definition to run it this way',
  },
  RESULT_PENDING: { code: 'CONFLICT', message: 'Request {request} is {status}: its result is available when it has ended' },
  REQUEST_CONTENDED: { code: 'CONFLICT', message: 'Too many calls are changing request {request} at once: try again' },
  COMMENTS_EXCEEDED: { code: 'CONFLICT', message: 'Request {request} has had {limit} comments, which is the maximum' },
  COMMENT_NOT_FOUND: { code: 'NOT_FOUND', message: 'Request {request} has no comment {comment}' },
  COMMENT_ADD_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not comment on request {request}' },
  COMMENT_REMOVE_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not remove comment {comment} of request {request}' },
  DATASET_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} is not a system-operation user' },
  CANCEL_REQUEST_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not cancel request {request}' },
  ACTION_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not {verb} action {action} of request {request}' },
  ASSIGNEE_UNFIT: { code: 'BAD_USER_INPUT', message: '{assignee} is not an active member of the participant {participant}' },
  RETRY_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not retry request {request}' },
  RETRY_IMPOSSIBLE: { code: 'CONFLICT', message: 'Request {request} did not end because an action failed, so it cannot be retried' },
  TEST_DISAGREES: { code: 'BAD_USER_INPUT', message: 'Request {request} {is} a test request' },

  // Processes
  PROCESS_NOT_FOUND: { code: 'NOT_FOUND', message: 'Process "{process}" does not exist or has no {state} version' },
  PROCESS_ID_NOT_FOUND: { code: 'NOT_FOUND', message: 'Process "{id}" does not exist or is not visible to you' },
  PROCESS_VERSION_NOT_FOUND: { code: 'NOT_FOUND', message: 'Process "{process}" does not exist or has no version {version}' },
  PROCESS_NOT_PUBLIC: {
    code: 'FORBIDDEN',
    message: 'Process {process} version {version} cannot be started from outside: turn on its sub-process mode with public access',
  },
  START_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} is not a requester of process {process} version {version}' },
  TEST_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not start test requests of process {process} version {version}' },
  PROCESS_IN_TEST: { code: 'CONFLICT', message: 'Process {process} version {version} is in test: send isTest: true' },
  PROCESS_NOT_IN_USE: { code: 'CONFLICT', message: 'Process {process} version {version} cannot be started: it is {state}' },
  DIAGRAM_TOO_LARGE: { code: 'BAD_USER_INPUT', message: 'The flow is too large to draw as SVG: ask for the format MERMAID' },
  PROCESS_CONTENDED: { code: 'CONFLICT', message: 'Process {process} is being deployed by another call: try again' },
  PROCESS_IN_USE: {
    code: 'CONFLICT',
    message: 'Process {process} version {version} has requests and cannot change any more: deploy version {next}',
  },
  PROCESS_KEPT: { code: 'CONFLICT', message: 'Process {process} version {version} has requests and cannot be deleted: archive it' },
  DEPLOY_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not deploy to the folder {folder}' },
  DEPLOY_NOWHERE: { code: 'FORBIDDEN', message: '{viewer} does not manage any folder to deploy to: ask an administrator to change that' },
  PROCESS_FOREIGN: {
    code: 'FORBIDDEN',
    message: 'The name {process} belongs to a process in a folder that {viewer} does not manage: choose another name',
  },
  MANAGE_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} does not manage process {process} in the folder {folder}' },

  // Favorites and views
  FAVORITE_ITEM_NOT_FOUND: { code: 'NOT_FOUND', message: 'Process or view "{item}" does not exist or is not visible to you' },
  FAVORITE_NOT_ACTIVE: {
    code: 'CONFLICT',
    message: 'Process {process} version {version} is {state}: only an active version can be a favorite',
  },
  FAVORITE_NOT_FOUND: { code: 'NOT_FOUND', message: 'You have no favorite "{favorite}"' },
  VIEW_NOT_FOUND: { code: 'NOT_FOUND', message: 'View "{view}" does not exist or is not visible to you' },
  VIEW_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} may not change the view {view}' },
  VIEW_EXISTS: { code: 'CONFLICT', message: 'You already have a view "{view}": choose another name' },
  VIEW_OUTDATED: { code: 'CONFLICT', message: 'The view {view} refers to something that no longer exists: update it ({reason})' },
  FAVORITE_CONTENDED: { code: 'CONFLICT', message: 'Too many calls are changing this favorite at once: try again' },

  // Users, groups, applications
  NAME_NEAR: {
    code: 'CONFLICT',
    message:
      'The {kind} {existing} already exists, and {name} differs from it only in case, width or invisible characters: choose another name',
  },
  USER_EXISTS: { code: 'CONFLICT', message: 'User "{userName}" already exists: choose another name' },
  USER_NOT_FOUND: { code: 'NOT_FOUND', message: 'User "{user}" does not exist' },
  USERS_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'These users do not exist: {users}' },
  PASSWORD_MISSING: { code: 'CONFLICT', message: '{viewer} has no password to change: ask an administrator to set one' },
  API_TOKEN_NOT_FOUND: { code: 'NOT_FOUND', message: 'API token "{apiToken}" does not exist or is not visible to you' },
  SESSION_NOT_FOUND: { code: 'NOT_FOUND', message: 'Session "{session}" does not exist, has ended or is not visible to you' },
  LAST_ADMINISTRATOR: {
    code: 'CONFLICT',
    message: 'This would leave the system without an administrator: make another user an administrator first',
  },
  GROUP_EXISTS: { code: 'CONFLICT', message: 'Group "{group}" already exists: choose another name' },
  GROUP_NOT_FOUND: { code: 'NOT_FOUND', message: 'Group "{group}" does not exist' },
  GROUPS_UNKNOWN: { code: 'BAD_USER_INPUT', message: 'These groups do not exist: {groups}' },
  GROUP_IN_USE: { code: 'CONFLICT', message: 'The group {group} is used by processes or manages folders: remove it there first' },
  DELEGATION_NOT_FOUND: { code: 'NOT_FOUND', message: 'Delegation "{delegation}" does not exist or is not visible to you' },
  DELEGATION_EXISTS: { code: 'CONFLICT', message: 'An identical delegation already exists for these dates: delete one of them' },
  OWNED_EXCEEDED: {
    code: 'CONFLICT',
    message: '{owner} has {limit} {kind}, which is the maximum: delete some, or ask for the setting {variable} to be raised',
  },
  DELEGATION_FORBIDDEN: { code: 'FORBIDDEN', message: '{viewer} is not an administrator and can only delegate for themselves' },
  DELEGATION_INVALID: { code: 'BAD_USER_INPUT', message: 'This cannot be delegated: {reason}' },
  TRIGGER_WAITS: {
    code: 'BAD_USER_INPUT',
    message: 'Process {process} can wait ({activities}), so callers cannot wait for it to end: set the mode of the hook to ASYNC',
  },
  HOOKS_WAIT: {
    code: 'CONFLICT',
    message:
      'Process {process} version {version} can wait ({activities}), but callers of these hooks wait for it to end: {hooks}. Set their mode to ASYNC first',
  },
  APPLICATION_EXISTS: { code: 'CONFLICT', message: 'Application "{application}" already exists: choose another name' },
  APPLICATION_NOT_FOUND: { code: 'NOT_FOUND', message: 'Application "{application}" does not exist' },
  APPLICATIONS_EXCEEDED: { code: 'CONFLICT', message: 'There are {limit} hooks, which is the maximum: delete some' },
  CALLBACKS_EXCEEDED: { code: 'CONFLICT', message: 'There are {limit} callbacks, which is the maximum: delete some' },
  CALLBACK_NOT_FOUND: { code: 'NOT_FOUND', message: 'Callback "{callback}" does not exist' },
  CALLBACK_ATTEMPT_NOT_FOUND: { code: 'NOT_FOUND', message: 'Callback attempt "{attempt}" does not exist' },
  CALLBACK_INACTIVE: {
    code: 'CONFLICT',
    message: 'The callback {callback} is not active: activate it first, with active: true in updateCallback',
  },

  SECRET_KEY_MISSING: {
    code: 'CONFLICT',
    message: 'No key to encrypt secrets is set: set SECRET_KEY (at least 32 characters) for every server process, and restart them',
  },

  // Jobs
  JOB_NOT_FOUND: { code: 'NOT_FOUND', message: 'Job "{job}" does not exist (any more)' },
  JOB_NOT_DEAD: { code: 'CONFLICT', message: 'Job {job} is {state}: only dead jobs can be retried or deleted' },

  // Secrets
  SECRET_NOT_FOUND: { code: 'NOT_FOUND', message: 'Secret "{secret}" does not exist' },

  // Files
  FILE_LINK_INVALID: { code: 'FORBIDDEN', message: 'This link to a file is not valid: ask for a new one (FileValue.signedUrl)' },
  FILE_LINK_EXPIRED: { code: 'FORBIDDEN', message: 'This link to a file has expired: ask for a new one (FileValue.signedUrl)' },
  FILE_NOT_FOUND: { code: 'NOT_FOUND', message: 'File "{file}" does not exist or is not visible to you' },
  CONTENT_EXCEEDED: {
    code: 'BAD_USER_INPUT',
    message:
      'The values and files in this answer would be larger than {limit} bytes together: ask for fewer of them (first, last, names), or download files from their url',
  },

  // Ours
  RUN_FAILED: { code: 'INTERNAL_SERVER_ERROR', message: 'Request {request} ended as {end}' },
  RUN_TOO_SLOW: { code: 'TIMEOUT', message: '{run} has not ended yet: it continues in the background' },
  SECRET_KEY_CHANGED: {
    code: 'UNAVAILABLE',
    message: 'A secret cannot be decrypted because it was encrypted with another SECRET_KEY: restore that key, or set the secret again',
  },
  ANSWER_TOO_SLOW: {
    code: 'TIMEOUT',
    message:
      'The answer took longer than {limit} ms: ask for less, and check whether your changes were made (or repeat the call with the same Idempotency-Key)',
  },
  DATABASE_TOO_SLOW: {
    code: 'UNAVAILABLE',
    message: 'The database did not finish in time, and nothing was changed: try again in a moment',
  },
  DATABASE_UNWRITABLE: {
    code: 'UNAVAILABLE',
    message: 'The database cannot store anything at the moment, for example because its disk is full: try again later',
  },
  DATABASE_UNREACHABLE: { code: 'UNAVAILABLE', message: 'The database cannot be reached: try again in a moment' },
  UNEXPECTED: { code: 'INTERNAL_SERVER_ERROR', message: 'An internal error occurred; the log has details under {correlationId}' },
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

  /** What GraphQL callers get beside the message: the details, `code`, and as `reason` the name in the catalog. */
  get extensions(): Record<string, unknown> {
    return { ...this.details, code: this.code, reason: this.refusal };
  }
}

/** The most characters of a value that a message shows: it may be what somebody sent. */
const maxShownCharacters = 2_000;

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
    return text.length <= maxShownCharacters ? text : `${text.slice(0, maxShownCharacters).toWellFormed()}…`;
  });
  return new Refusal(name, code, filled, details, inner);
}
