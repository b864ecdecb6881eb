import { documentOf } from './client';
import type {
  CompleteFormMutation,
  CompleteFormMutationVariables,
  CreateMutation,
  CreateMutationVariables,
  MyActionsQuery,
  MyActionsQueryVariables,
} from './operations';

/** What the viewer can do now, with the forms to do it by, page by page. */
export const myActions = documentOf<MyActionsQuery, MyActionsQueryVariables>(/* GraphQL */ `
  query MyActions($first: Int!, $after: String) {
    viewer {
      actions(first: $first, after: $after) {
        nodes {
          id
          requestNumber
          activity {
            name
            description
          }
          viewerCanComplete
          viewerOnBehalfOf {
            id
            userName
          }
          form {
            fields {
              name
              label
              type
              required
              options
              value {
                textValue
                numericValue
              }
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

/** Starts a process. */
export const create = documentOf<CreateMutation, CreateMutationVariables>(/* GraphQL */ `
  mutation Create($input: CreateRequestInput!) {
    createRequest(input: $input) {
      requestId
      number
    }
  }
`);

/** Completes an action by its form. */
export const completeForm = documentOf<CompleteFormMutation, CompleteFormMutationVariables>(/* GraphQL */ `
  mutation CompleteForm($input: CompleteFormActionInput!) {
    completeFormAction(input: $input) {
      actionId
      clientMutationId
    }
  }
`);
