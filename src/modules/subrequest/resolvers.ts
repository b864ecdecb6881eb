import { cancelRequestFamily } from './cancelRequestFamily';

export const subrequestOperations = { cancelRequestFamily };
