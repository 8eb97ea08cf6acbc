/** What a caller of the engine may use: the dose-checking core, and the reader of signed libraries. */
export * from './core';
export {
  type HighestSequence,
  KeyFlag,
  type Manifest,
  type Policy,
  Proof,
  Role,
  type SignedFile,
  type TrustList,
  headReason,
  readTrustList,
  verifyLibrary,
  verifyTrustList,
} from './library/envelope';
