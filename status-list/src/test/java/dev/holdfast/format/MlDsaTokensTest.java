package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.Conformance;
import dev.holdfast.event.Purpose;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.Experiment;
import dev.holdfast.sign.MlDsaKey;
import dev.holdfast.sign.MlDsaSigner;
import dev.holdfast.sign.PublicKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Status List Tokens under a key that is experimental: what is switched on is the key.
@Conformance("JOSE-12")
class MlDsaTokensTest {
    private static final Set<Experiment> ON = Set.of(Experiment.ML_DSA_44);
    private static final MlDsaSigner SIGNER = MlDsaSigner.ofSeed(new byte[32], ON);

    static List<ListFormat> formats() {
        return List.of(new TokenStatusListJwt(), new TokenStatusListCwt());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void what_is_signed_is_read_back(ListFormat format) throws Exception {
        Bytes token = format.secure(format.draft(statement(), 6), SIGNER);
        VerifiedToken verified = format.verify(token, SIGNER.publicKey());
        assertThat(verified.statement()).isEqualTo(statement());
        assertThat(verified.keyId()).isEqualTo(SIGNER.keyId());
        assertThat(format.keyIdHint(token)).contains(SIGNER.keyId().value());
        assertThat(ListFormat.recognised(token)).contains(format);
        assertThat(format.secure(format.draft(statement(), 6), SIGNER))
                .as("the same again")
                .isEqualTo(token);
        byte[] flipped = token.toArray();
        flipped[flipped.length - 100] ^= 2;
        assertThatThrownBy(() -> format.verify(Bytes.of(flipped), SIGNER.publicKey()))
                .isInstanceOfAny(BadSignature.class, Malformed.class);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void alg_in_the_header_is_bound_to_the_key(ListFormat format) {
        Bytes classic = format.secure(format.draft(statement(), 6), Forge.SIGNER);
        Bytes young = format.secure(format.draft(statement(), 6), SIGNER);
        assertThatThrownBy(() -> format.verify(classic, SIGNER.publicKey()))
                .isInstanceOf(Malformed.class)
                .hasMessage("alg is not the algorithm of the key");
        assertThatThrownBy(() -> format.verify(young, Forge.SIGNER.publicKey()))
                .isInstanceOf(Malformed.class)
                .hasMessage("alg is not the algorithm of the key");
    }

    @Test
    void no_form_of_a_credential_takes_such_a_key() {
        assertThat(ListFormat.readable().stream().filter(format -> format.takes(Algorithm.ML_DSA_44)))
                .containsExactlyElementsOf(formats());
    }

    @Test
    void the_cose_sign1_of_the_specification_verifies() throws Exception {
        JsonNode vector = Vectors.read("ml-dsa-jose-cose.json").get("cose").get("44");
        CoseSign1 parts = CoseSign1.parse(hex(vector, "sign1"), 1 << 16);
        assertThat(parts.algorithm()).isEqualTo(OptionalLong.of(MlDsaKey.COSE_ALGORITHM));
        assertThat(parts.names(Algorithm.ML_DSA_44)).isTrue();
        assertThat(parts.names(Algorithm.EDDSA)).isFalse();
        assertThat(parts.signed()).isEqualTo(hex(vector, "raw_to_be_signed"));
        PublicKey key = new MlDsaKey(Bytes.of(hex(vector, "raw_public_key")), ON);
        key.verify(parts.signed(), parts.signature().toArray());
    }

    private static Statement statement() {
        return new Statement(
                Purpose.STATUS,
                new StatusListToken(
                        Forge.SUB,
                        Instant.parse("2026-03-01T12:00:00Z"),
                        Optional.empty(),
                        Optional.empty(),
                        PackedStatuses.allValid(2, 1024).with(new TreeMap<>(Map.of(3, 1, 4, 2))),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static byte[] hex(JsonNode vector, String member) throws Malformed {
        return HexFormat.of().parseHex(StrictJson.text(vector, member));
    }
}
