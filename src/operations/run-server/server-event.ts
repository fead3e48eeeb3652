import type { GearctlError } from '../../errors.js';

/** What happens to a job server besides its jobs. */
export type ServerEvent =
  /** It listens; `address` is where clients and workers of this machine find it. */
  | {
      readonly type: 'ready';
      readonly address: string;
      readonly addresses: readonly string[];
      readonly store: string | undefined;
      readonly pid: number;
    }
  /** Background jobs were found in the store, and wait again. */
  | { readonly type: 'restored'; readonly jobs: number }
  /** Jobs were read from the table of a gearmand, or written to one. */
  | {
      readonly type: 'imported' | 'exported';
      readonly jobs: number;
      readonly file: string;
      readonly notes: readonly string[];
    }
  /** A peer was in the wrong, a file cannot be reloaded, the store does not take a job. The server goes on. */
  | { readonly type: 'problem'; readonly error: GearctlError }
  /** Certificates, rules and limits were read again. So many problems were told of: what they are about may be as before. */
  | { readonly type: 'reloaded'; readonly problems: number }
  /** It takes no more peers and hands out no more jobs; so many run still. */
  | { readonly type: 'draining'; readonly running: number }
  /** It has ended. So many jobs were running still. */
  | { readonly type: 'stopped'; readonly running: number };
