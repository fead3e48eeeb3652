/** Something that a signal can end. */
export interface Abortable {
  abort(reason: unknown): void;
}

interface Group {
  readonly members: Set<Abortable>;
  readonly onAbort: () => void;
}

/**
 * What ends when a signal fires. However many share a signal, it gets one listener: its list of listeners is walked
 * with every change, which ten thousand tasks under one signal would feel.
 */
export class AbortGroups {
  readonly #bySignal = new Map<AbortSignal, Group>();

  /** Adds a member; the signal must not have fired yet. */
  add(signal: AbortSignal, member: Abortable): void {
    let group = this.#bySignal.get(signal);
    if (group === undefined) {
      const members = new Set<Abortable>();
      group = { members, onAbort: () => members.forEach((each) => void each.abort(signal.reason)) };
      this.#bySignal.set(signal, group);
      signal.addEventListener('abort', group.onAbort);
    }
    group.members.add(member);
  }

  /** Removes a member, and the listener with the last one. */
  remove(signal: AbortSignal, member: Abortable): void {
    const group = this.#bySignal.get(signal);
    if (group === undefined) return;
    group.members.delete(member);
    if (group.members.size > 0) return;
    signal.removeEventListener('abort', group.onAbort);
    this.#bySignal.delete(signal);
  }
}
