import type { GearctlError } from '../../../errors.js';
import { lookUpCommand } from '../../../exec/command-look-up.js';
import { CommandSlot } from '../../../exec/command-slot.js';
import type { CommandStarter } from '../../../exec/command-starter.js';
import type { Job } from '../../../worker/index.js';
import type { CommandAction, FunctionSettings } from '../function-settings.js';
import type { JobEnding, JobRunner, SlotStatus } from '../job-runner.js';
import { checkPlace } from '../process-place.js';
import { type Attempt, type AttemptMaker, type AttemptNumber, notTried } from '../retry/attempt.js';
import { JobTrial } from '../retry/job-trial.js';
import { TrialDesk } from '../retry/trial-desk.js';
import { withSlots } from '../with-slots.js';
import type { JobFacts } from '../work-event.js';
import type { CommandContext } from '../worker-context.js';
import { CommandAttempt } from './command-attempt.js';
import { type CommandPlan, commandPlan } from './command-plan.js';
import { JobDirectory } from './job-directory.js';
import { JobRoot } from './job-root.js';
import type { JobSlot } from './job-slot.js';
import { neverStarted } from './verdict.js';

/** Runs a command for each job of a function. */
export class CommandJobs implements JobRunner, AttemptMaker {
  readonly #plan: CommandPlan;
  readonly #desk: TrialDesk;
  readonly #starter: CommandStarter;
  readonly #root: JobRoot;
  readonly #slots = new Map<number, Promise<JobSlot>>();
  /** What runs, by slots. */
  readonly #running = new Map<number, CommandAttempt>();

  private constructor(plan: CommandPlan, starter: CommandStarter, root: JobRoot) {
    this.#plan = plan;
    this.#starter = starter;
    this.#root = root;
    this.#desk = new TrialDesk(plan.settings, plan.context, this);
  }

  /**
   * Prepares to run as many commands at a time as the function has slots, by a starter that has to outlive it. Rejects
   * with CommandNotFoundError, CommandNotExecutableError, UsageError for what cannot be run, and SystemError.
   */
  static async open(settings: FunctionSettings, action: CommandAction, context: CommandContext): Promise<CommandJobs> {
    const plan = commandPlan(settings, action, context);
    checkCommand(plan);
    const { starter } = context;
    const root = await JobRoot.make(starter.directory, action.process.chroot);
    return withSlots(new CommandJobs(plan, starter, root), settings.slots);
  }

  run(job: Job, facts: JobFacts): Promise<JobEnding> {
    return new JobTrial(this.#desk, job, facts).run().finally(() => this.#running.delete(facts.slot));
  }

  async attempt(job: Job, facts: JobFacts, number: AttemptNumber): Promise<Attempt> {
    const slot = await this.#slot(facts.slot).catch((error: GearctlError) => error);
    if (slot instanceof Error) return notTried(neverStarted(slot));
    const attempt = new CommandAttempt(this.#plan, slot, job, facts, number);
    this.#running.set(facts.slot, attempt);
    await attempt.run();
    await this.#clear(slot.directory, attempt);
    return attempt;
  }

  status(): readonly SlotStatus[] {
    return [...this.#running.values()].map((attempt) => attempt.status());
  }

  async setSlots(slots: number): Promise<void> {
    const surplus = [...this.#slots.keys()].filter((number) => number > slots && !this.#running.has(number));
    const numbers = Array.from({ length: slots }, (_, index) => index + 1);
    await Promise.all([
      ...numbers.map((number) => this.#slot(number)),
      ...surplus.map((number) => this.#close(number)),
    ]);
  }

  drain(): void {
    this.#desk.pauses.end();
  }

  kill(): void {
    this.drain();
    // A slot that could not be opened runs nothing.
    for (const slot of this.#slots.values()) void slot.then(({ commands }) => commands.kill()).catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([this.#desk.close(), ...[...this.#slots.keys()].map((number) => this.#close(number))]);
    await this.#root.remove();
  }

  /** Gives a slot, which is opened where there is none yet. */
  #slot(number: number): Promise<JobSlot> {
    const slot = this.#slots.get(number) ?? this.#open(number);
    if (!this.#slots.has(number)) slot.catch(() => this.#slots.delete(number)); // Whoever asks next tries again.
    this.#slots.set(number, slot);
    return slot;
  }

  async #open(number: number): Promise<JobSlot> {
    const { process, keepsChildren: servesOnce } = this.#plan.action;
    const { user: owner, chroot } = process;
    const directory = new JobDirectory(this.#root.directoryOf(number), { owner, chroot, servesOnce });
    // A user that we may not become is told before there is a job.
    if (owner !== undefined) directory.make();
    return { commands: await CommandSlot.open(this.#starter), directory };
  }

  async #close(number: number): Promise<void> {
    const slot = await this.#slots.get(number)?.catch(() => undefined); // What was not opened need not be closed.
    this.#slots.delete(number);
    await slot?.commands.close();
  }

  /** Empties the directory of a job that is over, or puts it by. */
  async #clear(directory: JobDirectory, attempt: CommandAttempt): Promise<void> {
    const { keepDirectory } = this.#plan.action;
    const hasFailed = attempt.verdict.type === 'fail';
    if (keepDirectory === 'never' || (keepDirectory === 'on-failure' && !hasFailed)) return directory.clear();
    const { handle } = attempt.facts;
    const path = this.#root.keptPath(handle, attempt.number.attempt);
    const { tell } = this.#plan.context;
    const isKept = await directory.keepAs(path).catch((error: Error) => error);
    if (isKept instanceof Error) await tell({ type: 'warning', message: isKept.message });
    else if (isKept) await tell({ type: 'warning', message: `${handle}: its directory is kept as ${path}` });
  }
}

/** Sees to it that what cannot be run is refused before there is a job. Below another root nothing is looked up. */
function checkCommand({ action, command, env }: CommandPlan): void {
  checkPlace(action.process);
  const { cwd = '.', chroot } = action.process;
  if (chroot === undefined) lookUpCommand([command.program], env, cwd);
}
