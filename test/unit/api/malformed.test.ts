import { validatorCompiler } from '@fastify/type-provider-zod';
import type { FastifyError } from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { malformedRequest } from '../../../src/api/malformed.ts';
import { duration, isoDuration } from '../../../src/api/schemas/durations.ts';
import { placeOrderBody } from '../../../src/api/schemas/orders.ts';
import { sandboxClockBody } from '../../../src/api/schemas/sandbox.ts';
import { speakOurWords } from '../../../src/api/schemas/words.ts';

beforeAll(speakOurWords);

/** What a request with that body would be answered, as `Fastify` hands it to the error handler. */
function refusalOf(schema: z.ZodType, body: unknown) {
  const validate = validatorCompiler({ schema, method: 'POST', url: '/', httpPart: 'body' });
  const { error } = validate(body) as { error?: unknown };
  const failed = { validation: error, validationContext: 'body' } as unknown as FastifyError;
  return malformedRequest(failed);
}

const messagesOf = (schema: z.ZodType, body: unknown) =>
  (refusalOf(schema, body).details['errors'] as { message: string }[]).map(
    ({ message }) => message,
  );

describe('S0 9.4 a: what is wrong with a request is said in words', () => {
  test('the field, the rule and the values that are allowed', () => {
    const schema = z.strictObject({
      decision: z.enum(['accept', 'decline']),
      quantity: z.int().min(1).max(9),
      name: z.string().min(1).max(3),
      lines: z.array(z.int()).min(1).max(2),
      at: z.iso.date(),
      share: z.number().gt(0),
      flag: z.boolean(),
    });

    expect(messagesOf(schema, {})).toEqual([
      '/decision is missing: it must be one of accept, decline',
      '/quantity is missing: it must be a number',
      '/name is missing: it must be a text',
      '/lines is missing: it must be a list',
      '/at is missing: it must be a text',
      '/share is missing: it must be a number',
      '/flag is missing: it must be true or false',
    ]);
    const wrong = {
      decision: 'perhaps',
      quantity: 10,
      name: 'long',
      lines: [1, 2, 3],
      at: 'soon',
      share: 0,
      flag: 'no',
    };
    expect(messagesOf(schema, wrong)).toEqual([
      '/decision must be one of accept, decline',
      '/quantity must be at most 9',
      '/name must have at most 3 characters',
      '/lines must hold at most 2 entries',
      '/at must be a date, such as 2026-11-24',
      '/share must be more than 0',
      '/flag must be true or false',
    ]);
    expect(messagesOf(schema, 'text')).toEqual(['the body must be an object']);
    expect(messagesOf(z.strictObject({ quantity: z.int() }), { quantity: 1.5 })).toEqual([
      '/quantity must be a whole number',
    ]);
  });

  test('of several forms the one that was meant', () => {
    const schema = z.strictObject({ duration });

    expect(messagesOf(schema, { duration: { iso: 'P11Y' } })).toEqual([
      '/duration/iso must be ten years at most',
    ]);
    expect(
      messagesOf(z.strictObject({ within: z.union([duration, isoDuration]) }), { within: 'soon' }),
    ).toEqual(['/within must be a duration by ISO 8601, such as PT24H or P3D']);
    expect(messagesOf(sandboxClockBody, { subject: 'ord_1' })).toEqual([
      'the body must fit one of its forms: advance is missing: it must be a text; or ' +
        'to is missing: it must be next_deadline',
    ]);
    expect(messagesOf(schema, { duration: 7 })).toEqual([
      '/duration must fit one of its forms: must be an object',
    ]);
  });

  test('S0 10.4.3: nothing of what was sent, and no more than can be read', () => {
    const secret = '13800001234';
    const { message, details } = refusalOf(placeOrderBody, {
      recipient: { name: secret.repeat(50), phone: `call ${secret}`, email: `${secret}@` },
      currency: secret,
      lines: Array.from({ length: 100 }, () => ({ [`x${secret.repeat(40)}`]: secret })),
    });

    const errors = details['errors'] as { pointer: string; message: string }[];
    expect(errors).toHaveLength(50);
    expect(message).toMatch(/^The body is not of the documented form: \d{3,} values are wrong\./);
    expect(message).toContain('the first 50');
    for (const error of errors) {
      expect(error.pointer.length).toBeLessThan(100);
      expect(error.message).not.toMatch(new RegExp(`: .*${secret}|must.*${secret}`));
    }
  });
});
