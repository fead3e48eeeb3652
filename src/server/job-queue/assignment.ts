import type { PacketOf } from '../../protocol/index.js';
import type { Job } from './model.js';

/** The ways to ask for a job. */
export type GrabName = 'GRAB_JOB' | 'GRAB_JOB_UNIQ' | 'GRAB_JOB_ALL';

type Assignment = PacketOf<'JOB_ASSIGN'> | PacketOf<'JOB_ASSIGN_UNIQ'> | PacketOf<'JOB_ASSIGN_ALL'>;

/** Makes the packet that hands a job to a worker: JOB_ASSIGN_ALL only for jobs that have a reducer. */
export function jobAssignment(job: Job, grab: GrabName): Assignment {
  const { handle, unique, reducer, workload: data } = job;
  const functionName = job.function.name;
  if (grab === 'GRAB_JOB') return { type: 'JOB_ASSIGN', handle, functionName, data };
  if (grab === 'GRAB_JOB_UNIQ' || reducer === '')
    return { type: 'JOB_ASSIGN_UNIQ', handle, functionName, unique, data };
  return { type: 'JOB_ASSIGN_ALL', handle, functionName, unique, reducer, data };
}
