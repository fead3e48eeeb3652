/** Reads Base64, also in lines and without padding; undefined for anything else. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === decodedBytes(text)) return bytes;
  // Node passes over what is no Base64, and then gives less than there is text for. Line ends are no mistake.
  const oneLine = text.replace(/[\r\n]+/g, '');
  return oneLine.length < text.length ? decodeBase64(oneLine) : undefined;
}

function decodedBytes(text: string): number {
  let digits = text.length;
  while (digits > 0 && digits > text.length - 2 && text[digits - 1] === '=') digits--;
  return Math.floor((digits * 3) / 4);
}
