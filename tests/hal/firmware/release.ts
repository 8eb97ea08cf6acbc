// A signed release as a pump holds it, for tests and measurements: made-up library, keys derived from names.
import { type LibraryModel, encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import { ORGANISATION, TODAY, fileOf, goodParts, text, trustBytes, uint } from '../../engine/library/signed';

export interface Release {
  /** The compiled library. */
  bytes: Buffer;
  /** The signed file. */
  file: Buffer;
  trust: Buffer;
  today: number;
}

/** Signs a library, whatever organisation it named. */
export function signedRelease(model: LibraryModel): Release {
  const library = { ...model, organisation: ORGANISATION };
  const { bytes } = encodeLibrary(library);
  const parts = goodParts(bytes);
  const head = [text(library.organisation), text(library.id), text(library.version), uint(library.sequence)];
  [...head, uint(library.effective), uint(library.reviewBy)].forEach((item, i) => {
    parts.manifest[i][1] = item;
  });
  return { bytes, file: fileOf(parts), trust: trustBytes(), today: TODAY };
}

export function openCommand({ file, trust, today }: Release): string {
  return `open ${file.length} ${today} 0 ${trust.toString('hex')}`;
}
