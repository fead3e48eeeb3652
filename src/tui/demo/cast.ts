/** A server of the simulation. */
export interface DemoServer {
  readonly label: string;
  readonly version: string;
  /** Whether it counts jobs, as gearctl's server does. */
  readonly hasStats: boolean;
  /** It is away from a second of each cycle until another; without it never. */
  readonly away?: { readonly everyS: number; readonly fromS: number; readonly untilS: number };
}

/** A function of the simulation. */
export interface DemoFunction {
  readonly name: string;
  readonly server: string;
  /** The connections that can do it, by client ID and address. */
  readonly workers: readonly { readonly id: string; readonly address: string }[];
  /** Jobs that come in a second, on average. */
  readonly perSecond: number;
  /** By which share that rises and falls, and how long a rise and a fall take together. */
  readonly wave: { readonly share: number; readonly periodS: number };
  /** How long a job runs. */
  readonly runMs: number;
  /** The share of jobs that fail, and of those that wait at high and at low priority. */
  readonly failing: number;
  readonly high: number;
  readonly low: number;
  /** What waits at the beginning. */
  readonly backlog: number;
}

export const DEMO_SERVERS: readonly DemoServer[] = [
  { label: 'q1:4730', version: 'demo 0.1.0', hasStats: true },
  { label: 'q2:4730', version: 'demo 1.1.21', hasStats: false },
  { label: 'q3:4730', version: 'demo 1.1.20', hasStats: false, away: { everyS: 300, fromS: 200, untilS: 260 } },
];

/** So many workers, four on each host of a network. */
function crew(prefix: string, network: string, size: number): DemoFunction['workers'] {
  return Array.from({ length: size }, (_, at) => ({
    id: `${prefix}.${at + 1}`,
    address: `${network}.${21 + Math.floor(at / 4)}`,
  }));
}

const CALM = { share: 0.3, periodS: 240 };

export const DEMO_FUNCTIONS: readonly DemoFunction[] = [
  {
    ...{ name: 'thumbnail_resize', server: 'q1:4730', workers: crew('img', '10.0.4', 16), perSecond: 33, runMs: 380 },
    ...{ wave: { share: 0.6, periodS: 900 }, failing: 0.002, high: 0, low: 0.03, backlog: 6000 },
  },
  {
    ...{ name: 'video_transcode', server: 'q1:4730', workers: crew('video', '10.0.5', 8), perSecond: 3.4, runMs: 7000 },
    ...{ wave: { share: 0.5, periodS: 1200 }, failing: 0.019, high: 0.03, low: 0, backlog: 200 },
  },
  {
    ...{ name: 'mail_send', server: 'q2:4730', workers: crew('mail', '10.0.6', 12), perSecond: 20, runMs: 420 },
    ...{ wave: { share: 0.9, periodS: 420 }, failing: 0, high: 0.01, low: 0, backlog: 0 },
  },
  {
    ...{ name: 'webhook_post', server: 'q1:4730', workers: [], perSecond: 0.4, runMs: 100 },
    ...{ wave: CALM, failing: 0, high: 0, low: 0, backlog: 0 },
  },
  {
    ...{ name: 'pdf_render', server: 'q2:4730', workers: crew('pdf', '10.0.6', 4), perSecond: 2, runMs: 1700 },
    ...{ wave: { share: 0.7, periodS: 60 }, failing: 0.004, high: 0, low: 0, backlog: 6 },
  },
  {
    ...{ name: 'search_index', server: 'q2:4730', workers: crew('search', '10.0.7', 1), perSecond: 0.8, runMs: 1000 },
    ...{ wave: CALM, failing: 0, high: 0, low: 0.2, backlog: 2 },
  },
  {
    ...{ name: 'geo_lookup', server: 'q3:4730', workers: crew('geo', '10.0.7', 6), perSecond: 5, runMs: 90 },
    ...{ wave: CALM, failing: 0, high: 0, low: 0, backlog: 0 },
  },
  {
    ...{ name: 'dns_check', server: 'q3:4730', workers: crew('dns', '10.0.9', 4), perSecond: 1.7, runMs: 300 },
    ...{ wave: CALM, failing: 0.03, high: 0, low: 0, backlog: 0 },
  },
  ...['invoice_pdf', 'audit_log', 'cache_warm', 'report_nightly', 'sms_send', 'avatar_crop', 'ldap_sync'].map(
    (name, at): DemoFunction => ({
      ...{ name, server: at % 2 === 0 ? 'q1:4730' : 'q2:4730', workers: crew(name, '10.0.8', 1 + (at % 3)) },
      ...{ perSecond: 0.02 * at, wave: CALM, runMs: 200, failing: 0, high: 0, low: 0, backlog: 0 },
    }),
  ),
  {
    ...{ name: 'legacy_export', server: 'q3:4730', workers: [], perSecond: 0, runMs: 100 },
    ...{ wave: CALM, failing: 0, high: 0, low: 0, backlog: 0 },
  },
];
