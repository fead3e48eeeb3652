import type { Socket } from 'node:net';
import { ClosedError, ConnectionLostError, GearctlError, NameError } from '../errors.js';
import { type DialOptions, dial } from '../net/dial.js';
import { lostError } from '../net/dial-errors.js';
import type { ServerAddress } from '../net/server-address.js';
import type { AdminCommandName } from '../protocol/admin-commands.js';
import { TextAnswer } from './text-answer.js';

interface Question {
  readonly answer: TextAnswer;
  resolve(answer: TextAnswer): void;
  reject(error: GearctlError): void;
}

/**
 * The text protocol as it stands on the wire: commands are sent as they are given, and answers are the bytes that came.
 * One command is under way at a time. `Admin` reads the answers for whoever wants to know what they say.
 */
export class TextConnection {
  readonly #socket: Socket;
  readonly #server: string;
  #question: Question | undefined;
  #error: GearctlError | undefined;

  private constructor(socket: Socket, server: string) {
    this.#socket = socket;
    this.#server = server;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(lostError(server, error)));
    socket.on('end', () => this.#fail(new ConnectionLostError(server, `${server} closed the connection`)));
  }

  /** Connects. Rejects with ConnectError, TlsError or AbortedError. */
  static async open(address: ServerAddress, options: DialOptions): Promise<TextConnection> {
    return new TextConnection(await dial(address, options), address.label);
  }

  /**
   * Sends a command, its arguments byte strings that are not looked at, and waits for the answer as long as it takes.
   * Rejects with NameError for an argument with a line end, behind which another command would begin, with
   * ConnectionLostError when the connection ends before the answer does, and with ProtocolError for an endless one.
   */
  ask(command: AdminCommandName, ...args: string[]): Promise<TextAnswer> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    const broken = args.find((arg) => arg.includes('\n'));
    if (broken !== undefined)
      return Promise.reject(new NameError(`'${command}' cannot name ${JSON.stringify(broken)}: it has a line end`));
    return new Promise((resolve, reject) => {
      this.#question = { answer: new TextAnswer(command), resolve, reject };
      this.#socket.write(`${[command, ...args].join(' ')}\r\n`, 'latin1');
    });
  }

  /** Closes at once; a command that is under way rejects with ClosedError. */
  close(): void {
    this.#fail(new ClosedError(`the connection to ${this.#server} was closed`));
  }

  #receive(chunk: Buffer): void {
    const question = this.#question;
    if (question === undefined) return;
    try {
      if (!question.answer.add(chunk)) return;
    } catch (error) {
      if (!(error instanceof GearctlError)) throw error;
      this.#fail(error);
      return;
    }
    this.#question = undefined;
    question.resolve(question.answer);
  }

  #fail(error: GearctlError): void {
    this.#error ??= error;
    this.#question?.reject(error);
    this.#question = undefined;
    this.#socket.destroy();
  }
}
