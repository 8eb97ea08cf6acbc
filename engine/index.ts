/** What a caller of the engine may use: the dose-checking core, and the reader of signed libraries. */
export * from './core';
export {
  type HighestSequence,
  KeyFlag,
  LIBRARY_CONTEXT,
  type Manifest,
  type Policy,
  Proof,
  Role,
  type SignedFile,
  TRUST_CONTEXT,
  type TrustList,
  headReason,
  readTrustList,
  verifySigned,
} from './library/envelope';
export { type Bytes, Major, type Tokens, decode, newTokens, textOf } from './library/cbor';
export { type StoredRecord, decodeRecord, newRecord } from './library/limit-record';
export { basisOf, isUnit, kindOf, scaleOf, timeOf } from './dose/unit';
export { contentsReason } from './library/contents';
export { reasonText } from './library/signed-reason-text';
