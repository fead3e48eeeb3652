import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListenError } from '../../../errors.js';
import { errnoOf } from '../../../exec/errno.js';
import { systemMessage } from '../../../system-message.js';
import { EXPOSITION_TYPE } from './exposition.js';
import { type ScrapeAddress, scrapeAddressText } from './scrape-address.js';

const PATH = '/metrics';

/** A few who watch, and no more: each costs a descriptor. */
const MAX_CONNECTIONS = 32;

/** How long a request may take to arrive, in ms. */
const REQUEST_WITHIN_MS = 10_000;

/** Answers `GET /metrics`, and nothing else. */
export class ScrapeServer {
  /** Where it listens, with the port that it got. */
  readonly address: string;
  readonly #server: Server;

  private constructor(server: Server, address: string) {
    this.#server = server;
    this.address = address;
  }

  /**
   * Listens. `text` makes what is answered, `onTrouble` hears of those who could not connect. Rejects with ListenError.
   */
  static async listen(
    where: ScrapeAddress,
    text: () => string,
    onTrouble: (message: string) => void,
  ): Promise<ScrapeServer> {
    const server = createServer(
      { requestTimeout: REQUEST_WITHIN_MS, headersTimeout: REQUEST_WITHIN_MS },
      (request, response) => answer(request, response, text),
    );
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(listenError(where, error)));
      server.listen(where, resolve);
    });
    server.on('error', (error) => onTrouble(`metrics could not be asked for: ${systemMessage(error)}`));
    const { port } = server.address() as AddressInfo;
    return new ScrapeServer(server, scrapeAddressText({ ...where, port }));
  }

  /** Ends it, and all connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}

function answer({ method, url = '' }: IncomingMessage, response: ServerResponse, text: () => string): void {
  const [path] = url.split('?');
  if (path !== PATH) {
    refuse(response, 404, `there is nothing here: ask for ${PATH}`);
  } else if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'ask by GET');
  } else {
    // Node leaves the body out of the answer to HEAD.
    response.writeHead(200, { 'Content-Type': EXPOSITION_TYPE }).end(text());
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

function listenError(where: ScrapeAddress, cause: Error): ListenError {
  return new ListenError(
    `cannot listen on ${scrapeAddressText(where)} for metrics: ${systemMessage(cause)}`,
    errnoOf(cause),
    {
      hint: 'choose another port, or :0 for a free one',
      cause,
    },
  );
}
