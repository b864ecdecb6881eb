import { refusal } from '../../errors';
import type { CompleteFormActionInput } from '../../generated/graphql';
import { assignmentOf, canCompleteAction } from './access';
import { changeAction } from './changeAction';
import { checkForm } from './checkForm';
import { toCompletion } from './toCompletion';

/** As `completeAction`; the data that the action leaves behind must satisfy the form of its activity. */
export const completeFormAction = changeAction<CompleteFormActionInput>({
  access: canCompleteAction,
  verb: 'complete',
  may: ({ request, person }, action) => canCompleteAction(request, person, action),
  decide(subject, action) {
    const completion = toCompletion(subject, action);
    const form = assignmentOf(subject.request, action)?.activity.form;
    const fields = form
      ? checkForm(form, subject.request.process.compiled.dataTypes, { ...subject.request.state.data, ...completion.data })
      : [];
    if (fields.length > 0) {
      const faults = fields.map(({ name, message }) => `${name} ${message}`).join('; ');
      throw refusal('FORM_INVALID', { faults }, { fields });
    }
    return completion;
  },
});
