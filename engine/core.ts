/**
 * The dose-checking core, the part that a firmware embeds as `dist/engine.js`: everything is exact decimal arithmetic; nothing here does
 * input or output, throws on bad input, or keeps anything between calls but the records of an open library.
 */
export { check, type DeliverableRate, type Finding, type Verdict } from './dose/verdict';
export { type Limits, VerdictCode, judgeProgram, outcome } from './dose/check';
export { Field, Severity } from './dose/finding';
export { RateField } from './dose/deliverable-rate';
export {
  DELIVERY_NAMES,
  Delivery,
  type InfusionProgram,
  PROGRAM_TYPE_NAMES,
  type Program,
  ProgramType,
  infusionProgram,
  newProgram,
  readConcentration,
  readQuantity,
} from './dose/infusion-program';
export { Bound, EntryFlag, Key, type LimitRecord, QUANTITY_NAMES, Quantity } from './dose/limit';
export { Basis, Kind, Time, Unit, parseUnit, unitText } from './dose/unit';
export { type Decimal, parseDecimal } from './number/decimal';
export {
  type CareArea,
  type DrugName,
  type EntryChoice,
  type EntryNames,
  careAreas,
  drugs,
  entriesOf,
  entryChoice,
  findEntries,
} from './library/catalogue';
export { type EntryKey, Library, type LibraryHead } from './library/library';
export type { LibraryStorage } from './library/storage';
export { Reason } from './reason';
export { iheCode, reasonText } from './reason-text';
