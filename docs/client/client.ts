/** A GraphQL operation, with the types of what it gives and what it takes. */
export interface Document<Result, Variables> {
  text: string;
  /** Never there: it carries the types. */
  types?: (variables: Variables) => Result;
}

/** Makes one of the text of an operation. */
export function documentOf<Result, Variables>(text: string): Document<Result, Variables> {
  return { text };
}

/** What Sluice says no with: a code to decide by, a message to show, and details such as `fields` of a form. */
export class SluiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string; [detail: string]: unknown } }[];
}

/**
 * A client of the Sluice at `url` (without `/graphql`), with the credentials of an `Authorization` header. Its function runs an
 * operation and gives its data; throws SluiceError for the first of its errors.
 */
export function createClient(url: string, authorization: string) {
  return async function run<Result, Variables>({ text }: Document<Result, Variables>, variables: Variables): Promise<Result> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', authorization },
      body: JSON.stringify({ query: text, variables }),
    });
    const { data, errors } = (await response.json()) as Answer<Result>;
    const [error] = errors ?? [];
    if (error) throw new SluiceError(error.extensions?.code ?? 'UNKNOWN', error.message, error.extensions ?? {});
    if (!data) throw new SluiceError('UNKNOWN', `Answered with HTTP status ${response.status}`, {});
    return data;
  };
}
