import type { CommandEnd, CommandOutcome } from './command-outcome.js';
import type { CommandRequest } from './command-request.js';
import type { StandardStreams } from './fifos.js';
import { InputPipe } from './input-pipe.js';
import type { Leader } from './leader.js';
import { OutputPipe } from './output-pipe.js';
import { ProcessGroup } from './process-group.js';
import { type RunEvent, type RunState, STARTED, step } from './run-state.js';

const DEFAULT_TERM_GRACE_MS = 10_000;
const DEFAULT_LINGER_MS = 1_000;

/**
 * A command that has been started, until its outcome is known.
 *
 *   running ──▶ lingering ──▶ done
 *      └─▶ ending ─┘ └─▶ cut ──┘
 *
 * The transitions, with the whole picture, are in run-state. Here events come in, and on entering a state its work is
 * done.
 */
export class CommandRun {
  /** The command's processes. Some may outlast the outcome, by the grace at most. */
  readonly group: ProcessGroup;
  /**
   * Resolves when the run is done; our descriptors are closed by then. Rejects with what a taker of output has thrown.
   */
  readonly outcome: Promise<CommandOutcome>;
  readonly #request: CommandRequest;
  readonly #stdin: InputPipe;
  readonly #stdout: OutputPipe;
  readonly #stderr: OutputPipe;
  #state: RunState = STARTED;
  #timer: NodeJS.Timeout | undefined;
  #failure: { readonly error: unknown } | undefined;
  #onDone: (end: CommandEnd) => void = () => undefined;

  /** Takes over our ends of the streams. To be called as soon as the leader has started, or its exit is missed. */
  constructor(leader: Leader, streams: StandardStreams, request: CommandRequest) {
    const { signal, timeoutMs } = request;
    const startedAt = performance.now();
    let durationMs = 0;
    this.#request = request;
    this.group = new ProcessGroup(leader.pid);
    this.outcome = new Promise((resolve, reject) => {
      this.#onDone = (end) => {
        if (this.#failure === undefined) resolve({ ...end, pid: leader.pid, durationMs });
        else reject(this.#failure.error);
      };
    });

    const onFailure = (error: unknown) => this.#fail(error);
    this.#stdin = new InputPipe(streams.stdin, request.stdin);
    this.#stdout = new OutputPipe(streams.stdout, request.onStdout, onFailure);
    this.#stderr = new OutputPipe(streams.stderr, request.onStderr, onFailure);
    void Promise.all([this.#stdout.closed, this.#stderr.closed]).then(() => this.#apply({ type: 'output-closed' }));

    leader.process.once('exit', (exitCode, signal) => {
      durationMs = performance.now() - startedAt;
      this.#apply({ type: 'exit', exitCode, signal });
    });
    if (timeoutMs) this.#timer = setTimeout(() => this.#apply({ type: 'timeout' }), timeoutMs);
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted) this.#onAbort();
  }

  /** Sends KILL to the whole process group at once. */
  kill(): void {
    void this.group.kill();
    this.#apply({ type: 'stop' });
  }

  readonly #onAbort = (): void => this.#apply({ type: 'stop' });

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
    const { termGraceMs = DEFAULT_TERM_GRACE_MS, lingerMs = DEFAULT_LINGER_MS, signal } = this.#request;
    clearTimeout(this.#timer);
    switch (state.name) {
      case 'running':
        break;
      case 'ending':
        void this.group.end(termGraceMs);
        break;
      case 'lingering':
        this.#timer = setTimeout(() => this.#apply({ type: 'linger-passed' }), lingerMs);
        break;
      case 'cut':
        void this.group.end(termGraceMs);
        this.#stdout.cut();
        this.#stderr.cut();
        break;
      case 'done':
        void this.group.end(termGraceMs);
        signal?.removeEventListener('abort', this.#onAbort);
        this.#stdin.close();
        this.#onDone(state.end);
    }
  }
}
