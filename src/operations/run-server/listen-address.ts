import { AddressError, UsageError } from '../../errors.js';

const DEFAULT_PORT = 4730;

/** systemd hands sockets over from this descriptor on. */
const FIRST_PASSED_SOCKET = 3;

/** An address of this machine. Port 0 takes a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Parses `HOST`, `HOST:PORT`, `[::1]` and `[::1]:PORT`. Throws AddressError. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s/]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? DEFAULT_PORT);
  if (host !== undefined && port <= 65_535) return { host, port };
  throw new AddressError(`cannot listen on '${text}': it is no address`, {
    hint: 'write HOST, HOST:PORT, [::1] or [::1]:PORT; 0.0.0.0 stands for all addresses of this machine',
  });
}

/**
 * Gives the descriptors of the listening sockets that whoever started this process has opened for it: by systemd's
 * protocol, $LISTEN_FDS of them if $LISTEN_PID is this process. Throws UsageError for a number that is none.
 */
export function passedSockets(env: Readonly<Record<string, string | undefined>>, pid: number): number[] {
  const { LISTEN_PID: forPid, LISTEN_FDS: count } = env;
  if (count === undefined || forPid !== String(pid)) return [];
  if (!/^\d{1,4}$/.test(count)) throw new UsageError(`LISTEN_FDS is '${count}', which is no number of sockets`);
  return Array.from({ length: Number(count) }, (_, index) => FIRST_PASSED_SOCKET + index);
}
