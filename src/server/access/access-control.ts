import { GearctlError } from '../../errors.js';
import { readConfigFile } from '../config-file.js';
import type { AccessRule } from './access-rule.js';
import { PeerAccess } from './peer-access.js';
import type { PeerIdentity } from './peer-identity.js';
import { parseAccessRules } from './rule-file.js';

/** The rules of a file: they are in force until the file is read again. */
export class AccessControl {
  readonly #file: string;
  readonly #report: (error: GearctlError) => void;
  #rules: readonly AccessRule[];

  private constructor(file: string, report: (error: GearctlError) => void, rules: readonly AccessRule[]) {
    this.#file = file;
    this.#report = report;
    this.#rules = rules;
  }

  /** Reads the rules. `report` hears of what peers are refused, and of rules that cannot be reloaded. Throws ConfigError. */
  static async open(file: string, report: (error: GearctlError) => void): Promise<AccessControl> {
    return new AccessControl(file, report, await readRules(file));
  }

  /** Gives what a peer may do, now and by the rules that come. */
  forPeer(identity: PeerIdentity): PeerAccess {
    return new PeerAccess(() => this.#rules, identity, this.#report);
  }

  /** Reads the file again, for the peers that are there as for those that come. If it is wrong, the rules stay. */
  async reload(): Promise<void> {
    try {
      this.#rules = await readRules(this.#file);
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      this.#report(error);
    }
  }
}

async function readRules(file: string): Promise<AccessRule[]> {
  return parseAccessRules(await readConfigFile(file, 'the access rules'), file);
}
