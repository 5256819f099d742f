import { z } from 'zod';

type RawIssue = z.core.$ZodRawIssue;

/**
 * What a value must be, in our own words, where its schema has none. Zod itself would say
 * «expected string, received undefined». Nothing of what was sent is repeated.
 */
export function speakOurWords(): void {
  z.config({ customError: wordsOf });
}

function wordsOf(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is missing: it must be ${typeWords(issue.expected)}`
        : `must be ${typeWords(issue.expected)}`;
    case 'invalid_value':
      return issue.input === undefined
        ? `is missing: it must be ${oneOf(issue.values)}`
        : `must be ${oneOf(issue.values)}`;
    case 'too_small':
    case 'too_big':
      return boundWords(issue);
    case 'invalid_format':
      return `must be ${formatWords(issue.format)}`;
    case 'unrecognized_keys':
      return 'is a field that is not known here: leave it out';
    case 'invalid_union':
      return 'must be of one of the forms that the reference page shows';
    default:
      return 'must be of the form that the reference page shows';
  }
}

function typeWords(expected: string): string {
  const words: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
    nonoptional: 'given',
  };
  return words[expected] ?? 'of another type';
}

/** More values than a reader takes in are on the reference page. */
const valuesMax = 40;

function oneOf(values: readonly z.core.util.Primitive[]): string {
  const [first, ...others] = values.map(String);
  if (others.length === 0) return first ?? 'nothing';
  const named = [first, ...others].slice(0, valuesMax).join(', ');
  return others.length < valuesMax ? `one of ${named}` : `one of ${named} and further ones`;
}

type BoundIssue = RawIssue & { code: 'too_small' | 'too_big' };

function boundWords(issue: BoundIssue): string {
  const isLeast = issue.code === 'too_small';
  const bound = Number(isLeast ? issue.minimum : issue.maximum);
  if (issue.origin === 'string') {
    return bound === 1 && isLeast
      ? 'must not be empty'
      : `must have ${isLeast ? 'at least' : 'at most'} ${counted(bound, 'character')}`;
  }
  if (issue.origin === 'array' || issue.origin === 'set' || issue.origin === 'map') {
    return `must hold ${isLeast ? 'at least' : 'at most'} ${counted(bound, 'entry', 'entries')}`;
  }
  if (issue.inclusive === false) return `must be ${isLeast ? 'more' : 'less'} than ${bound}`;
  return `must be ${isLeast ? 'at least' : 'at most'} ${bound}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function formatWords(format: string): string {
  const words: Record<string, string> = {
    email: 'an e-mail address, such as name@example.com',
    url: 'a web address that begins with http:// or https://',
    date: 'a date, such as 2026-11-24',
    datetime: 'an instant by RFC 3339, such as 2026-11-24T09:00:00.000Z',
  };
  return words[format] ?? 'of the form that the reference page shows';
}
