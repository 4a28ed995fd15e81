package dev.holdfast.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.Conformance;
import dev.holdfast.Fuzzing;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.x509.Authority;
import dev.holdfast.x509.Authority.Profile;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every parser of Status List Tokens and of what belongs to them, by [Fuzzing]. What a signature would shield
/// is torn apart before it is signed.
@Tag("long")
class TokenFuzzTest {
    private static final Authority ROOT = Authority.root("root");
    private static final byte[] LEAF = encoded();

    enum Parser {
        JWT_CLAIMS(Forge.PAYLOAD.getBytes(UTF_8)) {
            @Override
            void parse(byte[] bytes) throws Malformed, BadSignature {
                verify(new TokenStatusListJwt(), Bytes.ofAscii(Forge.jws(Forge.HEADER, text(bytes))));
            }
        },
        JWT_HEADER(Forge.HEADER
                .replace("}", ",\"x5c\":[\"" + Base64.getEncoder().encodeToString(LEAF) + "\"]}")
                .getBytes(UTF_8)) {
            @Override
            void parse(byte[] bytes) throws Malformed, BadSignature {
                verify(new TokenStatusListJwt(), Bytes.ofAscii(Forge.jws(text(bytes), Forge.PAYLOAD)));
            }
        },
        JWT_TEXT(Forge.jws(Forge.HEADER, Forge.PAYLOAD).getBytes(UTF_8)) {
            @Override
            void parse(byte[] bytes) throws Malformed, BadSignature {
                verify(new TokenStatusListJwt(), Bytes.of(bytes));
            }
        },
        CWT_CLAIMS(ForgeCwt.parse(ForgeCwt.map(ForgeCwt.CLAIMS))) {
            @Override
            void parse(byte[] bytes) throws Malformed, BadSignature {
                String claims = HexFormat.of().formatHex(bytes);
                byte[] cwt = ForgeCwt.cwt(ForgeCwt.map(ForgeCwt.HEADER), "a0", claims, Forge.SIGNER);
                verify(new TokenStatusListCwt(), Bytes.of(cwt));
            }
        },
        COSE_HEADER(ForgeCwt.parse(ForgeCwt.map(ForgeCwt.with(ForgeCwt.HEADER, "1821", ForgeCwt.bytes(LEAF))))) {
            @Override
            void parse(byte[] bytes) throws Malformed, BadSignature {
                String header = HexFormat.of().formatHex(bytes);
                byte[] cwt = ForgeCwt.cwt(header, "a0", ForgeCwt.map(ForgeCwt.CLAIMS), Forge.SIGNER);
                verify(new TokenStatusListCwt(), Bytes.of(cwt));
            }
        },
        COSE_SIGN1(ForgeCwt.cwt(ForgeCwt.CLAIMS)) {
            @Override
            void parse(byte[] bytes) throws Malformed, BadSignature {
                verify(new TokenStatusListCwt(), Bytes.of(bytes));
            }
        },
        REFERENCE_IN_CWT(ForgeCwt.parse("a2" + "02" + ForgeCwt.text("holder") + "19ffff"
                + HexFormat.of().formatHex(new StatusReference(7, Forge.SUB).toCbor()))) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                StatusReference.inCwt(bytes);
            }
        },
        REFERENCE_IN_JWT(StrictJson.write(
                StrictJson.object().set("status", new StatusReference(7, Forge.SUB).toJson()))) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                StatusReference.inJwt(StrictJson.parseObject(bytes, "the claims"));
            }
        },
        AGGREGATION(new StatusListAggregation(List.of(Forge.SUB, "urn:x")).toBytes()) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                StatusListAggregation.parse(bytes);
            }
        },
        ZLIB(BoundedInflate.deflate(Arrays.copyOf("statuses of a list".getBytes(UTF_8), 16_384))) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                assertThat(BoundedInflate.inflate(bytes, 1 << 20)).hasSizeLessThanOrEqualTo(1 << 20);
            }
        },
        CERTIFICATE(LEAF) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                CertificateChain.ofDer(List.of(bytes)).leafKey();
            }
        },
        SUBJECT_PUBLIC_KEY(ROOT.keys().getPublic().getEncoded()) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                PublicKey.fromSpki(bytes);
            }
        },
        PUBLIC_JWK(StrictJson.write(Forge.SIGNER.publicKey().toJwk())) {
            @Override
            void parse(byte[] bytes) throws Malformed {
                PublicKey.fromJwk(StrictJson.parseObject(bytes, "the key"));
            }
        };

        private final String seed;

        Parser(byte[] seed) {
            this.seed = HexFormat.of().formatHex(seed);
        }

        abstract void parse(byte[] bytes) throws Malformed, BadSignature;

        private static String text(byte[] bytes) {
            return new String(bytes, ISO_8859_1);
        }

        private static void verify(ListFormat format, Bytes token) throws Malformed, BadSignature {
            ListFormat.recognised(token);
            format.keyIdHint(token);
            format.chain(token);
            format.verify(token, Forge.SIGNER.publicKey());
        }
    }

    private static byte[] encoded() {
        try {
            return ROOT.certify(Authority.p256().getPublic(), Profile.leaf("leaf"))
                    .getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"TSL-10", "TSL-37"})
    void a_parser_takes_or_refuses_whatever_it_is_given(Parser parser) throws Exception {
        Fuzzing.fuzz(
                parser.name(),
                HexFormat.of().parseHex(parser.seed),
                Set.of(Malformed.class, BadSignature.class),
                parser::parse);
    }
}
