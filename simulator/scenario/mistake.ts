/** Something is wrong with a scenario as it is written: the message begins with file and line, and says what was expected. */
export class Mistake extends Error {
  override readonly name = 'Mistake';
  constructor(
    readonly file: string,
    readonly line: number,
    readonly problem: string,
  ) {
    super(`${file}:${line}: ${problem}`);
  }
}

/** A step did not find what it expected. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
}

/** What a step waited for did not come in time. */
export class TimeOut extends Failure {
  override readonly name = 'TimeOut';
}
