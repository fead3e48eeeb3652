/**
 * Takes a chunk of a command's output, which is the taker's to keep. While the promise it returns is pending, nothing
 * more is read of that stream, so the command is held up once its FIFO is full. When it throws or rejects, the command
 * is stopped and the run rejects with that error.
 */
export type OutputTaker = (chunk: Uint8Array) => void | Promise<void>;

/** The environment of a command: all of it, nothing is inherited. A name whose value is undefined is left out. */
export type CommandEnvironment = Readonly<Record<string, string | undefined>>;

/** What to run, and within which limits. */
export interface CommandRequest {
  /**
   * The program and its arguments. No shell reads them; the program is looked up in the PATH of `env`, as execvp does.
   */
  readonly command: readonly string[];
  /** What the command reads on stdin, then its end. It need not read it. Not copied, so not to be changed meanwhile. */
  readonly stdin: Uint8Array;
  readonly env: CommandEnvironment;
  /** Default: the directory that this process is in. */
  readonly cwd?: string | undefined;
  /** How long the command may run before its process group is sent TERM, up to 2^31 - 1; 0 or undefined for ever. */
  readonly timeoutMs?: number | undefined;
  /** How long the process group has between TERM and KILL. Default: 10000. */
  readonly termGraceMs?: number | undefined;
  /**
   * How long output still counts after the command has exited, when others keep its stdout or stderr open. Default:
   * 1000.
   */
  readonly lingerMs?: number | undefined;
  /** Stops the command: TERM to its process group, then KILL. Aborted before the start, it keeps it from starting. */
  readonly signal?: AbortSignal | undefined;
  readonly onStdout: OutputTaker;
  readonly onStderr: OutputTaker;
}
