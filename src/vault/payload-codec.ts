import { createHash, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import temporalProto from '@temporalio/proto';
import { decrypt, encrypt } from './cipher.ts';

const { Payload: PayloadMessage } = temporalProto.temporal.api.common.v1;

const encryptedEncoding = 'binary/encrypted';
const encodingName = 'encoding';
const keyIdName = 'encryption-key-id';

/** Names no workflow: the codec server must open a payload without knowing where it lies. */
const payloadContext = 'luyue temporal payload';

/**
 * Encrypts every payload that goes to Temporal, its metadata included (AES-256-GCM). The id of
 * the key is on the outside, so that older keys still open what they encrypted. Decoding passes
 * payloads of other encodings on as they are, and throws for an unknown key or changed bytes.
 * Keys have 32 bytes; their ids are derived.
 */
export function createPayloadCodec(options: {
  key: Buffer;
  olderKeys?: readonly Buffer[];
}): PayloadCodec {
  const current = keyIdOf(options.key);
  const keys = new Map(
    [options.key, ...(options.olderKeys ?? [])].map((key) => [keyIdOf(key), createSecretKey(key)]),
  );
  return {
    encode: async (payloads) =>
      payloads.map((payload) => encryptPayload(keyFor(keys, current), current, payload)),
    decode: async (payloads) =>
      payloads.map((payload) => {
        if (metadataText(payload, encodingName) !== encryptedEncoding) return payload;
        const keyId = metadataText(payload, keyIdName);
        return decryptPayload(keyFor(keys, keyId), payload);
      }),
  };
}

function encryptPayload(key: KeyObject, keyId: string, payload: Payload): Payload {
  const clear = PayloadMessage.encode(payload).finish();
  return {
    metadata: {
      [encodingName]: Buffer.from(encryptedEncoding, 'utf8'),
      [keyIdName]: Buffer.from(keyId, 'utf8'),
    },
    data: encrypt(key, clear, payloadContext),
  };
}

function decryptPayload(key: KeyObject, payload: Payload): Payload {
  const box = payload.data ?? new Uint8Array();
  return PayloadMessage.decode(decrypt(key, box, payloadContext));
}

function keyFor(keys: ReadonlyMap<string, KeyObject>, keyId: string): KeyObject {
  const key = keys.get(keyId);
  if (key === undefined) throw new Error(`no codec key ${JSON.stringify(keyId)}`);
  return key;
}

function keyIdOf(key: Buffer): string {
  if (key.length !== 32) throw new Error('a codec key has 32 bytes');
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

function metadataText(payload: Payload, name: string): string {
  return Buffer.from(payload.metadata?.[name] ?? []).toString('utf8');
}
