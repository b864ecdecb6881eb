import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Clock } from '../context';
import type { JobMetrics } from '../jobs/jobMetrics';
import { createMailer } from '../jobs/mail/createMailer';
import { startWorker } from '../jobs/startWorker';
import type { TaskDeps } from '../jobs/task';
import { tasks } from '../jobs/tasks';
import { advanceRequest } from '../modules/request/change/advanceRequest';
import { driveSubrequests } from '../modules/subrequest/driveSubrequests';
import type { Outbound } from '../outbound/createOutbound';
import type { SecretBox } from '../secret/createSecretBox';
import { engineActor } from '../store/commitChanges';
import type { Store } from '../store/createStore';
import type { Database } from '../store/openDatabase';

/** What a process does beside answering requests. */
export interface Jobs {
  start(): void;
  /** Ends when the jobs that run have ended. */
  stop(): Promise<void>;
}

interface JobsDeps {
  config: Config;
  db: Database;
  store: Store;
  clock: Clock;
  outbound: Outbound;
  secrets: SecretBox;
  log: Logger;
  publicUrl(): string;
  metrics: JobMetrics;
}

/** The jobs of a process; none with the role `web`. */
export function createJobs({ config, metrics, ...deps }: JobsDeps): Jobs {
  const { role, databaseDirectUrl: databaseUrl } = config;
  let end = () => Promise.resolve();

  return {
    start() {
      if (role === 'web') return;
      if (databaseUrl === undefined) throw new Error('The database is prepared before');
      const mailer = createMailer(config, deps.log);
      const taskDeps: TaskDeps = {
        ...deps,
        mailer,
        countCallback: (outcome) => metrics.calledBack(outcome),
        advanceRequest: (...args) => advanceRequest(deps, ...args),
        cancelRequest: (id, byId) => advanceRequest(deps, id, { type: 'CANCEL_REQUEST' }, [], { ...engineActor, actorId: byId }),
        driveSubrequests: (args) => driveSubrequests(deps, args),
      };
      const worker = startWorker({ databaseUrl, tasks, deps: taskDeps, metrics });
      end = () => worker.stop().finally(() => mailer.close());
    },
    stop: () => end(),
  };
}
