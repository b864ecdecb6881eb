import { delay } from './delay';
import { end } from './end';
import { http } from './http';
import { mail } from './mail';
import { response } from './response';
import { set } from './set';
import { subprocess } from './subprocess';
import { user } from './user';

/** The types of activities by their names in definitions. A new one is a file beside this one, a line here, and its test. */
export const activityTypes = {
  USER: user,
  SET: set,
  HTTP: http,
  DELAY: delay,
  SUBPROCESS: subprocess,
  MAIL: mail,
  RESPONSE: response,
  END: end,
};
