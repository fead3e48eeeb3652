/**
 * Takes a chunk of a command's output, which is the taker's to keep. While the promise it returns is pending, nothing
 * more is read of that stream, so the command is held up once its FIFO is full. When it throws or rejects, the command
 * is stopped and the run rejects with that error.
 */
export type OutputTaker = (chunk: Uint8Array) => void | Promise<void>;

/** The environment of a command: all of it, nothing is inherited. A name whose value is undefined is left out. */
export type CommandEnvironment = Readonly<Record<string, string | undefined>>;

/** A word of a command; one that is no text, for it is no UTF-8, is given as its bytes. */
export type CommandWord = string | Uint8Array;

/** As whom a command runs. Its supplementary groups are exactly `groups`. */
export interface CommandUser {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** A limit of the system as prlimit(1) names it (nofile, as, cpu, core, …), in its units; undefined is unlimited. */
export interface ResourceLimit {
  readonly name: string;
  readonly soft?: number | undefined;
  readonly hard?: number | undefined;
}

/** One signal to a process group, and how long it has before the next. */
export interface EndStep {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

/** What to run, as whom, and within which limits. */
export interface CommandRequest {
  /**
   * The program and its arguments. No shell reads them; the program is looked up in the PATH of `env`, as execvp does.
   */
  readonly command: readonly CommandWord[];
  /** What the command reads on stdin, then its end. It need not read it. Not copied, so not to be changed meanwhile. */
  readonly stdin: Uint8Array;
  /** Prepared once for each object: so best the same one for all runs of a slot. */
  readonly env: CommandEnvironment;
  /** What is about this run alone, on top of `env`; undefined takes a variable away. */
  readonly variables?: CommandEnvironment | undefined;
  /** Default: the directory that this process is in; with `chroot` its root. */
  readonly cwd?: string | undefined;
  /** Default: who we are. */
  readonly user?: CommandUser | undefined;
  /** The directory that becomes the root of the file system; program and `cwd` are looked up below it. */
  readonly chroot?: string | undefined;
  /** Added to our own niceness. */
  readonly nice?: number | undefined;
  readonly resourceLimits?: readonly ResourceLimit[] | undefined;
  /** How long the command may run before its end begins, up to 2^31 - 1; 0 or undefined for ever. */
  readonly timeoutMs?: number | undefined;
  /** How long it may go without a byte on stdout, stderr and the control channel; 0 or undefined for ever. */
  readonly idleTimeoutMs?: number | undefined;
  /**
   * What its process group is sent to end it, in turn; KILL comes last in any case. Default: TERM, and KILL 10 s later.
   */
  readonly endSequence?: readonly EndStep[] | undefined;
  /**
   * How long output still counts after the command has exited, when others keep its stdout or stderr open. Default:
   * 1000.
   */
  readonly lingerMs?: number | undefined;
  /** Lets those live that are left of its process group when it has exited by itself. */
  readonly keepsChildren?: boolean | undefined;
  /** `merged`: stderr is the same FIFO as stdout, which keeps their order. Default: apart. */
  readonly stderr?: 'apart' | 'merged' | undefined;
  /** Begins the end of the command. Aborted before the start, it keeps it from starting. */
  readonly signal?: AbortSignal | undefined;
  readonly onStdout: OutputTaker;
  readonly onStderr: OutputTaker;
  /** Takes what the command writes to its descriptor 3, which exists only with a taker. */
  readonly onControl?: OutputTaker | undefined;
}
