import { ConnectError, NoServerError, TlsError } from '../errors.js';
import type { PacketOf } from '../protocol/index.js';

/** What a server knows about a job. Progress is 0 of 0 until the worker reports some. */
export interface JobStatus {
  /** False when the server has no such job: never had, or it has ended. */
  readonly known: boolean;
  readonly running: boolean;
  readonly numerator: number;
  readonly denominator: number;
  /** The server that knows the job; of an unknown one, a server that was asked. */
  readonly server: string;
}

/** What a server knows about a job that was asked for by its unique ID. */
export interface UniqueJobStatus extends JobStatus {
  /** The clients that wait for its result. */
  readonly waitingClients: number;
}

/** Reads a status; the numbers may be empty. */
export function jobStatus(server: string, packet: PacketOf<'STATUS_RES'> | PacketOf<'STATUS_RES_UNIQUE'>): JobStatus {
  return {
    known: packet.known === '1',
    running: packet.running === '1',
    numerator: Number(packet.numerator) || 0,
    denominator: Number(packet.denominator) || 0,
    server,
  };
}

/** Reads a status that was asked for by unique ID. */
export function uniqueJobStatus(server: string, packet: PacketOf<'STATUS_RES_UNIQUE'>): UniqueJobStatus {
  return { ...jobStatus(server, packet), waitingClients: Number(packet.waitingClients) || 0 };
}

/**
 * Resolves with the first status that knows the job, or with an unknown one once every server has said so. A server that
 * does not answer may be the one that knows: then it rejects with why, or NoServerError if none could be reached.
 */
export function firstKnown<S extends JobStatus>(answers: readonly Promise<S>[]): Promise<S> {
  return new Promise((resolve, reject) => {
    for (const answer of answers) {
      answer.then(
        (status) => {
          if (status.known) resolve(status);
        },
        () => undefined,
      );
    }
    Promise.allSettled(answers).then((settled) => {
      const failures = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
      const unreachable = failures.filter((each) => each instanceof ConnectError || each instanceof TlsError);
      const [first] = settled;
      if (unreachable.length === answers.length) reject(new NoServerError(unreachable));
      else if (failures.length > 0) reject(failures[0]);
      else if (first?.status === 'fulfilled') resolve(first.value);
    });
  });
}
