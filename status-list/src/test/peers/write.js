// Writes the same lists and credentials as Holdfast did, with libraries of other makers alone and keys of their own.
// Prints one JSON object for each file: what it is the counterpart of, and who issued it. Arguments: the folder that
// Holdfast wrote, and the folder to write to.
import fs from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import * as vc from '@digitalbazaar/vc';
import { createCredential, createList } from '@digitalbazaar/vc-bitstring-status-list';
import * as owf from '@owf/token-status-list';
import * as sdJwt from '@sd-jwt/jwt-status-list';
import { Key, loader } from './keys.js';
import { sdJwtVc } from './sdjwt.js';

const [ours, theirs] = process.argv.slice(2);
const manifest = JSON.parse(fs.readFileSync(path.join(ours, 'manifest.json'), 'utf8'));
const keys = { EdDSA: await Key.generate('EdDSA'), ES256: await Key.generate('ES256') };
const now = Math.floor(Date.now() / 1000);
const iso = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const times = { validFrom: iso(now), validUntil: iso(now + 86_400) };
const COSE = { EdDSA: -8, ES256: -7 };

async function jws(header, payload, key) {
  const body = new TextEncoder().encode(JSON.stringify(payload));
  const protectedHeader = { alg: key.alg, kid: key.id, ...header };
  return new jose.CompactSign(body).setProtectedHeader(protectedHeader).sign(await jose.importJWK(key.jwk, key.alg));
}

const prove = async (document, suite, key) => JSON.stringify(await vc.issue({
  credential: document, suite: key.signingSuite(suite, new Date(now * 1000)), documentLoader: loader(),
}));

async function bitstring(list, codes, key) {
  const bits = await createList({ length: codes.length });
  codes.forEach((code, idx) => code && bits.setStatus(idx, true));
  const document = await createCredential({ id: list.url, list: bits, statusPurpose: list.purpose });
  return { ...document, issuer: key.did, ...times };
}

// By media type: a list as each library that knows it writes it.
const LISTS = {
  'application/statuslist+jwt': async (list, codes, key) => {
    const claims = () => ({ sub: list.url, iat: now, exp: now + 86_400, ttl: 60 });
    const of = async (library) => {
      const made = library.createHeaderAndPayload(
        new library.StatusList([...codes], list.bits), claims(), { alg: key.alg });
      return jws(made.header, made.payload, key);
    };
    return { '@sd-jwt/jwt-status-list': await of(sdJwt), '@owf/token-status-list': await of(owf) };
  },
  'application/statuslist+cwt': async (list, codes, key) => {
    const token = new owf.StatusListCwt({
      payload: {
        // This version writes an absent URI as `undefined`, and cannot read a list without one.
        statusList: new owf.StatusList([...codes], list.bits, 'https://status.example/aggregation'),
        subject: list.url,
        issuedAt: new Date(now * 1000),
        expirationTime: new Date((now + 86_400) * 1000),
        timeToLive: 60,
      },
      protectedHeaders: new Map([[1, COSE[key.alg]], [4, new TextEncoder().encode(key.id)]]),
    });
    const signing = { sign: async ({ toBeSigned }) => new Uint8Array(key.sign(toBeSigned)) };
    return { '@owf/token-status-list': await token.signAndEncode({ signingKey: key, algorithm: COSE[key.alg] }, signing) };
  },
  'application/vc+jwt': async (list, codes, key) => ({
    '@digitalbazaar/vc-bitstring-status-list':
      await jws({ typ: 'vc+jwt', cty: 'vc' }, await bitstring(list, codes, key), key),
  }),
  'application/vc': async (list, codes, key) => ({
    '@digitalbazaar/vc-bitstring-status-list':
      await prove(await bitstring(list, codes, key), list.format.slice('bitstring-'.length), key),
  }),
};

const holders = (credential, key) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: 'urn:uuid:6a3c2f0e-8d0d-4f2e-9b43-0f1a3c5d7e90',
  type: ['VerifiableCredential'],
  issuer: key.did,
  ...times,
  credentialStatus: {
    type: 'BitstringStatusListEntry',
    statusPurpose: credential.purpose,
    statusListIndex: String(credential.idx),
    statusListCredential: credential.list,
  },
  credentialSubject: { id: 'did:example:holder' },
});

const CREDENTIALS = {
  'application/vc': (credential, key) => prove(holders(credential, key), credential.suite, key),
  'application/vc+jwt': (credential, key) => jws({ typ: 'vc+jwt', cty: 'vc' }, holders(credential, key), key),
  'application/dc+sd-jwt': (credential, key) => sdJwtVc(key).issue(
    {
      iss: key.did,
      vct: 'https://credentials.example/identity',
      iat: now,
      exp: now + 86_400,
      given_name: 'Erika',
      status: { status_list: { idx: credential.idx, uri: credential.list } },
    },
    { _sd: ['given_name'] },
    { header: { kid: key.id } }),
};

let files = 0;
function put(thing, by, content, key) {
  const file = `${files++}-${thing.file}`;
  fs.writeFileSync(path.join(theirs, file), content);
  console.log(JSON.stringify({ file, of: thing.file, by, issuer: key.did }));
}

for (const list of manifest.lists) {
  const key = keys[list.alg];
  const codes = fs.readFileSync(path.join(ours, list.codes));
  for (const [library, content] of Object.entries(await LISTS[list.mediaType](list, codes, key))) {
    put(list, library, content, key);
  }
}
for (const credential of manifest.credentials) {
  const key = keys[credential.alg];
  const content = await CREDENTIALS[credential.mediaType](credential, key);
  put(credential, credential.mediaType === 'application/dc+sd-jwt' ? '@sd-jwt/sd-jwt-vc' : '@digitalbazaar/vc', content, key);
}
