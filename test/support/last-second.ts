/**
 * A step in the last second before a deadline has one second of real time: the clocks of orders
 * never stand still. On a machine that was too busy for that the test has seen nothing, neither
 * right nor wrong, and is tried anew (`retry` in vitest.config.ts knows it by this message).
 */
export class LastSecondOver extends Error {
  constructor(instant: string, options: ErrorOptions = {}) {
    super(`the last second was over: it was ${instant} before the step was taken`, options);
  }
}
