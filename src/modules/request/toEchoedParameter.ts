import type { Parameter, ParameterInput } from '../../generated/graphql';

const valueFields = ['textValue', 'numericValue', 'dateTimeValue', 'jsonValue'] as const;

/** The parameter as it was sent: its name and the one value field that counted; other fields are absent. */
export function toEchoedParameter(parameter: ParameterInput): Parameter {
  const sent = valueFields.filter((field) => parameter[field] !== undefined);
  const field = sent.find((one) => parameter[one] !== null) ?? sent[0];
  return { name: parameter.name, ...(field && { [field]: parameter[field] }) };
}
