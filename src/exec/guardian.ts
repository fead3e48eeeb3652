import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Lines of its input: `+ GROUP` runs, `- GROUP` has ended, `= GROUP` has ended and has left processes behind, `.` dismisses
 * the guardian. When the input ends without that, so do these groups: TERM, and KILL after two seconds; and the directory
 * ($1) goes.
 */
const SCRIPT = `
trap '' TERM INT HUP
directory=$1 running= left=
others_of() { for g in $running; do [ "$g" = "$1" ] || printf ' %s' "$g"; done; }
living_of() { for g in "$@"; do kill -s 0 -- "-$g" 2>/dev/null && printf ' %s' "$g"; done; }

# The groups of sessions of their own that have a FIFO open: also of a command of which nobody could tell us any more.
holding() {
  find /proc/[0-9]*/fd -lname "$directory/*" 2>/dev/null | cut -d / -f 3 | sort -u | while read -r pid; do
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    set -- \${stat##*) }
    [ "$3" != "$4" ] || printf ' %s' "$3"
  done
}

while read -r what group; do
  case $what in
    +) running="$running $group" ;;
    -) running=$(others_of "$group") ;;
    =) running=$(others_of "$group") left="$left $group" ;;
    .) exit ;;
  esac
  [ -z "$left" ] || left=$(living_of $left)
done
sleep 0.05
groups="$running $left $(holding)"
for g in $groups; do kill -s TERM -- "-$g"; kill -s CONT -- "-$g"; done 2>/dev/null
rounds=0
while groups=$(living_of $groups); [ -n "$groups" ] && [ $rounds -lt 40 ]; do
  sleep 0.05
  rounds=$((rounds + 1))
done
# Those who were just being born are on their feet now.
for g in $groups $(holding); do kill -s KILL -- "-$g"; done 2>/dev/null
rm -rf -- "$directory"
`;

/** A shell that outlives us, to end the processes of commands and to remove a directory when we were killed. */
export class Guardian {
  readonly #child: ChildProcess;
  #hasEnded = false;

  /** Starts it. Where none can be started, nobody guards. */
  constructor(directory: string) {
    this.#child = spawn('/bin/sh', ['-c', SCRIPT, 'gearctl-guardian', directory], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#child.on('error', () => this.#end());
    this.#child.on('close', () => this.#end());
    this.#child.stdin?.on('error', () => undefined); // Its exit tells.
  }

  /** Notes a group that runs. */
  begin(group: number): void {
    this.#tell('+', group);
  }

  /** Notes the end of its leader, and whether it left processes behind that have to end too. */
  end(group: number, hasLeft: boolean): void {
    this.#tell(hasLeft ? '=' : '-', group);
  }

  /** Dismisses it: nothing is ended any more. Resolves when it has gone. */
  async close(): Promise<void> {
    this.#child.stdin?.end('.\n');
    if (!this.#hasEnded) await once(this.#child, 'close');
  }

  #tell(what: string, group: number): void {
    this.#child.stdin?.write(`${what} ${group}\n`);
  }

  #end(): void {
    this.#hasEnded = true;
  }
}
