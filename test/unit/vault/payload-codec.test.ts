import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { describe, expect, test } from 'vitest';
import { createDataConverter } from '../../../src/vault/data-converter.ts';
import { createPayloadCodec } from '../../../src/vault/payload-codec.ts';

const key = Buffer.alloc(32, 3);
const newerKey = Buffer.alloc(32, 4);

function aPayload(value: unknown): Payload {
  return defaultPayloadConverter.toPayload<unknown>(value);
}

function valueOf(payload: Payload | undefined): unknown {
  return defaultPayloadConverter.fromPayload(payload as Payload);
}

function textOf(payload: Payload | undefined, name: string): string {
  return Buffer.from(payload?.metadata?.[name] ?? []).toString();
}

describe('the payload codec', () => {
  test.each([['履约'], [{ orderId: 'ord_1', lines: [1, 2] }], [null], [undefined], ['']])(
    'gives back %j',
    async (value) => {
      const codec = createPayloadCodec({ key });

      const [decoded] = await codec.decode(await codec.encode([aPayload(value)]));

      expect(valueOf(decoded)).toEqual(value);
      expect(textOf(decoded, 'encoding')).toBe(textOf(aPayload(value), 'encoding'));
    },
  );

  test('keeps order and number, also of none', async () => {
    const codec = createPayloadCodec({ key });
    const encoded = await codec.encode([1, 2, 3].map(aPayload));

    expect((await codec.decode(encoded)).map(valueOf)).toEqual([1, 2, 3]);
    expect(await codec.encode([])).toEqual([]);
    expect(await codec.decode([])).toEqual([]);
  });

  test('shows the encoding and the id of the key, and neither value nor metadata', async () => {
    const payload = { ...aPayload('张三'), metadata: { note: Buffer.from('张三的') } };

    const [encoded] = await createPayloadCodec({ key }).encode([payload]);

    expect(Object.keys(encoded?.metadata ?? {}).toSorted()).toEqual([
      'encoding',
      'encryption-key-id',
    ]);
    expect(textOf(encoded, 'encoding')).toBe('binary/encrypted');
    expect(textOf(encoded, 'encryption-key-id')).toMatch(/^[0-9a-f]{8}$/);
    expect(Buffer.from(encoded?.data ?? []).includes('张三')).toBe(false);
  });

  test('passes other encodings on as they are', async () => {
    const payloads = [aPayload({ a: 1 }), { data: Buffer.from('x') }, {}];

    expect(await createPayloadCodec({ key }).decode(payloads)).toEqual(payloads);
  });

  test('opens with an older key and encrypts with the new one', async () => {
    const older = await createPayloadCodec({ key }).encode([aPayload('before')]);
    const rotated = createPayloadCodec({ key: newerKey, olderKeys: [key] });
    const newer = await rotated.encode([aPayload('after')]);

    expect((await rotated.decode([...older, ...newer])).map(valueOf)).toEqual(['before', 'after']);
    await expect(createPayloadCodec({ key }).decode(newer)).rejects.toThrow('no codec key');
  });

  test('refuses changed bytes, a changed key id and a short box', async () => {
    const codec = createPayloadCodec({ key, olderKeys: [newerKey] });
    const [encoded] = (await codec.encode([aPayload('x')])) as [Payload];
    const [other] = (await createPayloadCodec({ key: newerKey }).encode([aPayload('x')])) as [
      Payload,
    ];
    const changed = Buffer.from(encoded.data ?? []);
    changed[20] = (changed[20] ?? 0) ^ 1;

    await expect(codec.decode([{ ...encoded, data: changed }])).rejects.toThrow();
    await expect(codec.decode([{ ...encoded, metadata: other.metadata }])).rejects.toThrow();
    await expect(codec.decode([{ metadata: encoded.metadata }])).rejects.toThrow('too short');
  });

  test('refuses a key of another length', () => {
    expect(() => createPayloadCodec({ key: Buffer.alloc(16) })).toThrow('32 bytes');
  });
});

describe('the data converter', () => {
  test('hides message and stack of a failure and its causes, and gives them back', async () => {
    const { failureConverter, payloadConverter, payloadCodecs } = loadDataConverter(
      createDataConverter({ codecKey: key }),
    );
    const error = ApplicationFailure.create({
      message: '张三 cannot be reached',
      cause: new Error('张三 is out'),
      type: 'undeliverable',
    });

    const failure = failureConverter.errorToFailure(error, payloadConverter);

    expect(failure).toMatchObject({ message: 'Encoded failure', stackTrace: '' });
    expect(failure.cause).toMatchObject({ message: 'Encoded failure', stackTrace: '' });
    expect(failure.applicationFailureInfo?.type).toBe('undeliverable');
    expect(payloadCodecs).toHaveLength(1);
    expect(failureConverter.failureToError(failure, payloadConverter)).toMatchObject({
      message: '张三 cannot be reached',
      cause: { message: '张三 is out' },
    });
  });
});
