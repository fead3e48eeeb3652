import { AccessError, type GearctlError } from '../../errors.js';
import { bytesOf, decodeText } from '../../protocol/index.js';
import { COMMAND_NEEDS, functionNameIn, packetNeed } from './access-needs.js';
import { commandRefusal, deed, type PacketRefusal, packetRefusal } from './access-refusals.js';
import type { AccessRule, Right } from './access-rule.js';
import { type Grants, grantsOf, includesFunction } from './access-rules.js';
import { describeIdentity, type PeerIdentity } from './peer-identity.js';

/** How many verdicts on functions are kept for a peer. It chooses the names, so they must not pile up. */
const MAX_VERDICTS = 256;

/** As much of a function's name as a report has room for. */
const MAX_REPORTED_CHARACTERS = 80;

const NOTHING = new Uint8Array(0);

/**
 * What one peer may do, by the rules that are in force when it asks. A verdict on a function is found once and kept
 * until the rules change.
 */
export class PeerAccess {
  readonly #inForce: () => readonly AccessRule[];
  readonly #identity: PeerIdentity;
  readonly #report: (error: GearctlError) => void;
  #rules: readonly AccessRule[];
  #grants: Grants;
  readonly #verdicts = { submit: new Map<string, boolean>(), work: new Map<string, boolean>() };
  readonly #reported = new Set<Right | 'ask'>();
  /** The name of the function, with its NUL, of the last submission that was allowed: most clients have but one. */
  #lastSubmitted: Uint8Array = NOTHING;

  constructor(inForce: () => readonly AccessRule[], identity: PeerIdentity, report: (error: GearctlError) => void) {
    this.#inForce = inForce;
    this.#identity = identity;
    this.#report = report;
    this.#rules = inForce();
    this.#grants = grantsOf(this.#rules, identity);
  }

  /** Tells whether it may submit jobs for a function, given as a byte string. */
  maySubmit(functionName: string): boolean {
    return this.#mayForFunction('submit', functionName);
  }

  /** Tells whether it may work on a function, given as a byte string. */
  mayWork(functionName: string): boolean {
    return this.#mayForFunction('work', functionName);
  }

  /** Tells whether it may ask for the status of a job: who may submit jobs may, and who may read. */
  mayAsk(): boolean {
    const { submit, read } = this.#current();
    return read || submit.length > 0;
  }

  /** Tells whether it may ask for the server's state in text commands. */
  mayRead(): boolean {
    return this.#current().read;
  }

  /** Tells whether it may change the server by text commands. */
  mayChange(): boolean {
    return this.#current().change;
  }

  /**
   * Gives the ERROR with which a packet is refused, or undefined if it is allowed. Its body is a span of bytes. The first
   * refusal of its kind is reported.
   */
  refuseRequest(number: number, bytes: Uint8Array, start: number, end: number): PacketRefusal | undefined {
    const need = packetNeed(number);
    if (need === 'nothing' || (need === 'submit' && this.#submitsAgain(bytes, start, end))) return undefined;
    const functionName = need === 'ask' ? '' : functionNameIn(number, bytes, start, end);
    if (this.#may(need, functionName)) {
      if (need === 'submit') this.#lastSubmitted = bytesOf(`${functionName}\0`);
      return undefined;
    }
    this.#tell(need, functionName);
    return packetRefusal(need, functionName);
  }

  /** Gives the line, without its end, with which a text command is refused, or undefined if it is allowed. */
  refuseCommand(firstWord: string): string | undefined {
    const need = COMMAND_NEEDS.get(firstWord.toLowerCase()) ?? 'change';
    if (this.#may(need, '')) return undefined;
    this.#tell(need, '');
    return commandRefusal(need);
  }

  #submitsAgain(bytes: Uint8Array, start: number, end: number): boolean {
    const last = this.#lastSubmitted;
    if (last === NOTHING || this.#inForce() !== this.#rules || end - start < last.length) return false;
    for (let at = 0; at < last.length; at++) if (bytes[start + at] !== last[at]) return false;
    return true;
  }

  #may(need: Right | 'ask', functionName: string): boolean {
    switch (need) {
      case 'submit':
      case 'work':
        return this.#mayForFunction(need, functionName);
      case 'ask':
        return this.mayAsk();
      case 'read':
        return this.mayRead();
      case 'change':
        return this.mayChange();
    }
  }

  #mayForFunction(right: 'submit' | 'work', functionName: string): boolean {
    const globs = this.#current()[right];
    const verdicts = this.#verdicts[right];
    let verdict = verdicts.get(functionName);
    if (verdict === undefined) {
      verdict = includesFunction(globs, functionName);
      if (verdicts.size >= MAX_VERDICTS) verdicts.clear();
      verdicts.set(functionName, verdict);
    }
    return verdict;
  }

  #current(): Grants {
    const rules = this.#inForce();
    if (rules !== this.#rules) {
      this.#rules = rules;
      this.#grants = grantsOf(rules, this.#identity);
      this.#verdicts.submit.clear();
      this.#verdicts.work.clear();
      this.#reported.clear();
      this.#lastSubmitted = NOTHING;
    }
    return this.#grants;
  }

  #tell(need: Right | 'ask', functionName: string): void {
    if (this.#reported.has(need)) return;
    this.#reported.add(need);
    const name = decodeText(functionName).slice(0, MAX_REPORTED_CHARACTERS);
    this.#report(new AccessError(`${describeIdentity(this.#identity)} may not ${deed(need, name)}`));
  }
}
