// A signed release as a pump holds it, for tests and measurements: made-up library, keys derived from names.
import { type LibraryModel, encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import {
  ORGANISATION,
  type Parts,
  TODAY,
  fileOf,
  goodParts,
  text,
  trustBytes,
  uint,
} from '../../engine/library/signed';

export interface Release {
  /** The compiled library. */
  bytes: Buffer;
  /** The signed file. */
  file: Buffer;
  trust: Buffer;
  today: number;
}

/** Signs a library, whatever organisation it named; `change` makes the parts of the signed file other ones. */
export function signedRelease(model: LibraryModel, change: (parts: Parts) => void = () => {}): Release {
  const library = { ...model, organisation: ORGANISATION };
  const { bytes } = encodeLibrary(library);
  const parts = goodParts(bytes);
  const head = [text(library.organisation), text(library.id), text(library.version), uint(library.sequence)];
  [...head, uint(library.effective), uint(library.reviewBy)].forEach((item, i) => {
    parts.manifest[i][1] = item;
  });
  change(parts);
  return { bytes, file: fileOf(parts), trust: trustBytes(), today: TODAY };
}

export function openCommand({ file, trust, today }: Release): string {
  return `open ${file.length} ${today} 0 ${trust.toString('hex')}`;
}
