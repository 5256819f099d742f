import { DomainError } from '../domain/errors.ts';

/** Deeper than any body is meant to be. */
const depthMax = 32;
/** Line breaks and tabs are text; what else controls a terminal is not. */
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/**
 * Refuses text that no database stores and no reader can show, wherever it stands: control
 * characters and halves of characters, in values and in names, with the place of the first.
 */
export function demandStorable(value: unknown, where: string): void {
  const open: { value: unknown; pointer: string; depth: number }[] = [
    { value, pointer: '', depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { pointer, depth } = next;
    if (depth > depthMax) throw refusal(where, pointer, 'too deep');
    if (typeof next.value === 'string' && !isText(next.value)) {
      throw refusal(where, pointer, 'control characters and half characters are not allowed');
    }
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const [name, member] of Object.entries(next.value).toReversed()) {
      if (!isText(name)) throw refusal(where, pointer, 'a name has no control characters');
      open.push({ value: member, pointer: `${pointer}/${name.slice(0, 64)}`, depth: depth + 1 });
    }
  }
}

function isText(text: string): boolean {
  return text.isWellFormed() && !controls.test(text);
}

function refusal(where: string, pointer: string, message: string): DomainError {
  return new DomainError('malformed_request', `The ${where} holds what cannot be kept.`, {
    in: where,
    errors: [{ pointer, code: 'not_storable', message }],
  });
}
