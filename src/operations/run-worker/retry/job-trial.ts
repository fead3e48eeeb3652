import { JobFailedError } from '../../../errors.js';
import type { Job } from '../../../worker/index.js';
import { failureLine, failureText, lossText, reportFailure } from '../failure-report.js';
import type { JobEnding } from '../job-runner.js';
import { type FailVerdict, failVerdict, type Verdict } from '../jobs/verdict.js';
import type { JobFacts } from '../work-event.js';
import { type Attempt, notTried } from './attempt.js';
import { parseAttemptUnique } from './attempt-unique.js';
import { backoffDelayMs } from './backoff-delay.js';
import { deadLetter } from './dead-letter.js';
import { type FailedAttempt, failedAttempt } from './failed-attempt.js';
import { submitAgain } from './submit-again.js';
import type { TrialDesk } from './trial-desk.js';

/**
 * A job from its first attempt here to its end.
 *
 *                  may be tried again
 *   ┌─▶ attempt ──────────────────────┬──▶ waiting ──▶ (attempt)
 *   │   │  │ └─ never got to it ──┐   │       └ the worker stops ─▶ given back
 *   │   │  │ fails for good       │   ├──▶ given back to be tried elsewhere
 *   │   │  ▼                      ▼   └──▶ submitted again ─▶ failed
 *   │   │ dead letter ──────▶ given back
 *   │   ▼  ▼
 *   │  complete, failed
 *
 * A job that is lost meanwhile belongs to its server again, and nothing is reported of it.
 */
export class JobTrial {
  readonly #desk: TrialDesk;
  readonly #job: Job;
  readonly #facts: JobFacts;
  readonly #failures: FailedAttempt[] = [];
  readonly #unique: string;
  readonly #maxAttempts: number;
  #attempt: number;

  constructor(desk: TrialDesk, job: Job, facts: JobFacts) {
    const { mode, retries } = desk.settings.retry;
    this.#desk = desk;
    this.#job = job;
    this.#facts = facts;
    this.#maxAttempts = retries + 1;
    const first = { unique: job.unique, attempt: 1 + desk.requeued.failuresOf(job.server, job.handle) };
    const { unique, attempt } = mode === 'resubmit' ? parseAttemptUnique(job.unique) : first;
    this.#unique = unique;
    this.#attempt = attempt;
  }

  /** Tries the job until it is over, and reports how it ended; a good end is left to the caller. */
  async run(): Promise<JobEnding> {
    const expired = await this.#expired();
    if (expired !== undefined) return this.#fail(notTried(expired), expired);
    for (;;) {
      const ending = await this.#tryOnce();
      if (ending !== undefined) return ending;
      this.#attempt += 1;
    }
  }

  /** Makes an attempt. Gives the ending; undefined where another attempt is to be made here, now. */
  async #tryOnce(): Promise<JobEnding | undefined> {
    const number = { attempt: this.#attempt, maxAttempts: this.#maxAttempts, unique: this.#unique };
    const done = await this.#desk.maker.attempt(this.#job, this.#facts, number);
    const { verdict } = done;
    if (this.#job.ended) return this.#givenBack(done, 'stopped');
    if (verdict.type === 'complete') return this.#complete(done);
    if (verdict.type === 'give-back') return this.#stopped(done, verdict);
    this.#failures.push(failedAttempt(this.#attempt, done, verdict.reason));
    const mayRetry = verdict.retry !== undefined && this.#attempt < this.#maxAttempts;
    return mayRetry ? this.#tryAgain(done, verdict) : this.#fail(done, verdict);
  }

  async #stopped(done: Attempt, { reason, trouble }: Extract<Verdict, { type: 'give-back' }>): Promise<JobEnding> {
    const { context, settings } = this.#desk;
    const isCutOff = trouble === undefined && context.cutOff?.has(this.#job) === true;
    if (isCutOff) return this.#fail(done, failVerdict('stopped with its worker', settings.verdict));
    return { ...this.#givenBack(done, reason), trouble };
  }

  async #tryAgain(done: Attempt, verdict: FailVerdict): Promise<JobEnding | undefined> {
    const { mode, backoff } = this.#desk.settings.retry;
    const delayMs = verdict.retry?.afterMs ?? backoffDelayMs(backoff, this.#attempt);
    switch (mode) {
      case 'local':
        return this.#wait(done, verdict.reason, delayMs);
      case 'requeue':
        this.#desk.requeued.note(this.#job.server, this.#job.handle, this.#attempt);
        // The slot rests meanwhile, or the job would come right back to it.
        return { ...this.#givenBack(done, failureLine(done.tail, verdict.reason)), restMs: delayMs };
      case 'resubmit':
        return this.#submitAgain(done, verdict, delayMs);
    }
  }

  async #wait(done: Attempt, reason: string, delayMs: number): Promise<JobEnding | undefined> {
    const { context, pauses } = this.#desk;
    const next = { attempt: this.#attempt + 1, maxAttempts: this.#maxAttempts, delayMs };
    const { exitCode, signal } = done;
    const message = failureLine(done.tail, reason);
    if (!pauses.areOver) {
      await context.tell({ type: 'retry', job: this.#facts, ...next, exitCode, signal, message });
      await pauses.wait(delayMs, this.#job.signal);
    }
    if (!this.#job.ended && !pauses.areOver) return undefined;
    return this.#givenBack(done, `${reason}, and the worker stops before it is tried again`);
  }

  async #submitAgain(done: Attempt, verdict: FailVerdict, delayMs: number): Promise<JobEnding> {
    const { reason } = verdict;
    const { submitter } = this.#desk;
    try {
      const handle = await submitAgain(submitter, this.#job, this.#unique, this.#attempt + 1, delayMs);
      const told = `${reason}, submitted again as ${handle}`;
      return await this.#report(done, { ...verdict, as: 'fail', text: undefined, reason: told });
    } catch (error) {
      return this.#undelivered(done, `${reason}, and it could not be submitted again`, error);
    }
  }

  /** Fails the job for good. Where there is to be a dead letter, that is accepted first. */
  async #fail(done: Attempt, verdict: FailVerdict): Promise<JobEnding> {
    const { deadFunction } = this.#desk.settings.retry;
    if (deadFunction === undefined) return this.#report(done, verdict);
    const { identity, bytesJson } = this.#desk.context;
    try {
      const letter = deadLetter(this.#job, verdict.reason, this.#failures, identity.id, bytesJson);
      await this.#desk.submitter.submit(deadFunction, letter, { signal: this.#job.signal });
    } catch (error) {
      return this.#undelivered(done, `${verdict.reason}, and ${deadFunction} did not get it`, error);
    }
    return this.#report(done, verdict);
  }

  #complete(done: Attempt): JobEnding {
    this.#desk.errors.succeeded();
    this.#desk.requeued.forget(this.#job.server, this.#job.handle);
    return { ...this.#ended(done), end: 'complete', result: done.rest(), message: '' };
  }

  async #report(done: Attempt, verdict: FailVerdict): Promise<JobEnding> {
    const { as, reason, isTimeout, stopsWorker } = verdict;
    // An exception is all that its client hears.
    const tail = as === 'fail' && done.wasTailSent ? NOTHING : done.tail;
    const text = verdict.text ?? failureText(tail, reason);
    await reportFailure(this.#job, done.rest(), text, as);
    if (this.#job.outcome !== as) return this.#givenBack(done, reason);
    this.#desk.requeued.forget(this.#job.server, this.#job.handle);
    const message = failureLine(verdict.text ?? done.tail, reason);
    return {
      ...{ ...this.#ended(done), end: as, message, isTimeout, restMs: this.#desk.errors.failed() },
      ...(as === 'exception' && { kept: text }),
      ...(stopsWorker && { trouble: { error: this.#stopError(reason), isFatal: true } }),
    };
  }

  #stopError(reason: string): JobFailedError {
    return new JobFailedError(`the worker stops, for ${this.#job.handle} ended with ${reason}`);
  }

  /** The job goes back: what had to be submitted before its end was not accepted. */
  #undelivered(done: Attempt, reason: string, error: unknown): JobEnding {
    const why = error instanceof Error ? error.message : String(error);
    const restMs = backoffDelayMs(this.#desk.settings.retry.backoff, this.#attempt);
    return { ...this.#givenBack(done, `${reason}: ${why}`), restMs };
  }

  #givenBack(done: Attempt, reason: string): JobEnding {
    const message = lossText(this.#job) ?? reason;
    this.#job.giveBack();
    return { ...this.#ended(done), end: 'requeued', message };
  }

  #ended({ exitCode, signal, bytesOut, head }: Attempt): Omit<JobEnding, 'end' | 'message'> {
    return { result: NOTHING, exitCode, signal, bytesOut, kept: head, attempt: this.#attempt };
  }

  /** Judges a job that is known to have waited for too long. */
  async #expired(): Promise<FailVerdict | undefined> {
    const { time, verdict } = this.#desk.settings;
    if (time.maxWaitMs === 0) return undefined;
    const waitedMs = await this.#desk.waits.waitedMs(this.#job.server, this.#job.handle);
    if (waitedMs === undefined || waitedMs <= time.maxWaitMs) return undefined;
    return failVerdict(`waited ${waitedMs / 1000}s, longer than ${time.maxWaitMs / 1000}s`, verdict);
  }
}

const NOTHING = new Uint8Array(0);
