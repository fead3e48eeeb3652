import type { CommandStarter } from '../../exec/command-starter.js';
import { CoprocessPool, type CoprocessSettings } from '../../exec/coprocess/index.js';
import type { Job } from '../../worker/index.js';
import { CoprocessAttempt, type CoprocessPlan } from './coprocess-attempt.js';
import type { CoprocessAction, FunctionSettings } from './function-settings.js';
import type { JobEnding, JobRunner, SlotStatus } from './job-runner.js';
import { workerEnvironment } from './jobs/job-environment.js';
import { LineSplitter } from './line-splitter.js';
import { checkPlace } from './process-place.js';
import type { Attempt, AttemptMaker, AttemptNumber } from './retry/attempt.js';
import { JobTrial } from './retry/job-trial.js';
import { TrialDesk } from './retry/trial-desk.js';
import { withSlots } from './with-slots.js';
import type { JobFacts } from './work-event.js';
import type { CommandContext } from './worker-context.js';

/** The longest piece of a line of stderr that is logged as one. */
const MAX_LOG_LINE_BYTES = 4096;

/** The slot of a co-process that does the jobs of all. */
const SHARED = 0;

/** Has the jobs of a function done by co-processes: processes that live on from job to job. */
export class CoprocessJobs implements JobRunner, AttemptMaker {
  readonly #plan: CoprocessPlan;
  readonly #action: CoprocessAction;
  readonly #starter: CommandStarter;
  readonly #desk: TrialDesk;
  readonly #pool: CoprocessPool;
  /** What runs, by slots. */
  readonly #running = new Map<number, CoprocessAttempt>();

  private constructor(plan: CoprocessPlan, action: CoprocessAction, { starter, isUnwanted }: CommandContext) {
    this.#plan = plan;
    this.#action = action;
    this.#starter = starter;
    this.#desk = new TrialDesk(plan.settings, plan.context, this);
    this.#pool = new CoprocessPool({
      isShared: action.isShared,
      settingsOf: (slot) => this.#settingsOf(slot),
      signal: isUnwanted,
    });
  }

  /**
   * Starts the co-processes for the slots of a function, and waits until they are ready. Rejects with
   * CommandNotFoundError, CommandNotExecutableError, UsageError for a directory that is none, with SystemError when
   * they crash again and again, and with AbortedError.
   */
  static async open(
    settings: FunctionSettings,
    action: CoprocessAction,
    context: CommandContext,
  ): Promise<CoprocessJobs> {
    checkPlace(action.process);
    return withSlots(new CoprocessJobs({ settings, context }, action, context), settings.slots);
  }

  run(job: Job, facts: JobFacts): Promise<JobEnding> {
    return new JobTrial(this.#desk, job, facts).run().finally(() => this.#running.delete(facts.slot));
  }

  async attempt(job: Job, facts: JobFacts, number: AttemptNumber): Promise<Attempt> {
    const attempt = new CoprocessAttempt(this.#plan, job, facts, number);
    this.#running.set(facts.slot, attempt);
    await attempt.run((request) => this.#pool.run(facts.slot, request));
    this.#running.delete(facts.slot);
    // Should the job come back, it is known to be another attempt.
    if (attempt.hasDied) this.#desk.requeued.note(job.server, job.handle, number.attempt);
    return attempt;
  }

  status(): readonly SlotStatus[] {
    const processes = this.#pool.status;
    return [...this.#running].map(([slot, attempt]) =>
      attempt.status(processes[this.#action.isShared ? 0 : slot - 1]?.process?.pid),
    );
  }

  setSlots(slots: number): Promise<void> {
    return this.#pool.setSlots(slots);
  }

  drain(): void {
    this.#desk.pauses.end();
  }

  kill(): void {
    this.drain();
    this.#pool.kill();
  }

  async close(): Promise<void> {
    await Promise.all([this.#desk.close(), this.#pool.close()]);
  }

  get #functionName(): string {
    return Buffer.from(this.#plan.settings.functionName, 'latin1').toString();
  }

  #settingsOf(slot: number): CoprocessSettings {
    const { process, command, protocol, escapes, isStrict, maxJobs, maxAgeMs, maxRssBytes, killAfterMs } = this.#action;
    const { env, cwd, user, chroot, nice, resourceLimits } = process;
    const { context } = this.#plan;
    const isOwn = slot !== SHARED;
    return {
      ...{ starter: this.#starter, command, cwd, user, chroot, nice, resourceLimits },
      env: {
        ...workerEnvironment(env, context.identity),
        // It has no such descriptor: it says all on stdout.
        GEARMAN_CONTROL_FD: undefined,
        ...(isOwn && { GEARMAN_WORKER_SLOT: String(slot) }),
      },
      ...{ protocol, escapes, isStrict, maxJobs, maxAgeMs, maxRssBytes, killAfterMs },
      hello: { functions: [this.#functionName], ...(isOwn && { slot }) },
      onLog: (level, message) => (level === 'debug' ? undefined : this.#log(slot, message)),
      onStderr: this.#stderrTaker(slot),
    };
  }

  /** What a process says for people is about its job, if it has one only. */
  #jobOf(slot: number): CoprocessAttempt | undefined {
    if (slot !== SHARED) return this.#running.get(slot);
    const [sole, ...others] = this.#running.values();
    return others.length === 0 ? sole : undefined;
  }

  #log(slot: number, line: string): void | Promise<void> {
    const { tell } = this.#plan.context;
    const attempt = this.#jobOf(slot);
    if (attempt !== undefined) return tell({ type: 'stderr', job: attempt.facts, line });
    const source = slot === SHARED ? '' : `[${slot}]`;
    return tell({ type: 'warning', message: `${this.#functionName}${source}: ${line}` });
  }

  #stderrTaker(slot: number): (chunk: Uint8Array) => void | Promise<void> {
    const lines = new LineSplitter(MAX_LOG_LINE_BYTES);
    return (chunk) => {
      const attempt = this.#jobOf(slot);
      return attempt === undefined ? this.#logLines(slot, lines.push(chunk)) : attempt.takeStderr(chunk);
    };
  }

  async #logLines(slot: number, lines: Iterable<Uint8Array>): Promise<void> {
    if (this.#plan.settings.output.stderr === 'drop') return;
    for (const line of lines) await this.#log(slot, new TextDecoder().decode(line).trimEnd());
  }
}
