import { Admin, type AdminOptions, isUnknownCommand } from '../../../admin/index.js';

/** The longest wait for an answer, in ms: the job waits for it. */
const ANSWER_TIMEOUT_MS = 2000;

/** Asks servers how long jobs have waited: since they were submitted, or since they fell due. Only gearctl's own server can tell; others are asked once. */
export class WaitTimes {
  readonly #options: AdminOptions;
  /** By the label of the server; undefined is one that cannot tell. */
  readonly #admins = new Map<string, Admin | undefined>();

  constructor(options: AdminOptions) {
    this.#options = { ...options, timeoutMs: ANSWER_TIMEOUT_MS };
  }

  /** Gives it in ms; undefined where nobody can tell. */
  async waitedMs(server: string, handle: string): Promise<number | undefined> {
    if (!this.#admins.has(server)) this.#admins.set(server, new Admin(server, this.#options));
    const admin = this.#admins.get(server);
    try {
      const job = (await admin?.peek(handle))?.job;
      if (job?.runAtEpochMs === undefined) return job?.ageMs;
      return Math.min(job.ageMs, Math.max(0, Date.now() - job.runAtEpochMs));
    } catch (error) {
      if (isUnknownCommand(error)) {
        this.#admins.set(server, undefined);
        await admin?.close();
      }
      return undefined;
    }
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#admins.values()].map((admin) => admin?.close()));
  }
}
