import type { JobRunner } from './job-runner.js';

/** A runner that has to prepare something for each of its slots. */
type SlottedRunner = JobRunner & Required<Pick<JobRunner, 'setSlots'>>;

/** Gives a new runner its slots. Rejects with what keeps it from having them, when it is closed again. */
export async function withSlots<Runner extends SlottedRunner>(runner: Runner, slots: number): Promise<Runner> {
  try {
    await runner.setSlots(slots);
    return runner;
  } catch (error) {
    await runner.close();
    throw error;
  }
}
