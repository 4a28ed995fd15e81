// Keys of issuers who are named by them (did:key), and what the libraries want to know of such an issuer.
import crypto from 'node:crypto';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as eddsaJcs2022 from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as ecdsaJcs2019 from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { defaultDocumentLoader } from '@digitalbazaar/vc';

const MULTIKEYS = { EdDSA: Ed25519Multikey, ES256: EcdsaMultikey };
const VERIFYING = {
  'eddsa-jcs-2022': () => eddsaJcs2022.createVerifyCryptosuite(),
  'eddsa-rdfc-2022': () => eddsaRdfc2022,
  'ecdsa-jcs-2019': () => ecdsaJcs2019.createVerifyCryptosuite(),
};
const SIGNING = {
  'eddsa-jcs-2022': () => eddsaJcs2022.createSignCryptosuite(),
  'eddsa-rdfc-2022': () => eddsaRdfc2022,
  'ecdsa-jcs-2019': () => ecdsaJcs2019.createSignCryptosuite(),
};

// The parameters of ECDSA in JOSE and COSE: raw R and S.
const RAW = { EdDSA: undefined, ES256: 'ieee-p1363' };
const HASH = { EdDSA: null, ES256: 'sha256' };

export class Key {
  constructor(alg, did, multikey, jwk) {
    Object.assign(this, { alg, did, multikey, jwk });
    this.id = `${did}#${did.slice('did:key:'.length)}`;
  }

  static async generate(alg) {
    const made = await (alg === 'EdDSA' ? Ed25519Multikey.generate() : EcdsaMultikey.generate({ curve: 'P-256' }));
    return Key.#of(alg, await made.export({ publicKey: true, secretKey: true }), true);
  }

  static async ofDid(alg, did) {
    return Key.#of(alg, { type: 'Multikey', publicKeyMultibase: did.slice('did:key:'.length) }, false);
  }

  static async #of(alg, exported, secretKey) {
    const did = `did:key:${exported.publicKeyMultibase}`;
    const id = `${did}#${exported.publicKeyMultibase}`;
    const keyPair = await MULTIKEYS[alg].from({ ...exported, id, controller: did });
    const jwk = await MULTIKEYS[alg].toJwk({ keyPair, secretKey });
    // The library gives out seed and public key together; RFC 8037 has the seed alone.
    if (jwk.d !== undefined) jwk.d = Buffer.from(jwk.d, 'base64url').subarray(0, 32).toString('base64url');
    return new Key(alg, did, keyPair, jwk);
  }

  publicJwk() {
    const { d, ...jwk } = this.jwk;
    return jwk;
  }

  sign(bytes) {
    const key = crypto.createPrivateKey({ key: this.jwk, format: 'jwk' });
    return crypto.sign(HASH[this.alg], bytes, { key, dsaEncoding: RAW[this.alg] });
  }

  verify(bytes, signature) {
    const key = crypto.createPublicKey({ key: this.publicJwk(), format: 'jwk' });
    return crypto.verify(HASH[this.alg], bytes, { key, dsaEncoding: RAW[this.alg] }, signature);
  }

  signingSuite(name, date) {
    return new DataIntegrityProof({ signer: this.multikey.signer(), date, cryptosuite: SIGNING[name]() });
  }
}

export const verifyingSuite = (name) => new DataIntegrityProof({ cryptosuite: VERIFYING[name]() });

// Knows the contexts that come with the library, every did:key, and the documents it is given; fetches nothing.
export function loader(documents = new Map()) {
  return async (url) => {
    const document = documents.get(url) ?? (url.startsWith('did:key:') ? resolve(url) : undefined);
    return document === undefined ? defaultDocumentLoader(url) : { contextUrl: null, documentUrl: url, document };
  };
}

function resolve(url) {
  const [did, fragment] = url.split('#');
  const publicKeyMultibase = did.slice('did:key:'.length);
  const id = `${did}#${publicKeyMultibase}`;
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1', id, type: 'Multikey', controller: did, publicKeyMultibase,
  };
  return fragment === undefined
    ? { '@context': ['https://www.w3.org/ns/did/v1'], id: did, assertionMethod: [id] }
    : method;
}
