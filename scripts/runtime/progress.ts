/** Where the lines of a start go. */
export type Print = (line: string) => void;

/** Runs one step and prints its line when it is done: what, how long, and where to find it. */
export async function step<T>(
  print: Print,
  title: string,
  work: () => Promise<{ result: T; where?: string }>,
): Promise<T> {
  const began = performance.now();
  const { result, where } = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  print(
    `  ✓ ${title.padEnd(34)} ${seconds.padStart(5)} s${where === undefined ? '' : `   ${where}`}`,
  );
  return result;
}
