// Verifies and decodes what Holdfast wrote, with libraries of other makers alone, and compares every entry with what
// it should say. Each thing must also be refused where another key, or another document, would have had to sign it.
// Prints one JSON object for each thing. Argument: the folder, whose manifest.json names what is in it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import * as vc from '@digitalbazaar/vc';
import { checkStatus, decodeList, getCredentialStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { Sign1 } from '@owf/cose';
import * as owf from '@owf/token-status-list';
import * as sdJwt from '@sd-jwt/jwt-status-list';
import { Key, loader, verifyingSuite } from './keys.js';
import { sdJwtVc } from './sdjwt.js';

const COSE = { EdDSA: -8, ES256: -7 };

const folder = process.argv[2];
const bytes = (name) => fs.readFileSync(path.join(folder, name));
const text = (name) => bytes(name).toString('utf8');
const manifest = JSON.parse(text('manifest.json'));
const listAt = new Map(manifest.lists.map((list) => [list.url, list]));
const suiteOf = (list) => list.format.slice('bitstring-'.length);

async function jwt(token, key, typ) {
  const options = { typ, algorithms: [key.alg] };
  const { payload } = await jose.jwtVerify(token, await jose.importJWK(key.publicJwk(), key.alg), options);
  return payload;
}

async function proven(document, suite, more = {}) {
  const result = await vc.verifyCredential({
    credential: document, suite: [verifyingSuite(suite)], documentLoader: loader(), ...more,
  });
  if (!result.verified) throw result.error ?? new Error(JSON.stringify(result));
  return result;
}

// By media type: the entries of a list, as each library that knows it reads them.
const LISTS = {
  'application/statuslist+jwt': async (list, key) => {
    const token = text(list.file);
    const claims = await jwt(token, key, 'statuslist+jwt');
    assert.equal(claims.sub, list.url);
    return {
      '@sd-jwt/jwt-status-list': sdJwt.getListFromStatusListJWT(token),
      '@owf/token-status-list': owf.getListFromStatusListJWT(token),
    };
  },
  'application/statuslist+cwt': async (list, key) => {
    const token = bytes(list.file);
    const sign1 = Sign1.decode(token);
    assert.equal(sign1.protectedHeaders.headers.get(1), COSE[key.alg]);
    assert.equal(sign1.protectedHeaders.headers.get(16), 'application/statuslist+cwt');
    const good = await sign1.verifySignature(
      { key }, { verify: ({ sign1: it, key: by }) => by.verify(it.toBeSigned, it.signature) });
    if (!good) throw new Error('the signature is bad');
    const { payload } = owf.StatusListCwt.fromToken(token);
    assert.equal(payload.subject, list.url);
    return { '@owf/token-status-list': payload.statusList };
  },
  'application/vc+jwt': async (list, key) => bitstring(list, await jwt(text(list.file), key, 'vc+jwt')),
  'application/vc': async (list, key) => {
    const document = JSON.parse(text(list.file));
    assert.equal(document.issuer, key.did);
    await proven(document, suiteOf(list));
    return bitstring(list, document);
  },
};

async function bitstring(list, document) {
  assert.equal(document.id, list.url);
  assert.equal(document.credentialSubject.statusPurpose, list.purpose);
  const { encodedList } = document.credentialSubject;
  return { '@digitalbazaar/vc-bitstring-status-list': await decodeList({ encodedList }) };
}

// By media type: the status that a credential has, as a library finds it.
const CREDENTIALS = {
  'application/vc': async (credential) => {
    const document = JSON.parse(text(credential.file));
    const lists = new Map([[credential.list, JSON.parse(text(listAt.get(credential.list).file))]]);
    const result = await proven(document, credential.suite, { documentLoader: loader(lists), checkStatus });
    return Number(result.statusResult.results[0].status);
  },
  'application/vc+jwt': async (credential, key) => {
    const document = await jwt(text(credential.file), key, 'vc+jwt');
    const entry = getCredentialStatus({ credential: document, statusPurpose: credential.purpose });
    assert.equal(entry.statusListCredential, credential.list);
    const list = listAt.get(entry.statusListCredential);
    const [statuses] = Object.values(await LISTS[list.mediaType](list, key));
    return Number(statuses.getStatus(Number(entry.statusListIndex)));
  },
  'application/dc+sd-jwt': async (credential, key) => {
    let seen;
    const reader = sdJwtVc(key, async (url) => text(listAt.get(url).file));
    reader.userConfig.statusValidator = async (status) => { seen = status; };
    await reader.verify(text(credential.file));
    return seen;
  },
};

async function mustRefuse(file, act) {
  try {
    await act();
  } catch {
    return;
  }
  throw new Error(`${file} was taken though another key signed it, or another document was signed`);
}

// What was proven is the document: a changed one has to fall. A token has to fall under another key.
async function refused(thing) {
  if (thing.mediaType === 'application/vc') {
    const document = JSON.parse(text(thing.file));
    document.validFrom = '2020-01-01T00:00:00Z';
    await mustRefuse(thing.file, () => proven(document, thing.suite ?? suiteOf(thing), {
      checkStatus: async () => ({ verified: true }),
    }));
  } else {
    const stranger = await Key.generate(thing.alg);
    const readers = thing.format ? LISTS : CREDENTIALS;
    await mustRefuse(thing.file, () => readers[thing.mediaType](thing, stranger));
  }
}

for (const list of manifest.lists) {
  const expected = bytes(list.codes);
  const read = await LISTS[list.mediaType](list, await Key.ofDid(list.alg, list.issuer));
  for (const [library, statuses] of Object.entries(read)) {
    for (let idx = 0; idx < expected.length; idx++) {
      if (Number(statuses.getStatus(idx)) !== expected[idx]) {
        throw new Error(`${library} reads entry ${idx} of ${list.file} as ${statuses.getStatus(idx)}`);
      }
    }
  }
  await refused(list);
  console.log(JSON.stringify({ file: list.file, entries: expected.length, by: Object.keys(read) }));
}
for (const credential of manifest.credentials) {
  const status = await CREDENTIALS[credential.mediaType](credential, await Key.ofDid(credential.alg, credential.issuer));
  await refused(credential);
  console.log(JSON.stringify({ file: credential.file, status }));
}
