/** Writes the line that says that a job was accepted. */
export function createdLine(handle: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('Task created: '), handle, Buffer.from('\n')]);
}
