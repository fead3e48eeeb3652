import { ConnectError, GearctlError, NoServerError, TlsError } from '../errors.js';
import { EXIT, exitCodeFor } from './exit-codes.js';
import { displayWidth } from './output/display-width.js';
import { printable, printableText } from './output/printable.js';

/** A server that could not be reached. `errno` is the system's code. */
export interface UnreachableServer {
  readonly server: string;
  readonly errno: string;
  readonly message: string;
}

/** An error as it is shown: on stderr in at most a few lines, in JSON as one object. */
export interface Failure {
  readonly code: string;
  readonly exit: number;
  readonly message: string;
  readonly servers: readonly UnreachableServer[];
  readonly hint: string | undefined;
}

/** The widest line that several servers share. */
const SERVERS_LINE_WIDTH = 100;

/** Describes any error that ends a command. One that gearctl did not throw on purpose is its own bug and says so. */
export function failureOf(error: unknown): Failure {
  const exit = exitCodeFor(error);
  if (error instanceof NoServerError) {
    const servers = error.failures.map(unreachable);
    const hint = error.hint ?? error.failures.find((failure) => failure.hint !== undefined)?.hint;
    return { code: error.code, exit, message: error.message, servers, hint: hint ?? whereToLook(servers) };
  }
  if (error instanceof ConnectError || error instanceof TlsError) {
    const servers = [unreachable(error)];
    const message = `cannot reach ${error.server}`;
    return { code: error.code, exit, message, servers, hint: error.hint ?? whereToLook(servers) };
  }
  if (error instanceof GearctlError) {
    return { code: error.code, exit, message: error.message, servers: [], hint: error.hint };
  }
  const message = `this is a bug in gearctl: ${error instanceof Error ? error.message : String(error)}`;
  const hint = 'run it again with --verbose, which says where, and report what it prints';
  return { code: 'BUG', exit: EXIT.SOFTWARE, message, servers: [], hint };
}

/** Writes a failure for people: what is wrong, with which servers, what to try. Ends in a line end. */
export function failureText({ message, servers, hint }: Omit<Failure, 'code' | 'exit'>): string {
  const lines = [`gearctl: ${printableText(message)}`, ...serverLines(servers)];
  if (hint !== undefined) lines.push(`  Try: ${printableText(hint)}`);
  return `${lines.join('\n')}\n`;
}

/** Gives a failure as the value of `error` in JSON. */
export function failureJson({ code, exit, message, servers, hint }: Failure): object {
  const named = servers.map(({ server, errno, message }) => ({ server, errno, message }));
  return { code, exit, message, ...(named.length > 0 && { servers: named }), ...(hint !== undefined && { hint }) };
}

/** Gives an error of a dial as what is said about its server. */
function unreachable({ server, errno, message }: ConnectError | TlsError): UnreachableServer {
  return { server, errno, message };
}

function whereToLook(servers: readonly UnreachableServer[]): string {
  const flags = servers.map(({ server }) => ` -s ${server}`).join('');
  return `gearctl server ping${flags} · gearctl serve (starts one here)`;
}

/** Sets servers side by side in columns of equal width, as many as fit on a line. */
function serverLines(servers: readonly UnreachableServer[]): string[] {
  const texts = servers.map(({ server, message }) => `${printable(server)}  ${printable(message)}`);
  const width = Math.max(0, ...texts.map(displayWidth)) + 4;
  const perLine = Math.max(1, Math.floor(SERVERS_LINE_WIDTH / width));
  const lines: string[] = [];
  for (let at = 0; at < texts.length; at += perLine) {
    const cells = texts.slice(at, at + perLine).map((text) => text + ' '.repeat(width - displayWidth(text)));
    lines.push(`  ${cells.join('').trimEnd()}`);
  }
  return lines;
}
