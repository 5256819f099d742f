import { afterAll, beforeAll } from 'vitest';
import { type EngineWishes, startEngine, type TestEngine } from './engine.ts';

/** One engine for all tests of a file: it is there when the first of them begins. */
export function engineOfFile(wishes: EngineWishes = {}): TestEngine {
  const engine = {} as TestEngine;
  beforeAll(async () => {
    Object.assign(engine, await startEngine(wishes));
  });
  afterAll(() => engine.stop());
  return engine;
}
