package dev.holdfast.trust;

import dev.holdfast.Fuzzing;
import dev.holdfast.event.IssuerId;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every parser of trust documents and of bearer tokens, by [Fuzzing]. What a signature would shield is torn apart
/// before it is signed.
@Tag("long")
class TrustFuzzTest {
    private static final Signer CALLER = Deed.signer(40);
    private static final TrustDocument TRUST = Deed.first().document();

    enum Parser {
        TRUST_PAYLOAD {
            @Override
            byte[] seed() {
                return TrustDocumentCodec.write(Deed.first().document());
            }

            @Override
            void parse(byte[] bytes) throws Malformed {
                TrustDocumentCodec.read(bytes);
            }
        },
        TRUST_ENVELOPE {
            @Override
            byte[] seed() {
                return Deed.first().signed(Deed.ANNA, Deed.BELA).toArray();
            }

            @Override
            void parse(byte[] bytes) throws Malformed, Untrusted {
                SignedTrustDocument.rulesAskedFor(Bytes.of(bytes), Deed.TWO_OF_THREE);
                SignedTrustDocument.openFirst(Bytes.of(bytes), Deed.TWO_OF_THREE);
            }
        },
        TRUST_DRAFT {
            @Override
            byte[] seed() {
                return Deed.first().signed(Deed.ANNA).toArray();
            }

            @Override
            void parse(byte[] bytes) throws Malformed, Untrusted {
                TrustDraft.read(Deed.TWO_OF_THREE, Optional.empty(), Bytes.of(bytes));
            }
        },
        ROOT {
            @Override
            byte[] seed() {
                return Deed.TWO_OF_THREE.toBytes();
            }

            @Override
            void parse(byte[] bytes) throws Malformed {
                Root.parse(bytes);
            }
        },
        BEARER_CLAIMS {
            @Override
            byte[] seed() {
                return StrictJson.write(StrictJson.object()
                        .put("iss", "issuer-0")
                        .put("aud", "demo")
                        .put("iat", Deed.ISSUED.getEpochSecond())
                        .put("exp", Deed.ISSUED.plusSeconds(60).getEpochSecond()));
            }

            @Override
            void parse(byte[] bytes) throws Malformed, Untrusted, BadSignature {
                String jwt = JwsHeader.compact(CallerToken.TYPE, CALLER, bytes);
                CallerToken.verify(jwt, TRUST, Deed.ISSUED);
            }
        },
        BEARER_TEXT {
            @Override
            byte[] seed() {
                return CallerToken.sign(new IssuerId("issuer-0"), Deed.DEMO, Deed.ISSUED, Duration.ofMinutes(1), CALLER)
                        .getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            void parse(byte[] bytes) throws Malformed, Untrusted, BadSignature {
                String jwt = new String(bytes, StandardCharsets.ISO_8859_1);
                CallerToken.verify(jwt, TRUST, Deed.ISSUED);
            }
        };

        abstract byte[] seed();

        abstract void parse(byte[] bytes) throws Malformed, Untrusted, BadSignature;
    }

    @ParameterizedTest
    @EnumSource
    void a_parser_takes_or_refuses_whatever_it_is_given(Parser parser) throws Exception {
        Fuzzing.fuzz(
                parser.name(),
                parser.seed(),
                Set.of(Malformed.class, Untrusted.class, BadSignature.class),
                parser::parse);
    }
}
