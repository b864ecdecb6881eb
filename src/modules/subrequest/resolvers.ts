import { cancelRequestFamily } from './cancelRequestFamily';
import { deleteRequest } from './deleteRequest';
import { deleteTestRequests } from './deleteTestRequests';

export const subrequestOperations = { cancelRequestFamily, deleteRequest, deleteTestRequests };
