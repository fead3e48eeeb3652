import type { CommandOutcome } from '../../exec/command-outcome.js';
import type { Trouble } from './job-runner.js';

/** What the end of a command means for its job. */
export interface Verdict {
  /** `requeue`: nothing was learned about the job, so the server gets it back. */
  readonly type: 'complete' | 'fail' | 'requeue';
  /** How the command ended: `exit 3`, `killed by SIGSEGV`, `timed out after 30s`; empty for a complete job. */
  readonly reason: string;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why the command could not be started, if it could not. */
  readonly trouble?: Trouble;
}

const NO_END = { exitCode: null, signal: null };

/** Judges how a command ended that could run for `timeoutMs`. */
export function verdictOf(outcome: CommandOutcome, timeoutMs: number): Verdict {
  switch (outcome.type) {
    case 'exited': {
      const { exitCode } = outcome;
      if (exitCode === 0) return { type: 'complete', reason: '', exitCode, signal: null };
      return { type: 'fail', reason: `exit ${exitCode}`, exitCode, signal: null };
    }
    case 'signaled':
      return { type: 'fail', reason: `killed by ${outcome.signal}`, exitCode: null, signal: outcome.signal };
    case 'timed-out': {
      const { exitCode, signal } = outcome;
      return { type: 'fail', reason: `timed out after ${timeoutMs / 1000}s`, exitCode, signal };
    }
    case 'stopped': {
      const { exitCode, signal } = outcome;
      return { type: 'requeue', reason: 'stopped', exitCode, signal };
    }
    case 'not-started': {
      const { error } = outcome;
      if (error.code === 'ABORTED') return { type: 'requeue', reason: 'stopped', ...NO_END };
      return { type: 'requeue', reason: error.message, ...NO_END, trouble: { error, isFatal: false } };
    }
  }
}

/** Judges a command that was stopped because of what became of its output. */
export function outputVerdict(error: unknown): Verdict {
  return { type: 'fail', reason: error instanceof Error ? error.message : String(error), ...NO_END };
}
