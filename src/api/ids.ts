import { typeid } from 'typeid-js';

/** A new TypeID of that prefix: sortable by time, made at the door or in an activity (§5). */
export function newId(prefix: string): string {
  return typeid(prefix).toString();
}
