import { refusal, type Refusal } from '../../errors';
import type { CompleteFormActionInput } from '../../generated/graphql';
import { assignmentOf, canCompleteAction } from './access';
import { changeAction } from './changeAction';
import type { Subject } from '../request/change/changeRequest';
import { readParameters } from '../request/change/toDataChange';
import { checkForm, type FieldFault, type Form } from './checkForm';
import { toCompletion } from './toCommand';

/** As `completeAction`; the data that the action leaves behind must satisfy the form of its activity. */
export const completeFormAction = changeAction<CompleteFormActionInput>({
  verb: 'complete',
  access: ({ request, person }, action) => canCompleteAction(request, person, action),
  decide(subject, action) {
    const form = assignmentOf(subject.request, action)?.activity.form;
    const fields = form ? findFieldFaults(subject, form) : [];
    if (fields.length > 0) {
      const faults = fields.map(({ name, message }) => `${name} ${message}`).join('; ');
      throw refusal('FORM_INVALID', { faults }, { fields });
    }
    return toCompletion(subject, action);
  },
});

/** All that is wrong with the parameters and, of the other fields, with the data that they leave behind; in the form's order. */
function findFieldFaults({ input, request, files }: Subject<CompleteFormActionInput>, form: Form): FieldFault[] {
  const { compiled } = request.process;
  const { change, faults } = readParameters(compiled.definition, input.parameters, files);
  const wrong = faults.map(({ name, fault }) => ({ name, message: describeFault(fault) }));
  const names = new Set(wrong.map(({ name }) => name));
  const unfit = checkForm(form, compiled.dataTypes, { ...request.state.data, ...change }).filter(({ name }) => !names.has(name));
  const positions = new Map(form.fields.map(({ data }, at) => [data, at]));
  const placeOf = ({ name }: FieldFault) => positions.get(name) ?? form.fields.length;
  return [...wrong, ...unfit].sort((a, b) => placeOf(a) - placeOf(b));
}

/** A refusal of a parameter, so that it reads on from the name. */
function describeFault({ refusal: name, message, details }: Refusal): string {
  if (name === 'PARAMETER_TYPE') return `is of type ${String(details['type'])}, not ${String(details['sent'])}`;
  return message
    .replace(/^The parameter \S.*? (?=has |is )/, '')
    .replace(/^Process .* has no data field .*$/s, 'is not a data field of the process');
}
