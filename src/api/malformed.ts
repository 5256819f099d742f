import type { FastifyError } from 'fastify';
import { DomainError } from '../domain/errors.ts';

/** What the validation found, as the type provider passes zod's issues on. */
interface Issue {
  keyword: string;
  instancePath: string;
  message?: string;
  params?: { keys?: unknown; errors?: unknown };
}

interface Fault {
  pointer: string;
  code: string;
  message: string;
}

/** A part of an issue of a union: what one of its forms would have wanted. */
interface FormIssue {
  code: string;
  path: (string | number)[];
  message: string;
  keys?: unknown;
  errors?: unknown;
}

/** Nobody reads more; the rest shows once these are mended. */
const faultsMax = 50;
/** What a caller invented as a name may be personal: it is shortened, never shown whole. */
const nameLengthMax = 64;

/** The refusal of a request that is not of the documented form, naming each field and its rule. */
export function malformedRequest(error: FastifyError): DomainError {
  const where = error.validationContext ?? 'body';
  const faults = ((error.validation ?? []) as unknown as Issue[]).flatMap((issue) =>
    faultsOf(issue, where),
  );
  const more = faults.length - faultsMax;
  const count = faults.length === 1 ? 'one value is' : `${faults.length} values are`;
  const detail =
    `The ${where} is not of the documented form: ${count} wrong. ` +
    `\`errors\` names ${more > 0 ? `the first ${faultsMax}` : faults.length === 1 ? 'it' : 'each'} and its rule.`;
  return new DomainError('malformed_request', detail, {
    in: where,
    errors: faults.slice(0, faultsMax),
  });
}

function faultsOf({ keyword, instancePath, message = '', params = {} }: Issue, where: string) {
  const base = instancePath === '/' ? '' : instancePath;
  const forms = keyword === 'invalid_union' ? formsOf(params.errors) : [];
  const nearest = nearestForm(forms);
  if (nearest) {
    return nearest.flatMap(({ code, path, message, keys }) =>
      faultsAt({ base: [base, ...path].join('/'), where, code, message, keys }),
    );
  }
  const words = forms.length > 0 ? wordsOfForms(forms) : message;
  return faultsAt({ base, where, code: keyword, message: words, keys: params.keys });
}

function faultsAt(found: {
  base: string;
  where: string;
  code: string;
  message: string;
  keys: unknown;
}): Fault[] {
  const { where, code, message, keys } = found;
  const base = found.base.split('/').map(shortened).join('/');
  const pointers = Array.isArray(keys)
    ? keys.map((key) => `${base}/${shortened(String(key))}`)
    : [base];
  return pointers.map((pointer) => ({ pointer, code, message: sentence(pointer, where, message) }));
}

function shortened(name: string): string {
  return name.slice(0, nameLengthMax);
}

/** What each form of a union would have wanted; those within a form stand beside it. */
function formsOf(errors: unknown): FormIssue[][] {
  return ((errors ?? []) as FormIssue[][]).flatMap((form) => {
    const [only] = form;
    const isUnion = form.length === 1 && only?.code === 'invalid_union' && only.path.length === 0;
    return isUnion ? formsOf(only.errors) : [form];
  });
}

/** Of several forms the one that was meant: it has the fewest faults, and no other has so few. */
function nearestForm(forms: FormIssue[][]): FormIssue[] | undefined {
  const [nearest, next] = forms.toSorted((one, other) => distanceOf(one) - distanceOf(other));
  const isClear = nearest && distanceOf(nearest) < (next ? distanceOf(next) : Infinity);
  return isClear ? nearest : undefined;
}

/** What is of another type, or another value altogether, is of another form. */
function distanceOf(form: FormIssue[]): number {
  const isOther = form.some(
    ({ code, path }) => path.length === 0 && ['invalid_type', 'invalid_value'].includes(code),
  );
  return form.length + (isOther ? otherForm : 0);
}

const otherForm = 100;
const formWordsMax = 400;

function wordsOfForms(forms: FormIssue[][]): string {
  const wanted = forms.map((form) =>
    form
      .map(({ path, message }) => (path.length > 0 ? `${path.join('/')} ${message}` : message))
      .join(' and '),
  );
  return `must fit one of its forms: ${[...new Set(wanted)].join('; or ')}`.slice(0, formWordsMax);
}

/** Our own words go on from the field's name; a rule over several fields is a sentence itself. */
function sentence(pointer: string, where: string, message: string): string {
  const name = pointer === '' ? `the ${where}` : pointer;
  return /^(must|is) /.test(message) ? `${name} ${message}` : `${name}: ${message}`;
}
