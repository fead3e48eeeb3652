import type { PacketOf } from '../protocol/index.js';
import type { CreatedEvent, LostEvent, TaskEvent } from './task-event.js';

/** A packet that reports on a job. */
export type WorkPacket =
  | PacketOf<'WORK_DATA'>
  | PacketOf<'WORK_WARNING'>
  | PacketOf<'WORK_STATUS'>
  | PacketOf<'WORK_COMPLETE'>
  | PacketOf<'WORK_EXCEPTION'>
  | PacketOf<'WORK_FAIL'>;

/** What a job reports: the events that come from a worker. */
export type WorkEvent = Exclude<TaskEvent, CreatedEvent | LostEvent>;

/** Turns a packet about a job into the event of its task. Data is a view on the packet's. */
export function workEvent(packet: WorkPacket): WorkEvent {
  switch (packet.type) {
    case 'WORK_DATA':
      return { type: 'data', data: packet.data };
    case 'WORK_WARNING':
      return { type: 'warning', data: packet.data };
    case 'WORK_STATUS':
      return { type: 'status', numerator: number(packet.numerator), denominator: number(packet.denominator) };
    case 'WORK_COMPLETE':
      return { type: 'complete', data: packet.data };
    case 'WORK_EXCEPTION':
      return { type: 'exception', data: packet.data };
    case 'WORK_FAIL':
      return { type: 'fail' };
  }
}

/** Workers send any text for a number; what it begins with counts. */
function number(text: string): number {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : 0;
}
