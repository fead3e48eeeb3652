import type { Observer } from '../pool/observer.js';
import type { PoolStatus } from '../pool/pool-status.js';
import type { WorkEventTaker } from '../work-event.js';
import { exposition } from './exposition.js';
import { parseScrapeAddress } from './scrape-address.js';
import { ScrapeServer } from './scrape-server.js';
import { WorkMetrics } from './work-metrics.js';

/** Who is asked, and where. */
export interface MetricsWish {
  /** As `parseScrapeAddress` reads it. */
  readonly listen: string;
  readonly version: string;
}

/**
 * Counts what happens in a worker, answers those who ask for it, and says where. `status` tells how the worker stands, once
 * it has begun. Rejects with AddressError and ListenError.
 */
export async function openMetrics(
  { listen, version }: MetricsWish,
  status: () => PoolStatus | undefined,
  tell: WorkEventTaker,
): Promise<Observer> {
  const counted = new WorkMetrics(version);
  const warn = (message: string) => void tell({ type: 'warning', message });
  const server = await ScrapeServer.listen(
    parseScrapeAddress(listen),
    () => exposition(counted.metrics(status())),
    warn,
  );
  await tell({ type: 'metrics', address: server.address });
  return { hear: (event) => counted.hear(event), close: () => server.close() };
}
