package dev.holdfast.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cbor.StrictCbor;
import dev.holdfast.event.Purpose;
import dev.holdfast.format.BitstringDataIntegrity;
import dev.holdfast.format.BitstringVcJwt;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListCwt;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.integrity.Canonicalization;
import dev.holdfast.integrity.Contexts;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.integrity.Cryptosuite.Form;
import dev.holdfast.integrity.DataIntegrity;
import dev.holdfast.integrity.Jcs;
import dev.holdfast.issuer.Multibase;
import dev.holdfast.json.StrictJson;
import dev.holdfast.jsonld.RdfCanonicalization;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A format that lists are published in, as a verifier meets it.
sealed interface TokenFormat {
    /// Every format that is measured; a new one is a class and a line here.
    static List<TokenFormat> all() {
        return List.of(
                new Jwt(),
                new Cwt(),
                new CredentialJwt(),
                new CredentialProof(Cryptosuite.EDDSA_JCS_2022),
                new CredentialProof(Cryptosuite.ECDSA_JCS_2019),
                new CredentialProof(Cryptosuite.EDDSA_RDFC_2022),
                new CredentialProof(Cryptosuite.ECDSA_RDFC_2019));
    }

    String name();

    ListFormat format();

    /// Takes a token apart.
    Signed parts(Bytes token) throws Malformed;

    default boolean takes(Algorithm algorithm) {
        return format().takes(algorithm);
    }

    /// What is signed, without its signature.
    default byte[] encode(PackedStatuses statuses) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Purpose purpose = format().purposes().stream().sorted().findFirst().orElseThrow();
        return format().draft(
                        new Statement(
                                purpose,
                                new StatusListToken(
                                        "https://status.example/lists/acme.pid",
                                        now,
                                        Optional.of(now.plus(Duration.ofDays(1))),
                                        Optional.of(Duration.ofMinutes(1)),
                                        statuses,
                                        Optional.empty(),
                                        Optional.empty())),
                        6);
    }

    default Signed sign(byte[] encoded, Signer signer) throws Malformed {
        return parts(format().secure(encoded, signer));
    }

    /// Everything that a verifier does before it can look an entry up.
    default PackedStatuses verifyAndDecode(Signed signed, PublicKey key) throws Exception {
        return format().verify(signed.token(), key).token().statuses();
    }

    /// A finished token and its parts, for the bare primitives beside it.
    ///
    /// @param token as it travels
    /// @param input what the signature is over
    @SuppressWarnings("ArrayRecordComponent") // measured, never compared
    record Signed(Bytes token, byte[] input, byte[] signature) {
        static Signed ofJws(Bytes token) throws Malformed {
            String jws = token.toAscii();
            int dot = jws.lastIndexOf('.');
            return new Signed(
                    token,
                    jws.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                    StrictJson.base64Url(jws.substring(dot + 1), "the signature"));
        }
    }

    /// The Status List Token as a JWT.
    record Jwt() implements TokenFormat {
        @Override
        public String name() {
            return "Token Status List JWT";
        }

        @Override
        public ListFormat format() {
            return new TokenStatusListJwt();
        }

        @Override
        public Signed parts(Bytes token) throws Malformed {
            return Signed.ofJws(token);
        }
    }

    /// The Status List Token as a CWT.
    record Cwt() implements TokenFormat {
        private static final int COSE_SIGN1 = 18;

        @Override
        public String name() {
            return "Token Status List CWT";
        }

        @Override
        public ListFormat format() {
            return new TokenStatusListCwt();
        }

        /// What is signed is a structure of its own (RFC 9052, section 4.4).
        @Override
        public Signed parts(Bytes token) throws Malformed {
            return StrictCbor.readTagged(token.toArray(), COSE_SIGN1, "the token", in -> {
                in.array(4, "the token");
                byte[] header = in.bytes("the protected header");
                in.skip();
                byte[] payload = in.bytes("the payload");
                byte[] signature = in.bytes("the signature");
                in.endArray();
                byte[] input = StrictCbor.write(out -> {
                    out.writeStartArray(null, 4);
                    out.writeString("Signature1");
                    out.writeBinary(header);
                    out.writeBinary(new byte[0]);
                    out.writeBinary(payload);
                    out.writeEndArray();
                });
                return new Signed(token, input, signature);
            });
        }
    }

    /// The Bitstring Status List credential as a JWT.
    record CredentialJwt() implements TokenFormat {
        @Override
        public String name() {
            return "Bitstring vc+jwt";
        }

        @Override
        public ListFormat format() {
            return new BitstringVcJwt();
        }

        @Override
        public Signed parts(Bytes token) throws Malformed {
            return Signed.ofJws(token);
        }
    }

    /// The Bitstring Status List credential with a proof over its canonical form, JSON or RDF.
    record CredentialProof(Cryptosuite suite) implements TokenFormat {
        private static final Canonicalization RDF = new RdfCanonicalization(Contexts.bundled());

        @Override
        public String name() {
            return "Bitstring " + suite.wireName();
        }

        @Override
        public ListFormat format() {
            return new BitstringDataIntegrity(suite);
        }

        /// What is signed are two hashes: of the proof without its value, and of the document without its proof.
        @Override
        public Signed parts(Bytes token) throws Malformed {
            ObjectNode document = StrictJson.parseObject(token.toArray(), "the credential");
            ObjectNode proof = document.withObject("proof").deepCopy();
            byte[] signature = Multibase.readBase58btc(StrictJson.text(proof, "proofValue"), "proofValue", 96);
            document.remove("proof");
            proof.remove("proofValue");
            if (suite.form() == Form.RDFC) {
                proof.set("@context", document.get("@context"));
            }
            // The longer signatures are those of P-384; to the hash all others are alike.
            boolean longer = signature.length == Algorithm.ES384.signatureBytes();
            Algorithm algorithm = longer ? Algorithm.ES384 : Algorithm.ES256;
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            input.writeBytes(hashed(proof, algorithm));
            input.writeBytes(hashed(document, algorithm));
            return new Signed(token, input.toByteArray(), signature);
        }

        private byte[] hashed(ObjectNode json, Algorithm algorithm) throws Malformed {
            byte[] canonical = switch (suite.form()) {
                case JCS -> Jcs.canonicalize(json);
                case RDFC -> RDF.canonicalize(json, algorithm);
            };
            return DataIntegrity.digestFor(algorithm).digest(canonical);
        }
    }
}
