import { Key, Library, Quantity, Reason, contentsReason, reasonText } from '../../engine/index';
import { MemoryStorage } from '../../hal/desktop/memory-storage';
import type { Code } from '../source/codes';
import type { Widening } from '../source/extends';
import { type Finding, Findings } from '../source/finding';
import { type Place, type SourceMap, isMap, listAt, mapAt, placeOf } from '../source/place';
import { readSource } from '../source/source';
import { checkStructure, escaped } from '../source/structure';
import { type SourceCareArea, readCareArea } from './care-area';
import { ceilingOf } from './ceiling';
import {
  type CompiledLibrary,
  type EntryModel,
  type LibraryModel,
  type RecordModel,
  encodeLibrary,
} from './encode';
import { type Concentration, type SourceEntry, readEntry } from './entry';
import { type SourceHead, readHead } from './head';
import { limitItems, shareExponent } from './limit-items';
import { MAX_WAIVERS } from './marks';
import { type SourcePump, readPump } from './pump';
import { checkIdentity } from './rules/identity';
import { checkInitials } from './rules/initial';
import { checkReach } from './rules/reach';
import { checkSafety } from './rules/safety';
import { checkUnits } from './rules/units';

/** A release that the new one must come after. */
export interface PreviousRelease {
  organisation: string;
  library: string;
  sequence: number;
}

export interface Compilation {
  /** Everything the compiler says, by file and line. */
  findings: Finding[];
  head: SourceHead | null;
  careAreas: SourceCareArea[];
  /** Entries of the source that could be read. */
  entries: SourceEntry[];
  /** Absent where a fault stands in the way: then nothing may be written. */
  bytes?: Buffer;
  /** The compiled entries in the order of the index, each with the source entry it came from. */
  compiled: { model: EntryModel; source: SourceEntry }[];
  /** With an error that no waiver covers: can be tried and inspected, not signed. */
  draft: boolean;
  waivers: number;
  widenings: Widening[];
  /** Entries that a draft leaves out, because their limits are out of order. */
  leftOut: SourceEntry[];
}

/** Errors that a written reason in the entry may accept. The others cannot be compiled, or would be refused by every pump. */
const WAIVABLE: Code[] = [
  'custom-without-lower-hard',
  'kind-mismatch',
  'weight-limits-missing',
  'bsa-limits-missing',
  'initial-alerts',
  'duplicate-entry',
  'high-alert-without-upper-hard',
];

/**
 * Compiles the source at `path` (a folder or a file): every message of every rule in one run and, unless a fault stands in the way, the
 * compiled bytes. Never throws for what stands in the source.
 */
export function compile(path: string, previous?: PreviousRelease): Compilation {
  const findings = new Findings();
  const source = readSource(path, findings);
  const compilation: Compilation = {
    findings: [],
    head: null,
    careAreas: [],
    entries: [],
    compiled: [],
    draft: false,
    waivers: 0,
    widenings: source.widenings,
    leftOut: [],
  };
  if (source.root && source.withoutBase) {
    // Without its base a local library is full of holes that are none.
    checkStructure(source.root, 'part', findings);
    compilation.head = readHead(source.root, new Findings());
  } else if (source.root) compileRoot(source.root, source.complete, compilation, findings, previous);
  compilation.findings = findings.sorted();
  return compilation;
}

function compileRoot(
  root: SourceMap,
  complete: boolean,
  compilation: Compilation,
  findings: Findings,
  previous?: PreviousRelease,
): void {
  const faulty = checkStructure(root, complete ? 'whole' : 'some files', findings);
  const pumpMap = mapAt(root, 'pump');
  const pump = pumpMap && !hasWithin(faulty, '/pump') ? readPump(pumpMap, findings) : null;
  const inHead = [...faulty].some((at) => !/^\/(pump|advisories|care-areas)\b/.test(at));
  const head = inHead ? null : readHead(root, findings);
  compilation.head = head;
  readAreas(root, faulty, compilation, findings);
  const careAreas = new Map(compilation.careAreas.map((area) => [area.id, area]));
  const book = { entries: compilation.entries, careAreas, pump, findings };
  checkIdentity(book);
  checkSafety(book);
  checkUnits(book);
  checkReach(book);
  if (head && previous) checkSequence(head, previous, root, findings);
  if (!head || !pump || findings.faulty) {
    applyWaivers(compilation, findings);
    return;
  }
  const model = modelOf(head, pump, compilation);
  const encoded = encode(model, compilation, findings);
  if (!encoded) return;
  checkInitials(
    open(encoded.bytes),
    compilation.compiled.map(({ source }) => source),
    findings,
  );
  applyWaivers(compilation, findings);
  model.draft = compilation.draft;
  model.waivers = compilation.waivers;
  // The head says nothing of draft and waivers where there are none: then the bytes are those that were judged.
  const marked = compilation.draft || compilation.waivers > 0;
  compilation.bytes = marked ? encodeLibrary(model).bytes : encoded.bytes;
}

function hasWithin(faulty: Set<string>, pointer: string): boolean {
  return [...faulty].some((at) => at === pointer || at.startsWith(`${pointer}/`));
}

function readAreas(root: SourceMap, faulty: Set<string>, compilation: Compilation, findings: Findings): void {
  const areas = mapAt(root, 'care-areas') ?? {};
  const advisories = mapAt(root, 'advisories');
  // By id: the same source in another order gives the same bytes.
  for (const id of Object.keys(areas).sort()) {
    const map = mapAt(areas, id);
    if (!map) continue;
    const pointer = `/care-areas/${escaped(id)}`;
    const outside = [...faulty].some(
      (at) => at === pointer || (at.startsWith(`${pointer}/`) && !at.startsWith(`${pointer}/entries/`)),
    );
    // What the schema has said of the area already is not said again.
    const area = readCareArea(id, map, outside ? new Findings() : findings);
    compilation.careAreas.push(area);
    (listAt(map, 'entries') ?? []).forEach((entry, i) => {
      if (!isMap(entry) || faulty.has(`${pointer}/entries/${i}`)) return;
      const read = readEntry(entry, id, area.weightInGrams, advisories, findings);
      if (read) compilation.entries.push(read);
    });
  }
}

function checkSequence(
  head: SourceHead,
  previous: PreviousRelease,
  root: SourceMap,
  findings: Findings,
): void {
  if (head.id !== previous.library || head.organisation !== previous.organisation) {
    findings.add(
      'sequence-not-rising',
      `the release before is of library "${previous.library}" of "${previous.organisation}", not of this one`,
      placeOf(root, 'library'),
      undefined,
      'Compare with a release of the same library and organisation.',
    );
  } else if (!(head.sequence > previous.sequence)) {
    findings.add(
      'sequence-not-rising',
      `sequence ${head.sequence} does not come after ${previous.sequence}, the release before`,
      placeOf(root, 'sequence'),
    );
  }
}

function modelOf(head: SourceHead, pump: SourcePump, compilation: Compilation): LibraryModel {
  const careAreas = compilation.careAreas.map((area) => ({
    id: area.id,
    title: area.title,
    weightInGrams: area.weightInGrams,
    record: area.record,
    basicText: area.basicText,
  }));
  const entries = compilation.entries.flatMap((source) => {
    const limits = [...source.limits.values()];
    const custom = source.concentrations.flatMap((each) => (each.kind === 'custom' ? [each.limit] : []));
    if (![...limits, ...custom].every((limit) => limit.ordered)) {
      compilation.leftOut.push(source);
      return [];
    }
    const area = compilation.careAreas.find(({ id }) => id === source.careArea) as SourceCareArea;
    return source.concentrations.map((concentration) => {
      const model = entryModel(source, concentration);
      model.ceiling = ceilingOf(source, concentration, area, pump);
      compilation.compiled.push({ model, source });
      return model;
    });
  });
  return { ...head, pump: pump.record, careAreas, entries, widened: compilation.widenings.length };
}

function entryModel(source: SourceEntry, concentration: Concentration): EntryModel {
  const record: RecordModel = new Map();
  const custom = concentration.kind === 'custom' ? [concentration.limit] : [];
  for (const limit of [...source.limits.values(), ...custom]) {
    if (limit.unit === 0) continue;
    record.set(limit.quantity, limitItems(limit.unit, limit.points));
    if (limit.cap)
      record.set(Key.CAP + limit.quantity, limitItems(limit.cap.unit, { upperHard: limit.cap.number }));
  }
  if (source.window && record.has(Quantity.ACCUMULATED_DOSE)) record.set(Key.WINDOW, source.window);
  if (source.kvo) record.set(Key.KVO, source.kvo);
  const { careArea, id, drug, therapy, anaesthesia, type, flags, advisories, drugClass, codes } = source;
  return {
    careArea,
    id,
    drug,
    therapy,
    anaesthesia,
    type,
    flags,
    concentration: concentration.kind === 'fixed' ? fixedConcentration(concentration) : undefined,
    record,
    advisories,
    drugClass,
    codes,
    ceiling: { rate: 0, volume: 0 },
  };
}

function fixedConcentration(fixed: Concentration & { kind: 'fixed' }): [number, number, number, number] {
  const { exponent, coefficients } = shareExponent([fixed.amount, fixed.volume]);
  return [fixed.unit, exponent, coefficients[0] as number, coefficients[1] as number];
}

/** Encodes the model and brings `compiled` into the order of its index; undefined, with a finding, where something is too long. */
function encode(
  model: LibraryModel,
  compilation: Compilation,
  findings: Findings,
): CompiledLibrary | undefined {
  try {
    const encoded = encodeLibrary(model);
    const sources = new Map(compilation.compiled.map(({ model, source }) => [model, source]));
    compilation.compiled = encoded.entries.map((entry) => ({
      model: entry,
      source: sources.get(entry) as SourceEntry,
    }));
    return encoded;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    findings.add('does-not-fit', error.message);
    return undefined;
  }
}

/** Opens what was compiled as a pump would, every record once: what the engine refuses must never leave this machine. */
function open(bytes: Buffer): Library {
  const library = new Library(new MemoryStorage(bytes));
  let reason = library.open(0, bytes.length);
  if (reason === Reason.NONE) reason = contentsReason(library);
  if (reason !== Reason.NONE)
    throw new Error(`the compiled library cannot be read back: ${reasonText(reason)}`);
  return library;
}

function applyWaivers(compilation: Compilation, findings: Findings): void {
  const waivers = new Map<string, { reason: string; place: Place; used: boolean; entry: SourceEntry }>();
  for (const entry of compilation.entries) {
    if (entry.waiver) waivers.set(`${entry.careArea}/${entry.id}`, { ...entry.waiver, used: false, entry });
  }
  for (const finding of findings.list) {
    const waiver = waivers.get(`${finding.careArea}/${finding.entry}`);
    if (!waiver || finding.severity !== 'error' || !WAIVABLE.includes(finding.code)) continue;
    waiver.used = true;
    finding.severity = 'waived';
    finding.waiver = waiver.reason;
    compilation.waivers++;
  }
  for (const { used, entry, place } of waivers.values()) {
    if (used || findings.faulty) continue;
    findings.add('waiver-unused', 'the entry has a waiver and no error that it covers', place, {
      careArea: entry.careArea,
      entry: entry.id,
    });
  }
  if (compilation.waivers > MAX_WAIVERS)
    findings.add('too-many-waivers', `${compilation.waivers} errors of this library are waived`);
  compilation.draft = findings.list.some((finding) => finding.severity === 'error');
}
