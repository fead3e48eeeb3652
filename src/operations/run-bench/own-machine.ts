import { BlockList, isIP } from 'node:net';
import { UsageError } from '../../errors.js';
import type { BenchServer } from './bench-wish.js';

/** Throws UsageError for a server that may be another machine's, which a benchmark would keep from its work. */
export function requireOwnMachine(server: BenchServer): void {
  if (server.transport === 'unix' || isLoopback(server.host)) return;
  throw new UsageError(`${server.label} is not on this machine, and a benchmark keeps a server busy`, {
    hint: 'add -y if that is what you want, or take gearctl serve and -s 127.0.0.1',
  });
}

/** Tells whether a host is this machine by its name or address alone; nothing is looked up. */
export function isLoopback(host: string): boolean {
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  const name = host.toLowerCase();
  const family = isIP(name);
  if (family === 0) return name === 'localhost' || name.endsWith('.localhost');
  return loopback.check(name, family === 6 ? 'ipv6' : 'ipv4');
}
