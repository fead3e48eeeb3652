import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputFileError } from '../../../errors.js';
import { systemMessage } from '../../../system-message.js';
import type { ProcessSettings } from '../function-settings.js';
import type { ResultOutput } from '../result-output.js';

const READ_BYTES = 65_536;

/**
 * Hands the file over that holds the result of a job, piece by piece. A relative path begins where the command ran. We may
 * be allowed more than the command: a file that is not its user's, or not below its root, is refused. Rejects with
 * InputFileError, and with what the output throws.
 */
export async function takeResultFile(
  path: string,
  process: ProcessSettings,
  output: Pick<ResultOutput, 'take'>,
): Promise<void> {
  const file = await openFile(path, process);
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(READ_BYTES), 0, READ_BYTES);
      if (bytesRead === 0) return;
      await output.take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

async function openFile(path: string, { cwd = '.', chroot, user }: ProcessSettings): Promise<FileHandle> {
  try {
    const found = chroot === undefined ? resolve(cwd, path) : await pathBelow(chroot, cwd, path);
    // Without O_NONBLOCK a FIFO would be waited for.
    const file = await open(found, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (stat.isFile() && (user === undefined || stat.uid === user.uid)) return file;
    await file.close();
  } catch (cause) {
    throw new InputFileError(`cannot read the result file ${path}: ${systemMessage(cause)}`, { cause });
  }
  throw new InputFileError(`the result file ${path} is no file of the command's user`);
}

/** A symbolic link may lead out of the root, where the command itself cannot go. */
async function pathBelow(root: string, cwd: string, path: string): Promise<string> {
  const found = await realpath(resolve(root, `.${resolve('/', cwd, path)}`));
  const top = await realpath(root);
  if (found.startsWith(`${top}/`)) return found;
  throw new InputFileError(`the result file ${path} is not below ${root}`);
}
