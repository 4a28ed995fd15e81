package dev.holdfast.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.integrity.ProofOptions;
import dev.holdfast.issuer.Did;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.jsonld.RdfCanonicalization;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// Credentials to test with: of one issuer, a did:key, at one noon.
final class Credentials {
    static final Ed25519Signer SIGNER = Ed25519Signer.ofSeed(new byte[32]);
    static final String ISSUER = Did.key(SIGNER.publicKey());
    static final String KEY = Did.verificationMethod(ISSUER);
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final DataIntegrity SUITES =
            DataIntegrity.jcs(Contexts.bundled()).andRdf(new RdfCanonicalization(Contexts.bundled()));
    static final CredentialVerifier VERIFIER = new CredentialVerifier(SUITES, IssuerKeys.dids());

    /// A claim that its holder may hide.
    static final String NAME = disclosure("[\"salt\",\"given_name\",\"Erika\"]");

    private Credentials() {}

    static VerifiedCredential verify(String credential, CredentialKind kind) throws dev.holdfast.vc.CredentialRefused {
        return VERIFIER.verify(credential.getBytes(StandardCharsets.UTF_8), kind, NOON);
    }

    static String vcHeader() {
        return "{\"alg\":\"EdDSA\",\"cty\":\"vc\",\"kid\":\"" + KEY + "\",\"typ\":\"vc+jwt\"}";
    }

    static String sdHeader() {
        return "{\"alg\":\"EdDSA\",\"kid\":\"" + KEY + "\",\"typ\":\"dc+sd-jwt\"}";
    }

    static String vc() {
        return """
                {"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1","type":["VerifiableCredential"],\
                "issuer":"%s","validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z",\
                "credentialStatus":{"type":"BitstringStatusListEntry","statusPurpose":"revocation",\
                "statusListIndex":"94567","statusListCredential":"https://status.example/lists/acme.one"},\
                "credentialSubject":{"id":"did:example:abc"}}""".formatted(ISSUER);
    }

    static String sdPayload() {
        return """
                {"_sd":["%s"],"_sd_alg":"sha-256","exp":1798761600,"iat":1767225600,"iss":"%s","nbf":1767225600,\
                "status":{"status_list":{"idx":94567,"uri":"https://status.example/lists/acme.one"}},\
                "vct":"https://credentials.example/identity"}""".formatted(digest(NAME), ISSUER);
    }

    static String jws(String header, String payload) {
        return jws(header, payload, SIGNER);
    }

    static String jws(String header, String payload, Signer signer) {
        String input = base64Url(header) + "." + base64Url(payload);
        return input + "." + StrictJson.base64Url(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    static String sdJwt(String payload, String... disclosures) {
        StringBuilder text = new StringBuilder(jws(sdHeader(), payload)).append('~');
        for (String disclosure : disclosures) {
            text.append(disclosure).append('~');
        }
        return text.toString();
    }

    static String proven(String vc, Cryptosuite suite) throws Malformed {
        ObjectNode document = StrictJson.parseObject(vc.getBytes(StandardCharsets.UTF_8), "the credential");
        JsonNode signed = SUITES.sign(document, new ProofOptions(suite, KEY, NOON, Optional.empty()), SIGNER);
        return signed.toString();
    }

    static String disclosure(String json) {
        return base64Url(json);
    }

    static String digest(String disclosure) {
        return StrictJson.base64Url(
                Hash.of(disclosure.getBytes(StandardCharsets.US_ASCII)).toArray());
    }

    static String base64Url(String text) {
        return StrictJson.base64Url(text.getBytes(StandardCharsets.UTF_8));
    }
}
