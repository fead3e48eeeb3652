import { TextConnection } from '../../admin/text-connection.js';
import { ConnectError, ConnectionLostError, type GearctlError } from '../../errors.js';
import { portNumber } from '../port-number.js';
import { readTlsFiles } from '../tls-files.js';

/** Where to connect, as the command line has it. */
export interface Server {
  readonly host: string;
  /** A number, or the name of a service. */
  readonly port: string;
  readonly useTls: boolean;
}

/** gearadmin waits as long as the system does: this is the longest time that a timer can be set to. */
const NO_TIMEOUT_MS = 0x7fffffff;

/** Connects. Rejects with ConnectError, TlsError and, for a certificate that cannot be read, InputFileError. */
export async function connect({ host, port, useTls }: Server, env: NodeJS.ProcessEnv): Promise<TextConnection> {
  const number = portNumber(port);
  const label = `${host}:${port}`;
  if (number === undefined) throw new ConnectError(label, 'EAI_SERVICE', 'Servname not supported for ai_socktype');
  // Node takes no name for this machine; the C library takes it for no machine.
  if (host.trim() === '') throw new ConnectError(label, 'ENOTFOUND', 'unknown host');
  const address = { transport: useTls ? 'tls' : 'tcp', host, port: number, label } as const;
  const tls = useTls ? { tls: readTlsFiles(env) } : {};
  return await TextConnection.open(address, { connectTimeoutMs: NO_TIMEOUT_MS, ...tls });
}

/** Says what kept a server from answering, in gearadmin's words where it has some. */
export function describeFailure(error: GearctlError, { host, port }: Server): string {
  if (error instanceof ConnectionLostError) return `Socket was shutdown while reading from ${host}`;
  if (!(error instanceof ConnectError)) return error.message;
  if (error.errno === 'EAI_SERVICE') return `Failed to connect on ${host}:${port} with ${error.message}`;
  if (error.errno === 'ENOTFOUND') return `Failed to connect on ${host}:${port} with Name or service not known`;
  return `Error connecting to ${host}: ${error.message}`;
}
