import { JobMessage } from '../../contracts/event.ts';
import { embedChunks } from './embed-chunks.ts';
import { PermanentError } from './permanent-error.ts';
import type { Consumer } from './pool-deps.ts';
import { runJob } from './run-job.ts';

/** Dispatches messages of the jobs Queue by their kind. */
export const consumeJob: Consumer = async (delivery, deps) => {
  const message = JobMessage.safeParse(delivery.body);
  if (!message.success) throw new PermanentError('the message is not a job', { cause: message.error });
  switch (message.data.kind) {
    case 'embed_chunks':
      return await embedChunks(delivery, deps);
    case 'run_job':
      return await runJob(delivery, deps);
  }
};
