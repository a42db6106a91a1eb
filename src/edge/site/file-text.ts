import { isUtf8 } from 'buffer';

/** The text of a file, or why it is none. */
export type FileText =
  { readonly text: string; readonly fault?: undefined } | { readonly text: ''; readonly fault: string };

/** The text of a file in UTF-8, without its byte order mark. Spreadsheets write other encodings too: these are told, not guessed. */
export function textIn(bytes: Buffer): FileText {
  const [first, second] = bytes;
  const isUtf16 =
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || bytes.subarray(0, 64).includes(0);
  if (isUtf16) {
    return { text: '', fault: 'is in UTF-16; save it as UTF-8 (in Excel "CSV UTF-8")' };
  }
  if (!isUtf8(bytes)) {
    return {
      text: '',
      fault: `is not in UTF-8 (line ${firstBadLine(bytes)}), but in an encoding such as GBK; save it as UTF-8 (in Excel "CSV UTF-8")`,
    };
  }
  return { text: bytes.toString('utf8').replace(/^\ufeff/, '') };
}

/** No byte of a character of UTF-8 but the line feed itself is a line feed: lines can be looked at one by one. */
function firstBadLine(bytes: Buffer): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(10, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) {
      return line;
    }
    start = end + 1;
  }
}
