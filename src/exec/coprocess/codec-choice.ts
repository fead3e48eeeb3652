import type { Codec } from './codec.js';
import { type CoprocessSettings, MAX_MESSAGE_BYTES } from './coprocess-settings.js';
import { FrameCodec } from './frame-codec.js';
import { JsonlCodec } from './jsonl-codec.js';
import { LinesCodec } from './lines-codec.js';

/** Makes the codec for one process. */
export function codecFor({ protocol, escapes = false, maxMessageBytes = MAX_MESSAGE_BYTES }: CoprocessSettings): Codec {
  switch (protocol) {
    case 'jsonl':
      return new JsonlCodec(maxMessageBytes);
    case 'lines':
      return new LinesCodec(maxMessageBytes, escapes);
    case 'frame':
      return new FrameCodec(maxMessageBytes);
  }
}
