import type { CommandEnd, CommandOutcome, ProcessorTime, StartError } from './command-outcome.js';
import type { CommandRequest } from './command-request.js';
import type { ProcessEnd, StarterSeat } from './command-starter.js';
import type { InputPipe } from './input-pipe.js';
import { OutputPipe } from './output-pipe.js';
import { ProcessGroup } from './process-group.js';
import { type RunEvent, type RunState, STARTED, step } from './run-state.js';
import type { SlotStreams } from './slot-streams.js';
import { TimeLimits } from './time-limits.js';

const DEFAULT_LINGER_MS = 1_000;

/**
 * A command from its start until its outcome is known.
 *
 *   running ──▶ lingering ──▶ done
 *      └─▶ ending ─┘ └─▶ cut ──┘
 *
 * The transitions, with the whole picture, are in run-state. Here events come in, and on entering a state its work is
 * done.
 */
export class CommandRun {
  /**
   * Resolves when the run is done. Rejects with what a taker of output has thrown.
   */
  readonly outcome: Promise<CommandOutcome>;
  readonly #request: CommandRequest;
  readonly #hasGroup: boolean;
  readonly #outputs: OutputPipe[];
  readonly #startedAt = performance.now();
  readonly #limits: TimeLimits;
  #stdin: InputPipe | undefined;
  #openOutputs: number;
  #state: RunState = STARTED;
  #group: ProcessGroup | undefined;
  #pid = 0;
  #durationMs = 0;
  #usage: ProcessorTime | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isKilled = false;
  #wasCut = false;
  #resolve: (outcome: CommandOutcome) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /**
   * Starts the command over the streams of its slot. With `hasGroup` its processes are ended, by us if need be. Throws
   * SystemError and UsageError, with nothing started.
   */
  constructor(request: CommandRequest, seat: StarterSeat, streams: SlotStreams, hasGroup: boolean) {
    const { signal, timeoutMs = 0, idleTimeoutMs = 0, onStdout, onStderr, onControl, stderr, stdin } = request;
    this.#request = request;
    this.#hasGroup = hasGroup;
    const listener = {
      active: () => this.#limits.active(),
      failed: (error: unknown) => this.#fail(error),
      closed: () => this.#closeOutput(),
    };
    this.#outputs = [new OutputPipe(streams.stdout, onStdout, listener)];
    if (hasGroup && stderr !== 'merged') this.#outputs.push(new OutputPipe(streams.stderr, onStderr, listener));
    if (onControl) this.#outputs.push(new OutputPipe(streams.control, onControl, listener));
    this.#openOutputs = this.#outputs.length;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (stdin.length > seat.maxInlineBytes) this.#stdin = streams.openInput(stdin);
    this.#limits = new TimeLimits(timeoutMs, idleTimeoutMs, (limit) => this.#apply({ type: limit }));
    try {
      seat.start(request, streams.directory, {
        started: (pid) => this.#start(pid),
        notStarted: (error) => this.#refuse(error),
        ended: (end) => this.#end(end),
      });
    } catch (error) {
      this.#limits.clear();
      this.#stdin?.close();
      throw error;
    }
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted) this.#onAbort();
  }

  /** The process of the command itself, once it has started. */
  get pid(): number | undefined {
    return this.#pid || undefined;
  }

  /** The command's processes, when there may be some. They may outlast the outcome, by the end sequence at most. */
  get group(): ProcessGroup | undefined {
    return this.#group;
  }

  /** Whether others had an output open when the linger had passed. */
  get wasCut(): boolean {
    return this.#wasCut;
  }

  /** Sends KILL to the whole process group at once. */
  kill(): void {
    this.#isKilled = true;
    void this.#group?.kill();
    this.#apply({ type: 'stop' });
  }

  /** Lets the command run for at least so long from now. */
  extend(ms: number): void {
    this.#limits.extend(ms);
  }

  readonly #onAbort = (): void => this.#apply({ type: 'stop' });

  #start(pid: number): void {
    this.#know(pid);
    this.#stdin?.hasReader();
    if (this.#state.name === 'ending') this.#endGroup();
    if (this.#isKilled) void this.#group?.kill();
    for (const output of this.#outputs) output.watch();
  }

  #know(pid: number): void {
    if (this.#pid === pid) return;
    this.#pid = pid;
    if (this.#hasGroup) this.#group = new ProcessGroup(pid);
  }

  #refuse(error: StartError): void {
    this.#group?.vanish();
    for (const output of this.#outputs) output.drop();
    this.#leave();
    this.#resolve({ type: 'not-started', error });
  }

  #end({ pid, exitCode, signal, usage, hasLeft }: ProcessEnd): void {
    this.#know(pid);
    this.#durationMs = performance.now() - this.#startedAt;
    this.#usage = usage;
    if (!hasLeft) this.#group?.vanish();
    // Nobody can tell how it ends, and so it has to.
    else if (exitCode === null && signal === null) this.#endGroup();
    this.#apply({ type: 'exit', exitCode, signal });
    for (const output of this.#outputs) output.settle();
  }

  #closeOutput(): void {
    this.#openOutputs -= 1;
    if (this.#openOutputs === 0) this.#apply({ type: 'output-closed' });
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#apply({ type: 'stop' });
  }

  #apply(event: RunEvent): void {
    const before = this.#state.name;
    this.#state = step(this.#state, event);
    if (this.#state.name !== before) this.#enter(this.#state);
  }

  /** Does the work of a state. Called once for each state that the run passes through. */
  #enter(state: RunState): void {
    const { lingerMs = DEFAULT_LINGER_MS } = this.#request;
    switch (state.name) {
      case 'running':
        break;
      case 'ending':
        this.#limits.clear();
        this.#endGroup();
        break;
      case 'lingering':
        this.#limits.clear();
        if (this.#hasGroup) this.#timer = setTimeout(() => this.#apply({ type: 'linger-passed' }), lingerMs);
        break;
      case 'cut':
        this.#wasCut = true;
        this.#endLeftBehind(state.end);
        for (const output of this.#outputs) output.cut();
        break;
      case 'done':
        this.#endLeftBehind(state.end);
        this.#leave();
        this.#tell(state.end);
    }
  }

  #endGroup(): void {
    void this.#group?.end(this.#request.endSequence);
  }

  #endLeftBehind(end: CommandEnd): void {
    const isOver = end.type === 'exited' || end.type === 'signaled';
    if (isOver && this.#request.keepsChildren === true) this.#group?.vanish();
    else this.#endGroup();
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#limits.clear();
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#stdin?.close();
  }

  #tell(end: CommandEnd): void {
    if (this.#failure !== undefined) this.#reject(this.#failure.error);
    else this.#resolve({ ...end, pid: this.#pid, durationMs: this.#durationMs, usage: this.#usage });
  }
}
