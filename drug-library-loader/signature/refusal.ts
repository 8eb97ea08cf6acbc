/** Why a signature is not given, or a key or trust list not taken. `code` is stable; the message says what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}

export type RefusalCode =
  | 'not-a-library'
  | 'draft'
  | 'demonstration'
  | 'same-person'
  | 'changed'
  | 'role'
  | 'signed-already'
  | 'no-trust-list'
  | 'not-trusted'
  | 'wrong-signature'
  | 'organisation'
  | 'too-long'
  | 'passphrase'
  | 'wrong-key'
  | 'trust-list'
  | 'staff-list'
  | 'sequence';
