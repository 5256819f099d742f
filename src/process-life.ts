/** The word before the JSON of the one line that `npm start` waits for on a program's stdout. */
export const readyWord = 'READY';

/** Tells whoever started this program that it serves now, and where; to be called once. */
export function announceReady(details: Record<string, unknown> = {}): void {
  process.stdout.write(`${readyWord} ${JSON.stringify(details)}\n`);
}

/**
 * Ends this program in order when it is told to (SIGTERM, SIGINT) or when the process that
 * started it is gone, `kill -9` included: then the channel between the two breaks. `stop` runs
 * once and the program exits with 0, or with 1 where it throws or takes over `graceMs`.
 */
export function endWithParent(stop: () => Promise<void>, graceMs = 10_000): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`could not stop in order: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  // A parent that died can't read any more; what is still printed must not end us early.
  process.stdout.on('error', () => undefined);
  if (process.channel !== undefined) process.on('disconnect', end);
}
