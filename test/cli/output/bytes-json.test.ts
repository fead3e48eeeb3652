import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesJson } from '../../../src/cli/output/bytes-json.js';

describe('bytes in JSON', () => {
  it.each([
    ['', { data: '' }],
    ['68690a', { data: 'hi\n' }],
    ['efbbbf78', { data: '\ufeffx' }],
    ['c3bc', { data: 'ü' }],
    ['c3', { data_base64: 'ww==' }],
    ['ff00', { data_base64: '/wA=' }],
    ['eda080', { data_base64: '7aCA' }],
  ])('%s are %j', (hex, json) => {
    expect(bytesJson(Buffer.from(hex, 'hex'))).toEqual(json);
  });

  it('can be read back, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const json = JSON.parse(JSON.stringify(bytesJson(bytes)));
        const back = 'data' in json ? Buffer.from(json.data) : Buffer.from(json.data_base64, 'base64');
        expect(new Uint8Array(back)).toEqual(bytes);
      }),
    );
  });
});
