/** Something is wrong with how the command was called: exit code 2. The message says what, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
