// SD-JWT VC by @sd-jwt: issuing, and verifying together with the status list that it points at.
import crypto from 'node:crypto';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';

const hasher = (data, alg) => new Uint8Array(
  crypto.createHash(alg.replace('-', '')).update(typeof data === 'string' ? data : Buffer.from(data)).digest());

export function sdJwtVc(key, statusListFetcher) {
  return new SDJwtVcInstance({
    hasher,
    hashAlg: 'sha-256',
    saltGenerator: (length) => crypto.randomBytes(length).toString('hex').slice(0, length),
    signAlg: key.alg,
    signer: async (data) => key.sign(Buffer.from(data)).toString('base64url'),
    verifier: async (data, signature) => key.verify(Buffer.from(data), Buffer.from(signature, 'base64url')),
    statusListFetcher,
  });
}
