import type { PacketNeed } from './access-needs.js';
import type { Right } from './access-rule.js';

/** The code of a refusal, in an ERROR packet as in an `ERR` line. */
const ACCESS_DENIED = 'ACCESS_DENIED';

/** What an ERROR packet says. */
export interface PacketRefusal {
  readonly errorCode: string;
  readonly errorText: string;
}

/** Says in an ERROR packet that a peer may not do what a packet needs, to a function given as a byte string. */
export function packetRefusal(need: Exclude<PacketNeed, 'nothing'>, functionName: string): PacketRefusal {
  return { errorCode: ACCESS_DENIED, errorText: `Not allowed to ${deed(need, functionName)}` };
}

/** Says the same of a text command, as a line without its end. Blanks are written as gearmand writes them. */
export function commandRefusal(right: 'read' | 'change'): string {
  return `ERR ${ACCESS_DENIED} ${`Not allowed to ${deed(right, '')}`.replaceAll(' ', '+')}`;
}

/** Says what it is that is not allowed. */
export function deed(need: Right | 'ask', functionName: string): string {
  switch (need) {
    case 'submit':
      return `submit jobs to ${functionName}`;
    case 'work':
      return `work on ${functionName}`;
    case 'ask':
      return 'ask for the status of jobs';
    case 'read':
      return "ask for the server's state";
    case 'change':
      return 'change the server';
  }
}
