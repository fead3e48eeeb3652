import type { QueueState } from '../../../src/tui/model/types.js';

/** A function of the cluster that screens are tested with. */
export interface ProdFunction {
  readonly name: string;
  readonly server: 'q1:4730' | 'q2:4730';
  readonly waiting: number;
  readonly running: number;
  readonly workers: number;
  readonly netPerSecond: number;
  readonly state: QueueState;
  readonly drainMs?: number;
  readonly priorities: readonly [high: number, normal: number, low: number];
  readonly inPerSecond: number;
  readonly outPerSecond: number;
  readonly failedPercent?: number;
  readonly oldestAgeMs?: number;
  /** The last two minutes in 11 columns, the last ten in 14; levels from 1 to 8. */
  readonly trends: readonly [short: string, long: string];
}

const FLAT = ['11111111111', '11111111111111'] as const;
const BLIP = ['11111188111', '11111111881111'] as const;

/** Numbers of an afternoon in which something is wrong. */
export const PROD_FUNCTIONS: readonly ProdFunction[] = [
  {
    ...{ name: 'thumbnail_resize', server: 'q1:4730', waiting: 3204, running: 16, workers: 16, netPerSecond: -12.1 },
    ...{ state: 'draining', drainMs: 264_000, priorities: [0, 3104, 100], inPerSecond: 31, outPerSecond: 43.1 },
    ...{ failedPercent: 0.2, oldestAgeMs: 252_000, trends: ['88776554433', '88877665544332'] },
  },
  {
    ...{ name: 'video_transcode', server: 'q1:4730', waiting: 1190, running: 8, workers: 8, netPerSecond: 2.3 },
    ...{ state: 'growing', priorities: [40, 1150, 0], inPerSecond: 3.4, outPerSecond: 1.1 },
    ...{ failedPercent: 1.9, oldestAgeMs: 1_260_000, trends: ['33444556788', '33334455667788'] },
  },
  {
    ...{ name: 'mail_send', server: 'q2:4730', waiting: 402, running: 9, workers: 12, netPerSecond: -8.8 },
    ...{ state: 'draining', drainMs: 46_000, priorities: [2, 400, 0], inPerSecond: 20.2, outPerSecond: 29 },
    ...{ failedPercent: 0, oldestAgeMs: 38_000, trends: ['11247887521', '11123688875321'] },
  },
  {
    ...{ name: 'webhook_post', server: 'q2:4730', waiting: 118, running: 0, workers: 0, netPerSecond: 0.4 },
    ...{ state: 'stalled', priorities: [0, 118, 0], inPerSecond: 0.4, outPerSecond: 0 },
    ...{ oldestAgeMs: 302_000, trends: ['11111888888', '11111188888888'] },
  },
  {
    ...{ name: 'pdf_render', server: 'q2:4730', waiting: 14, running: 3, workers: 4, netPerSecond: 0 },
    ...{ state: 'steady', priorities: [0, 14, 0], inPerSecond: 2, outPerSecond: 2, failedPercent: 0.4 },
    ...{ oldestAgeMs: 6000, trends: ['37878685858', '36846846847858'] },
  },
  {
    ...{ name: 'search_index', server: 'q1:4730', waiting: 2, running: 1, workers: 1, netPerSecond: 0 },
    ...{ state: 'steady', priorities: [0, 2, 0], inPerSecond: 0.8, outPerSecond: 0.8, failedPercent: 0 },
    ...{ oldestAgeMs: 1000, trends: BLIP },
  },
  idle('geo_lookup', 6, 5.1, 0, BLIP),
  idle('invoice_pdf', 4, 0.2, 0, BLIP),
  idle('audit_log', 2, 9.3, 0, BLIP),
  idle('cache_warm', 2, 0, undefined, FLAT),
  idle('report_nightly', 1, 0, undefined, FLAT),
  idle('sms_send', 2, 0.1, 0, BLIP),
  idle('avatar_crop', 2, 0, undefined, FLAT),
  idle('dns_check', 4, 1.7, 3.1, BLIP),
  idle('legacy_export', 0, 0, undefined, FLAT),
  idle('ldap_sync', 1, 0, undefined, FLAT),
  idle('thumb_purge', 1, 0, undefined, FLAT),
  idle('ml_score', 2, 0.6, 0, BLIP),
  idle('zip_bundle', 1, 0, undefined, FLAT),
];

function idle(
  name: string,
  workers: number,
  perSecond: number,
  failedPercent: number | undefined,
  trends: ProdFunction['trends'],
): ProdFunction {
  return {
    ...{ name, server: 'q2:4730', waiting: 0, running: 0, workers, netPerSecond: 0, state: 'idle' },
    ...{ priorities: [0, 0, 0], inPerSecond: perSecond, outPerSecond: perSecond, trends },
    ...(failedPercent !== undefined && { failedPercent }),
  };
}

/** Connections: server, descriptor, address, client ID, functions, and for how long they have been seen. */
export type ProdWorker = readonly [string, string, string, string, string, number];

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

/** The connections that have something to tell; others fill the cluster up. */
export const PROD_WORKERS: readonly ProdWorker[] = [
  ['q1:4730', '17', '10.0.4.21', 'img-a.1', 'thumbnail_resize avatar_crop', 2 * DAY + 4 * HOUR],
  ['q1:4730', '18', '10.0.4.21', 'img-a.2', 'thumbnail_resize avatar_crop', 2 * DAY + 4 * HOUR],
  ['q1:4730', '23', '10.0.4.22', 'img-b.1', 'thumbnail_resize', 6 * HOUR + 12 * MINUTE],
  ['q1:4730', '24', '10.0.4.22', 'img-b.2', 'thumbnail_resize', 6 * HOUR + 12 * MINUTE],
  ['q1:4730', '31', '10.0.4.23', 'img-c.4', 'thumbnail_resize', 94 * SECOND],
  ['q1:4730', '40', '10.0.5.7', 'video-1.1', 'video_transcode', DAY + 2 * HOUR],
  ['q1:4730', '41', '10.0.5.7', 'video-1.2', 'video_transcode', DAY + 2 * HOUR],
  ['q1:4730', '44', '10.0.5.8', 'video-2.1', 'video_transcode', DAY + 2 * HOUR],
  ['q2:4730', '12', '10.0.6.3', 'mail.1', 'mail_send sms_send', 9 * MINUTE],
  ['q2:4730', '13', '10.0.6.3', 'mail.2', 'mail_send sms_send', 9 * MINUTE],
  ['q2:4730', '15', '10.0.6.4', 'mail.3', 'mail_send sms_send', 101 * SECOND],
  ['q2:4730', '19', '10.0.6.9', 'pdf.1', 'pdf_render invoice_pdf', 4 * DAY],
  ['q2:4730', '20', '10.0.6.9', 'pdf.2', 'pdf_render invoice_pdf', 4 * DAY],
  ['q2:4730', '28', '10.0.7.2', 'geo.1', 'geo_lookup', 11 * HOUR],
  ['q2:4730', '33', '10.0.7.9', '-', 'audit_log cache_warm ldap_sync ml_score', 3 * HOUR + 7 * MINUTE],
  ['q2:4730', '51', '10.0.9.14', 'dns@edge', 'dns_check', 20 * DAY],
  ['q2:4730', '52', '10.0.9.15', 'dns@edge2', 'dns_check', 20 * DAY],
  ['q2:4730', '60', '10.0.9.31', 'report', 'report_nightly', 6 * MINUTE],
  ['q1:4730', '61', '10.0.9.40', '-', '', 2 * SECOND],
];
