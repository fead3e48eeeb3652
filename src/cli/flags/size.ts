import { Flags } from '@oclif/core';
import { formatSize, parseSize, type SizeBounds } from '../../size.js';

/** A flag that takes a size and gives it in bytes. */
export const sizeFlag = Flags.custom<number, SizeBounds>({
  helpValue: 'SIZE',
  defaultHelp: async ({ options }) => (typeof options.default === 'number' ? formatSize(options.default) : undefined),
  parse: async (text, _command, { maxBytes = Number.MAX_SAFE_INTEGER }) => parseSize(text, { maxBytes }),
});
