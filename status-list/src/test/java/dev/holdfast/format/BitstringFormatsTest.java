package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.event.Purpose;
import dev.holdfast.integrity.Cryptosuite;
import dev.holdfast.issuer.Did;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Bitstring Status List credentials as forms of a list of ours.
class BitstringFormatsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final EcdsaSigner P256 = EcdsaSigner.ofScalar(Curve.P256, Forge.scalar());
    private static final String URI = "https://status.example/revocation/acme.pid";

    static Stream<Form> forms() {
        return Form.all().stream().filter(form -> form.purpose() != Purpose.STATUS);
    }

    private static Signer signer(Form form) {
        return form.format().takes(Algorithm.EDDSA) ? Forge.SIGNER : P256;
    }

    private static Statement statement(Purpose purpose) {
        PackedStatuses list = PackedStatuses.allValid(2, 131_072).with(new TreeMap<>(Map.of(3, 1, 4, 2, 131_071, 1)));
        return new Statement(
                purpose,
                new StatusListToken(
                        URI,
                        NOON,
                        Optional.of(NOON.plus(Duration.ofHours(24))),
                        Optional.of(Duration.ofSeconds(60)),
                        purpose.of(list),
                        Optional.empty(),
                        Optional.of(new Provenance(1, 3, 41, 7))));
    }

    @Conformance({"BSL-17", "BSL-20", "BSL-30"})
    @ParameterizedTest
    @MethodSource("forms")
    void what_is_drafted_is_signed_and_read_back(Form form) throws Malformed, BadSignature {
        ListFormat format = form.format();
        Statement statement = statement(form.purpose());
        byte[] draft = format.draft(statement, 6);
        assertThat(format.parseDraft(draft)).isEqualTo(statement);
        Bytes token = format.secure(draft, signer(form));
        VerifiedToken verified = format.verify(token, signer(form).publicKey());
        assertThat(verified.statement()).isEqualTo(statement);
        assertThat(verified.keyId()).isEqualTo(signer(form).keyId());
        assertThat(format.keyIdHint(token)).contains(signer(form).keyId().value());
        assertThat(ListFormat.recognised(token)).contains(format);
        assertThat(format.secure(draft, signer(form))).as("the same again").isEqualTo(token);
    }

    /// Every format that is read, under keys of both curves: more than an issuer can have published.
    @Conformance({"BSL-17", "DI-4", "DI-7", "DI-8", "JOSE-11"})
    @ParameterizedTest
    @EnumSource(Curve.class)
    void every_format_that_takes_ecdsa_takes_both_curves(Curve curve) throws Malformed, BadSignature {
        EcdsaSigner signer = EcdsaSigner.generate(curve, new SecureRandom());
        Curve foreign = curve == Curve.P256 ? Curve.P384 : Curve.P256;
        Signer mallory = EcdsaSigner.generate(foreign, new SecureRandom());
        List<String> taken = new ArrayList<>();
        for (ListFormat format : ListFormat.readable()) {
            assertThat(format.takes(signer.algorithm())).isEqualTo(format.takes(mallory.algorithm()));
            if (!format.takes(signer.algorithm())) {
                continue;
            }
            Purpose purpose = format.purposes().stream().sorted().findFirst().orElseThrow();
            Statement statement = statement(purpose);
            byte[] draft = format.draft(statement, 6);
            Bytes token = format.secure(draft, signer);
            VerifiedToken verified = format.verify(token, signer.publicKey());
            assertThat(verified.statement()).isEqualTo(statement);
            assertThat(verified.keyId()).isEqualTo(signer.keyId());
            assertThat(format.keyIdHint(token)).contains(signer.keyId().value());
            assertThat(ListFormat.recognised(token)).contains(format);
            assertThat(format.secure(draft, signer)).as("the same again").isEqualTo(token);
            assertThatThrownBy(() -> format.verify(token, mallory.publicKey()))
                    .as(format.wireName())
                    .isInstanceOfAny(BadSignature.class, Malformed.class);
            taken.add(format.wireName());
        }
        assertThat(taken)
                .containsExactly(
                        "token-status-list",
                        "token-status-list-cwt",
                        "bitstring-vc-jwt",
                        "bitstring-ecdsa-jcs-2019",
                        "bitstring-ecdsa-rdfc-2019");
    }

    @Conformance({"BSL-32", "DI-12", "JOSE-11"})
    @ParameterizedTest
    @MethodSource("forms")
    void another_key_verifies_nothing(Form form) {
        Bytes token = form.format().secure(form.format().draft(statement(form.purpose()), 6), signer(form));
        Signer mallory = form.format().takes(Algorithm.EDDSA)
                ? Ed25519Signer.ofSeed("mallory, mallory, mallory, mallo".getBytes(StandardCharsets.US_ASCII))
                : EcdsaSigner.ofScalar(Curve.P256, new byte[] {
                    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
                });
        assertThatThrownBy(() -> form.format().verify(token, mallory.publicKey()))
                .isInstanceOfAny(BadSignature.class, Malformed.class);
    }

    /// A proof over RDF takes long to look at: a sample here, all ten thousand in the long suite.
    @ParameterizedTest
    @MethodSource("forms")
    void no_flipped_bit_is_accepted(Form form) {
        flip(form, isOverRdf(form) ? 300 : 10_000);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("formsOverRdf")
    void no_flipped_bit_of_ten_thousand_is_accepted_under_a_proof_over_rdf(Form form) {
        flip(form, 10_000);
    }

    static Stream<Form> formsOverRdf() {
        return forms().filter(BitstringFormatsTest::isOverRdf);
    }

    private static boolean isOverRdf(Form form) {
        return form.format() instanceof BitstringDataIntegrity proven
                && proven.suite().form() == Cryptosuite.Form.RDFC;
    }

    private static void flip(Form form, int flips) {
        long seed = 20_260_304;
        Random random = new Random(seed);
        byte[] good = form.format()
                .secure(form.format().draft(statement(form.purpose()), 6), signer(form))
                .toArray();
        for (int i = 0; i < flips; i++) {
            byte[] bad = good.clone();
            int bit = random.nextInt(good.length * 8);
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() ->
                            form.format().verify(Bytes.of(bad), signer(form).publicKey()))
                    .as("bit %d, seed %d", bit, seed)
                    .isInstanceOfAny(Malformed.class, BadSignature.class);
        }
    }

    @Test
    void forms_are_told_apart() {
        List<Form> forms = Form.all();
        for (Form form : forms) {
            Statement statement = statement(form.purpose());
            Bytes token = form.format().secure(form.format().draft(statement, 6), signer(form));
            for (Form other : forms) {
                if (!other.format().equals(form.format())) {
                    assertThat(other.format().recognises(token))
                            .as("%s as %s", form, other)
                            .isFalse();
                    assertThatThrownBy(() ->
                                    other.format().verify(token, signer(form).publicKey()))
                            .as("%s as %s", form, other)
                            .isInstanceOfAny(Malformed.class, BadSignature.class);
                }
            }
        }
        for (String none : List.of("", "{", "{}", "a.b.c", "[]", "{\"proof\":[]}")) {
            assertThat(ListFormat.recognised(Bytes.ofAscii(none))).as(none).isEmpty();
        }
    }

    @Test
    void the_issuer_is_the_key_that_signs_and_no_draft_has_one() throws Malformed {
        for (Form form : forms().toList()) {
            byte[] draft = form.format().draft(statement(form.purpose()), 6);
            ObjectNode json = StrictJson.parseObject(draft, "draft");
            assertThat(json.has("issuer")).isFalse();
            byte[] named = StrictJson.write(json.put("issuer", Did.key(Forge.SIGNER.publicKey())));
            assertThatThrownBy(() -> form.format().parseDraft(named)).isInstanceOf(Malformed.class);
            assertThatIllegalArgumentException().isThrownBy(() -> form.format().secure(named, signer(form)));
        }
    }

    @Conformance({"BSL-22", "BSL-35", "BSL-47"})
    @Test
    void a_list_needs_a_crowd_and_the_bits_for_what_it_shows() {
        for (Form form : forms().toList()) {
            ListFormat format = form.format();
            assertThat(format.misfit(form.purpose(), 2, 131_072)).isEmpty();
            assertThat(format.misfit(form.purpose(), 2, 131_071)).isPresent();
            assertThat(format.misfit(form.purpose(), 1, 131_072).isPresent())
                    .isEqualTo(form.purpose() == Purpose.SUSPENSION);
        }
    }
}
