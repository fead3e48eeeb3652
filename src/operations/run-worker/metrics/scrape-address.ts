import { AddressError } from '../../../errors.js';

/** Where metrics are to be had. Port 0 takes a free one. */
export interface ScrapeAddress {
  readonly host: string;
  readonly port: number;
}

/** Whoever names no host tells nobody on other machines. */
const OWN_MACHINE = '127.0.0.1';

/** Parses `:PORT`, `HOST:PORT` and `[::1]:PORT`. Throws AddressError. */
export function parseScrapeAddress(text: string): ScrapeAddress {
  const [, inBrackets, named, digits] = /^(?:\[([^\]\s]+)\]|([^:[\]\s/]+))?:(\d{1,5})$/.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (port <= 65_535) return { host: inBrackets ?? named ?? OWN_MACHINE, port };
  throw new AddressError(`cannot listen on '${text}': it is no address`, {
    hint: 'write :PORT, HOST:PORT or [::1]:PORT; 0.0.0.0 stands for all addresses of this machine',
  });
}

/** Writes an address as it is written by people. */
export function scrapeAddressText({ host, port }: ScrapeAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
