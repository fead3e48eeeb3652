import { Admin, type AdminOptions } from '../admin/index.js';
import {
  AbortedError,
  ClosedError,
  ConnectError,
  GearctlError,
  NoServerError,
  TimeoutError,
  TlsError,
} from '../errors.js';

/** The servers to ask and how to reach them. */
export interface ServerPoolOptions extends Pick<AdminOptions, 'tls' | 'connectTimeoutMs'> {
  readonly servers: readonly ConstructorParameters<typeof Admin>[0][];
  /** The longest wait for an answer of a server that could be reached, in ms. Default: 10 000. */
  readonly answerTimeoutMs?: number;
}

/** What one server answered, or why it did not. */
export type ServerAnswer<T> =
  | { readonly server: string; readonly ok: true; readonly value: T }
  | { readonly server: string; readonly ok: false; readonly error: GearctlError };

/** One kept admin connection to each of several servers, which are asked at the same time. */
export class ServerPool implements AsyncDisposable {
  readonly #admins: readonly Admin[];
  readonly #answerTimeoutMs: number;

  /** When `signal` fires, every question is given up. Throws AddressError for a server that does not parse. */
  constructor({ servers, answerTimeoutMs = 10_000, ...options }: ServerPoolOptions, signal: AbortSignal) {
    this.#answerTimeoutMs = answerTimeoutMs;
    const timeoutMs = (options.connectTimeoutMs ?? 0) + answerTimeoutMs;
    this.#admins = servers.map((server) => new Admin(server, { ...options, signal, timeoutMs }));
  }

  /**
   * Asks every server, and gives the answers in the order in which the servers were named. A server that fails is an
   * answer; being told to stop is not, and is thrown as AbortedError.
   */
  ask<T>(question: (admin: Admin) => Promise<T>): Promise<ServerAnswer<T>[]> {
    return Promise.all(
      this.#admins.map(async (admin): Promise<ServerAnswer<T>> => {
        const { server } = admin;
        try {
          return { server, ok: true, value: await question(admin) };
        } catch (error) {
          if (error instanceof TimeoutError) return { server, ok: false, error: this.#silence(server, error) };
          if (!isFailureOfServer(error)) throw error;
          return { server, ok: false, error };
        }
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#admins.map((admin) => admin.close()));
  }

  /** A server that takes a connection and then says nothing is as good as none. */
  #silence(server: string, cause: TimeoutError): ConnectError {
    return new ConnectError(server, 'ETIMEDOUT', `no answer within ${this.#answerTimeoutMs / 1000} s`, { cause });
  }
}

/**
 * Throws unless a server has answered: NoServerError when none could be reached, else what the first of those said that
 * could be.
 */
export function requireAnAnswer(answers: readonly ServerAnswer<unknown>[]): void {
  const errors = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
  if (errors.length < answers.length) return;
  const unreachable = errors.filter((error) => error instanceof ConnectError || error instanceof TlsError);
  const other = errors.find((error) => !(error instanceof ConnectError || error instanceof TlsError));
  throw other ?? new NoServerError(unreachable);
}

function isFailureOfServer(error: unknown): error is GearctlError {
  return error instanceof GearctlError && !(error instanceof AbortedError) && !(error instanceof ClosedError);
}
