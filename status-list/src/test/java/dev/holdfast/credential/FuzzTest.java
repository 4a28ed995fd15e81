package dev.holdfast.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.Conformance;
import dev.holdfast.Fuzzing;
import dev.holdfast.bitstring.StatusListError;
import dev.holdfast.bitstring.VerifiedBitstring;
import dev.holdfast.format.BoundedGunzip;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.integrity.Jcs;
import dev.holdfast.issuer.Did;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sdjwt.SdJwt;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.SecuredVc;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every parser of credentials and of status list credentials, by [Fuzzing]. A signature would shield the
/// parsers behind it, so what is torn apart is signed again.
@Tag("long")
class FuzzTest {
    private static final String LIST = """
            {"@context":["https://www.w3.org/ns/credentials/v2"],"id":"https://status.example/lists/acme.one",\
            "type":["VerifiableCredential","BitstringStatusListCredential"],"issuer":"%s",\
            "validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"type":"BitstringStatusList",\
            "id":"https://status.example/lists/acme.one#list;epoch=1;partition=5;n=12;version=3",\
            "statusPurpose":"revocation","ttl":60000,"encodedList":\
            "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"}}""".formatted(Credentials.ISSUER);

    enum Parser {
        SIGNED_LIST {
            @Override
            byte[] seed() {
                return LIST.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            void parse(byte[] bytes) throws StatusListError {
                String jws = Credentials.jws(Credentials.vcHeader(), text(bytes));
                VerifiedBitstring.verify(
                        jws.getBytes(StandardCharsets.UTF_8),
                        SecuredVc.JWT,
                        Credentials.SUITES,
                        IssuerKeys.dids(),
                        Credentials.NOON);
            }
        },
        JOSE_HEADER {
            @Override
            byte[] seed() {
                return Credentials.vcHeader().getBytes(StandardCharsets.UTF_8);
            }

            @Override
            void parse(byte[] bytes) throws CredentialRefused {
                Credentials.verify(Credentials.jws(text(bytes), Credentials.vc()), CredentialKind.VC_JWT);
            }
        },
        HOLDERS_CREDENTIAL {
            @Override
            byte[] seed() {
                return Credentials.vc().getBytes(StandardCharsets.UTF_8);
            }

            @Override
            void parse(byte[] bytes) throws CredentialRefused {
                Credentials.verify(Credentials.jws(Credentials.vcHeader(), text(bytes)), CredentialKind.VC_JWT);
            }
        },
        EMBEDDED_PROOF {
            @Override
            byte[] seed() throws Malformed {
                return Credentials.proven(Credentials.vc(), Cryptosuite.EDDSA_RDFC_2022)
                        .getBytes(StandardCharsets.UTF_8);
            }

            @Override
            void parse(byte[] bytes) throws CredentialRefused {
                Credentials.VERIFIER.verify(bytes, CredentialKind.VC_DATA_INTEGRITY, Credentials.NOON);
            }
        },
        SD_JWT_PAYLOAD {
            @Override
            byte[] seed() {
                return Credentials.sdPayload().getBytes(StandardCharsets.UTF_8);
            }

            @Override
            void parse(byte[] bytes) throws CredentialRefused {
                Credentials.verify(Credentials.sdJwt(text(bytes), Credentials.NAME), CredentialKind.SD_JWT_VC);
            }
        },
        SD_JWT_TEXT {
            @Override
            byte[] seed() {
                return Credentials.sdJwt(Credentials.sdPayload(), Credentials.NAME)
                        .getBytes(StandardCharsets.UTF_8);
            }

            @Override
            void parse(byte[] bytes) throws Malformed {
                SdJwt.split(new String(bytes, StandardCharsets.ISO_8859_1), 1 << 20)
                        .claims();
            }
        },
        GZIP {
            @Override
            byte[] seed() {
                return BoundedGunzip.deflate(new byte[16_384], 6);
            }

            @Override
            void parse(byte[] bytes) throws Malformed {
                assertThat(BoundedGunzip.inflate(bytes, 131_072)).hasSizeLessThanOrEqualTo(131_072);
            }
        },
        CANONICAL_JSON {
            @Override
            byte[] seed() {
                return "{\"a\":[1e-7,-0.0,123456789012345680],\"\\ud83d\\ude02\":{\"b\":\"\\u0000\",\"c\":null}}"
                        .getBytes(StandardCharsets.UTF_8);
            }

            @Override
            void parse(byte[] bytes) throws Malformed {
                JsonNode json = StrictJson.parseValue(bytes, "the text");
                byte[] canonical = Jcs.canonicalize(json);
                assertThat(Jcs.canonicalize(StrictJson.parseValue(canonical, "the canonical text")))
                        .isEqualTo(canonical);
            }
        },
        DID {
            @Override
            byte[] seed() {
                return Credentials.ISSUER.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            void parse(byte[] bytes) throws Malformed {
                Did.resolve(text(bytes));
            }
        };

        abstract byte[] seed() throws Malformed;

        abstract void parse(byte[] bytes) throws Malformed, CredentialRefused, StatusListError;

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"BSL-46", "JOSE-7"})
    void a_parser_takes_or_refuses_whatever_it_is_given(Parser parser) throws Exception {
        Fuzzing.fuzz(
                parser.name(),
                parser.seed(),
                Set.of(Malformed.class, CredentialRefused.class, StatusListError.class),
                parser::parse);
    }
}
