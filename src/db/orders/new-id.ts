import { typeid } from 'typeid-js';

/** TypeIDs sort by time and say what they are. */
export function newId(prefix: string): string {
  return typeid(prefix).toString();
}
