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
