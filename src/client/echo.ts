import { AbortedError, ClosedError, GearctlError, ProtocolError } from '../errors.js';

/** How a server answered to an echo. */
export type EchoResult =
  | {
      readonly server: string;
      readonly ok: true;
      /** The time until the echo was there, connecting included if that was needed. */
      readonly ms: number;
    }
  | { readonly server: string; readonly ok: false; readonly error: GearctlError };

/** What an echo sends unless told otherwise. */
export const ECHO_DATA = 'gearctl';

/** Turns an answer into a result. A failure of the server is a result; being told to stop is not, and is thrown. */
export async function echoResult(
  server: string,
  sent: Uint8Array,
  answer: Promise<{ readonly data: Uint8Array }>,
): Promise<EchoResult> {
  const start = performance.now();
  try {
    const { data } = await answer;
    if (sameBytes(sent, data)) return { server, ok: true, ms: performance.now() - start };
    return { server, ok: false, error: new ProtocolError(`${server} echoed other bytes than it was sent`) };
  } catch (error) {
    if (!(error instanceof GearctlError) || error instanceof AbortedError || error instanceof ClosedError) throw error;
    return { server, ok: false, error };
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
