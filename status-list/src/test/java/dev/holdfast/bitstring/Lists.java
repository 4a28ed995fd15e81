package dev.holdfast.bitstring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.format.BoundedInflate;
import dev.holdfast.format.Provenance;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.integrity.ProofOptions;
import dev.holdfast.issuer.Did;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.jsonld.RdfCanonicalization;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.vc.SecuredVc;
import dev.holdfast.vc.VcJwt;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Lists to test with: of one issuer, a did:key, at one noon.
final class Lists {
    static final Ed25519Signer SIGNER = Ed25519Signer.ofSeed(new byte[32]);
    static final String ISSUER = Did.key(SIGNER.publicKey());
    static final String KEY = Did.verificationMethod(ISSUER);
    static final String URL = "https://status.example/lists/acme.one";
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final DataIntegrity SUITES =
            DataIntegrity.jcs(Contexts.bundled()).andRdf(new RdfCanonicalization(Contexts.bundled()));

    private Lists() {}

    /// Entries 0 INVALID, 7 SUSPENDED, 8 INVALID, the last one SUSPENDED.
    static PackedStatuses statuses() {
        TreeMap<Integer, Integer> codes = new TreeMap<>();
        codes.put(0, 1);
        codes.put(7, 2);
        codes.put(8, 1);
        codes.put(131_071, 2);
        return PackedStatuses.allValid(2, 131_072).with(codes);
    }

    static BitstringCredential list(StatusPurpose purpose) {
        return new BitstringCredential(
                URL,
                ISSUER,
                Optional.of(NOON),
                Optional.of(NOON.plus(Duration.ofHours(24))),
                List.of(purpose.wireName()),
                purpose.bits(statuses()),
                Optional.of(Duration.ofSeconds(60)),
                Optional.of(new Provenance(1, 5, 1234, 17)),
                Optional.empty());
    }

    static String json() {
        return new String(
                BitstringJson.write(list(StatusPurpose.REVOCATION), BoundedInflate.DEFAULT_LEVEL),
                StandardCharsets.UTF_8);
    }

    static byte[] jwt(String json) throws Malformed {
        return VcJwt.sign(json.getBytes(StandardCharsets.UTF_8), KEY, SIGNER).getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] proven(String json) throws Malformed {
        return proven(json, Cryptosuite.EDDSA_JCS_2022, SIGNER);
    }

    static byte[] proven(String json, Cryptosuite suite, Signer signer) throws Malformed {
        ObjectNode document = StrictJson.parseObject(json.getBytes(StandardCharsets.UTF_8), "the list");
        String key = Did.verificationMethod(Did.key(signer.publicKey()));
        return StrictJson.write(SUITES.sign(document, new ProofOptions(suite, key, NOON, Optional.empty()), signer));
    }

    static VerifiedBitstring verify(byte[] bytes, SecuredVc form) throws StatusListError {
        return VerifiedBitstring.verify(bytes, form, SUITES, IssuerKeys.dids(), NOON);
    }

    static BitstringEntry entry(String purpose, long index) {
        return new BitstringEntry(purpose, BigInteger.valueOf(index), URL, 1, new TreeMap<>());
    }
}
