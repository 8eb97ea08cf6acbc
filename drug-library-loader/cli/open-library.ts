import { readFileSync, statSync } from 'node:fs';
import { Library, Reason, contentsReason, reasonText } from '../../engine/index';
import { MemoryStorage } from '../../hal/desktop/memory-storage';
import { type Compilation, compile } from '../compiler/compile';
import { type Marks, readMarks } from '../compiler/marks';
import { type SignedParts, splitSigned } from '../signature/signed-file';
import type { Finding } from '../source/finding';
import { FaultySource } from './faulty-source';
import { UsageError } from './usage-error';

export interface OpenedLibrary {
  path: string;
  kind: 'source' | 'compiled' | 'signed';
  /** The compiled library; for a signed file, the part that the signatures cover. */
  bytes: Buffer;
  library: Library;
  marks: Marks;
  /** The whole signed file and its parts. Its signatures are not judged here: `verify` does. */
  signed?: SignedParts & { file: Buffer };
  /** Of a source. */
  compilation?: Compilation;
  findings?: Finding[];
}

const MAX_FILE_BYTES = 64_000_000;

/**
 * Opens a source (compiled in memory), a compiled library or a signed one. Throws a UsageError where there is no such file or it is none
 * of these, and a FaultySource where the source cannot be compiled.
 */
export function openLibrary(path: string): OpenedLibrary {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`there is no file or folder ${path}`);
  if (stat.isDirectory() || /\.(yaml|yml|json)$/.test(path)) return openSource(path);
  if (!(stat.size <= MAX_FILE_BYTES)) throw new UsageError(`${path} is too large to be a drug library`);
  const file = readFileSync(path);
  if (file[0] === COSE_SIGN[0] && file[1] === COSE_SIGN[1]) {
    const parts = splitSigned(file);
    if (!parts) throw new UsageError(`${path} begins like a signed library and is none: it is damaged`);
    return { ...opened(path, 'signed', parts.library), signed: { ...parts, file } };
  }
  return opened(path, 'compiled', file);
}

/** CBOR tag 98. */
const COSE_SIGN = [0xd8, 0x62];

function openSource(path: string): OpenedLibrary {
  const compilation = compile(path);
  if (!compilation.bytes) throw new FaultySource(path, compilation);
  return { ...opened(path, 'source', compilation.bytes), compilation, findings: compilation.findings };
}

function opened(path: string, kind: OpenedLibrary['kind'], bytes: Buffer): OpenedLibrary {
  const library = new Library(new MemoryStorage(bytes));
  let reason = library.open(0, bytes.length);
  if (reason === Reason.NONE) reason = contentsReason(library);
  if (reason !== Reason.NONE) {
    throw new UsageError(
      `${path} is not a drug library that can be read (code ${reason}): ${reasonText(reason)}`,
    );
  }
  return { path, kind, bytes, library, marks: readMarks(bytes) };
}
