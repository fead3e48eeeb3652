import type { OptionValues } from '../boost-options.js';
import type { GearadminIo } from './io.js';
import { OPERATIONS, type OptionName } from './option-table.js';
import { type PrintedAnswer, printedAnswer } from './printed-answer.js';
import { connect, type Server } from './server.js';
import { print } from './write-bytes.js';

/**
 * Has the server do what the options ask for, one after the other, and prints each answer before it asks on. Tells
 * whether the server said yes to all and all of it could be printed. Rejects with why the server could not be asked, and
 * with OutputError as soon as nobody reads what is printed any more.
 */
export async function askAll(values: OptionValues<OptionName>, server: Server, io: GearadminIo): Promise<boolean> {
  const connection = await connect(server, io.env);
  let isFine = true;
  try {
    for (const operation of OPERATIONS) {
      const value = values.get(operation.option);
      if (value === undefined) continue;
      const args = 'hasArgument' in operation ? [value] : [];
      const answer = printedAnswer(await connection.ask(operation.command, ...args));
      const isPrinted = await printAnswer(answer, io);
      isFine &&= isPrinted && !answer.isFailure;
    }
  } finally {
    // A process that ends at once closes it sooner than this, and is spared what Node does for it.
    setImmediate(() => connection.close());
  }
  return isFine;
}

/** What was asked for is done even where it cannot be printed. */
async function printAnswer({ isRefusal, pieces }: PrintedAnswer, io: GearadminIo): Promise<boolean> {
  const stream = isRefusal ? io.stderr : io.stdout;
  // It failed before, and that was said.
  return !stream.destroyed && (await print(stream, pieces, io.stderr));
}
