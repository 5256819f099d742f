/**
 * A reason for not starting that the person at the keyboard can do something about.
 * Its message is one sentence that says what to do; no stack is shown.
 */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}
