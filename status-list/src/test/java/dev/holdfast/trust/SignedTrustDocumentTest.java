package dev.holdfast.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.event.WriterId;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignedTrustDocumentTest {
    private static final Deployment DEMO = new Deployment("demo");
    private static final Signer ANNA = signer(1);
    private static final Signer BELA = signer(2);
    private static final Signer CARA = signer(3);
    private static final Signer MALLORY = signer(9);
    private static final Root TWO_OF_THREE = Root.of(DEMO, 2, keys(ANNA, BELA, CARA));
    private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant EXPIRES = Instant.parse("2026-01-31T00:00:00Z");

    @Test
    void the_first_document_opens_under_the_pinned_root() throws Malformed, Untrusted {
        TrustDocument document = first(TWO_OF_THREE);
        Bytes signed = SignedTrustDocument.sign(document, List.of(ANNA, BELA));
        SignedTrustDocument opened = SignedTrustDocument.openFirst(signed, TWO_OF_THREE);
        assertThat(opened.document()).isEqualTo(document);
        assertThat(opened.bytes()).isEqualTo(signed);
        assertThat(opened.toEvent()).isEqualTo(SignedTrustDocument.event(signed));
        assertThat(opened.toEvent().signedBytes().sha256()).isEqualTo(opened.hash());
    }

    @Test
    void any_enough_of_the_root_will_do() throws Malformed, Untrusted {
        TrustDocument document = first(TWO_OF_THREE);
        for (List<Signer> signers : List.of(List.of(BELA, CARA), List.of(CARA, ANNA), List.of(ANNA, BELA, CARA))) {
            Bytes signed = SignedTrustDocument.sign(document, signers);
            assertThat(SignedTrustDocument.openFirst(signed, TWO_OF_THREE).document())
                    .isEqualTo(document);
        }
    }

    @Test
    void one_key_counts_once_however_often_it_signs() {
        assertUntrusted(
                () -> SignedTrustDocument.openFirst(
                        SignedTrustDocument.sign(first(TWO_OF_THREE), List.of(ANNA, ANNA, ANNA)), TWO_OF_THREE),
                "1 of 2 root signatures");
    }

    @Test
    void one_key_listed_twice_is_one_key_of_the_root() {
        assertThatIllegalArgumentException().isThrownBy(() -> Root.of(DEMO, 2, keys(ANNA, ANNA)));
    }

    @Test
    void a_foreign_signature_is_ignored_and_does_not_count() throws Malformed, Untrusted {
        TrustDocument document = first(TWO_OF_THREE);
        Bytes enough = SignedTrustDocument.sign(document, List.of(MALLORY, ANNA, BELA));
        assertThat(SignedTrustDocument.openFirst(enough, TWO_OF_THREE).document())
                .isEqualTo(document);
        Bytes short1 = SignedTrustDocument.sign(document, List.of(MALLORY, ANNA));
        assertUntrusted(() -> SignedTrustDocument.openFirst(short1, TWO_OF_THREE), "1 of 2 root signatures");
        Bytes none = SignedTrustDocument.sign(document, List.of());
        assertUntrusted(() -> SignedTrustDocument.openFirst(none, TWO_OF_THREE), "0 of 2 root signatures");
    }

    @Test
    void another_root_opens_nothing() {
        Root other = Root.of(DEMO, 1, keys(MALLORY));
        Bytes signed = SignedTrustDocument.sign(first(TWO_OF_THREE), List.of(ANNA, BELA));
        assertUntrusted(() -> SignedTrustDocument.openFirst(signed, other), "0 of 1 root signatures");
    }

    @Test
    void a_first_document_that_names_a_root_which_did_not_sign_it_is_refused() {
        Root other = Root.of(DEMO, 1, keys(MALLORY));
        Bytes signed = SignedTrustDocument.sign(first(other), List.of(ANNA, BELA));
        assertUntrusted(() -> SignedTrustDocument.openFirst(signed, TWO_OF_THREE), "0 of 1 root signatures");
    }

    @Test
    void another_deployment_is_refused() {
        Root elsewhere = Root.of(new Deployment("other"), 2, keys(ANNA, BELA, CARA));
        Bytes signed = SignedTrustDocument.sign(first(elsewhere), List.of(ANNA, BELA));
        assertUntrusted(
                () -> SignedTrustDocument.openFirst(signed, TWO_OF_THREE), "the document is for deployment other");
        assertUntrusted(
                () -> openedFirst()
                        .openNext(SignedTrustDocument.sign(next(openedFirst(), elsewhere), List.of(ANNA, BELA))),
                "the document is for deployment other");
    }

    @Test
    void a_chain_is_walked_document_by_document() throws Malformed, Untrusted {
        SignedTrustDocument one = openedFirst();
        SignedTrustDocument two = one.openNext(SignedTrustDocument.sign(next(one, TWO_OF_THREE), List.of(BELA, CARA)));
        SignedTrustDocument three =
                two.openNext(SignedTrustDocument.sign(next(two, TWO_OF_THREE), List.of(ANNA, CARA)));
        assertThat(three.document().version()).isEqualTo(3);
        assertThat(three.document().previous()).contains(two.hash());
    }

    @Test
    void a_gap_a_repetition_and_a_step_back_are_refused() throws Malformed, Untrusted {
        SignedTrustDocument one = openedFirst();
        Bytes second = SignedTrustDocument.sign(next(one, TWO_OF_THREE), List.of(ANNA, BELA));
        SignedTrustDocument two = one.openNext(second);
        Bytes third = SignedTrustDocument.sign(next(two, TWO_OF_THREE), List.of(ANNA, BELA));
        assertUntrusted(() -> one.openNext(third), "version 3 does not follow 1");
        assertUntrusted(() -> two.openNext(second), "version 2 does not follow 2");
        assertUntrusted(() -> two.openNext(one.bytes()), "version 1 does not follow 2");
        assertUntrusted(() -> SignedTrustDocument.openFirst(second, TWO_OF_THREE), "version 2 cannot be the first");
    }

    @Test
    void a_fork_is_refused() throws Malformed, Untrusted {
        SignedTrustDocument one = openedFirst();
        TrustDocument otherFirst = document(1, Optional.empty(), TWO_OF_THREE, EXPIRES.plusSeconds(1), 16);
        SignedTrustDocument other =
                SignedTrustDocument.openFirst(SignedTrustDocument.sign(otherFirst, List.of(ANNA, BELA)), TWO_OF_THREE);
        Bytes ofTheOther = SignedTrustDocument.sign(next(other, TWO_OF_THREE), List.of(ANNA, BELA));
        assertThat(other.openNext(ofTheOther).document().version()).isEqualTo(2);
        assertUntrusted(() -> one.openNext(ofTheOther), "version 2 does not name the document before it");
    }

    @Test
    void a_new_root_needs_the_old_threshold_and_its_own() throws Malformed, Untrusted {
        SignedTrustDocument one = openedFirst();
        Root onlyNew = Root.of(DEMO, 2, keys(CARA, MALLORY));
        TrustDocument document = next(one, onlyNew);
        assertUntrusted(
                () -> one.openNext(SignedTrustDocument.sign(document, List.of(CARA, MALLORY))),
                "1 of 2 root signatures");
        assertUntrusted(
                () -> one.openNext(SignedTrustDocument.sign(document, List.of(ANNA, BELA))), "0 of 2 root signatures");
        assertUntrusted(
                () -> one.openNext(SignedTrustDocument.sign(document, List.of(ANNA, CARA))), "1 of 2 root signatures");
        SignedTrustDocument two = one.openNext(SignedTrustDocument.sign(document, List.of(ANNA, CARA, MALLORY)));
        Bytes byTheOldRoot = SignedTrustDocument.sign(next(two, onlyNew), List.of(ANNA, BELA));
        assertUntrusted(() -> two.openNext(byTheOldRoot), "0 of 2 root signatures");
        Bytes byTheNewRoot = SignedTrustDocument.sign(next(two, onlyNew), List.of(CARA, MALLORY));
        assertThat(two.openNext(byTheNewRoot).document().version()).isEqualTo(3);
    }

    @Test
    void a_wrong_signature_by_a_key_of_the_root_is_not_overlooked() throws Malformed {
        Bytes good = SignedTrustDocument.sign(first(TWO_OF_THREE), List.of(ANNA, BELA, CARA));
        ObjectNode json = StrictJson.parseObject(good.toArray(), "document");
        ((ObjectNode) json.get("signatures").get(2)).put("signature", StrictJson.base64Url(new byte[64]));
        assertUntrusted(
                () -> SignedTrustDocument.openFirst(Bytes.of(StrictJson.write(json)), TWO_OF_THREE),
                "a root signature does not verify");
    }

    @Test
    void no_flipped_bit_is_accepted() {
        byte[] good = SignedTrustDocument.sign(first(TWO_OF_THREE), List.of(ANNA, BELA))
                .toArray();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << i % 8);
            assertThatThrownBy(() -> SignedTrustDocument.openFirst(Bytes.of(bad), TWO_OF_THREE))
                    .as("byte %d", i)
                    .isInstanceOfAny(Malformed.class, Untrusted.class);
        }
    }

    @Test
    void the_number_of_partitions_is_fixed() throws Malformed, Untrusted {
        SignedTrustDocument one = openedFirst();
        TrustDocument more = document(2, Optional.of(one.hash()), TWO_OF_THREE, EXPIRES, 32);
        assertUntrusted(
                () -> one.openNext(SignedTrustDocument.sign(more, List.of(ANNA, BELA))),
                "the number of partitions is fixed");
    }

    static Stream<Arguments> changedPayloads() {
        return Stream.of(
                Arguments.of(
                        "\"version\":1", "\"version\":1,\"note\":1", "the trust document has a member it may not have"),
                Arguments.of(
                        "\"version\":1", "\"version\":1,\"version\":1", "the trust document is not well-formed JSON"),
                Arguments.of("\"version\":1", "\"version\":\"1\"", "version is not an integer"),
                Arguments.of("\"rules\":1", "\"rules\":0", "rules is outside 1…255"),
                Arguments.of("\"partitions\":16", "\"partitions\":1025", "partitions is outside 1…1024"),
                Arguments.of("\"id\":\"acme\"", "\"id\":\"acme\",\"note\":1", "an issuer has a member it may not have"),
                Arguments.of("\"id\":\"acme\"", "\"id\":\"a.b\"", "the trust document: not a valid issuer id"),
                Arguments.of("[\"gateway\"]", "[\"gateway\",\"gateway\"]", "writers are not distinct strings"),
                Arguments.of("\"region\":", "\"note\":1,\"region\":", "a publisher has a member it may not have"),
                Arguments.of("\"epoch\":1", "\"epoch\":0", "epoch is outside 1…2147483647"),
                Arguments.of("\"iat\":", "\"iat\":-", "iat is outside the years 1970 to 9999"),
                Arguments.of("\"threshold\":2", "\"threshold\":4", "the trust document: a threshold of 4 over 3 keys"),
                Arguments.of(
                        "\"previous\":",
                        "\"previous\":",
                        "the trust document: version 1 and only version 1 has no previous document"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("changedPayloads")
    void a_payload_that_is_not_exact_is_refused(String from, String to, String message) throws Malformed {
        String good = new String(TrustDocumentCodec.write(first(TWO_OF_THREE)), StandardCharsets.UTF_8);
        assertThat(TrustDocumentCodec.read(good.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(first(TWO_OF_THREE));
        String bad = from.equals(to)
                ? good.replace("\"version\":1", "\"version\":1,\"previous\":\"" + "A".repeat(43) + "\"")
                : good.replace(from, to);
        assertThat(bad).isNotEqualTo(good);
        assertThatThrownBy(() -> TrustDocumentCodec.read(bad.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }

    @Test
    void the_frame_is_exact() throws Malformed {
        Bytes good = SignedTrustDocument.sign(first(TWO_OF_THREE), List.of(ANNA, BELA));
        ObjectNode more = StrictJson.parseObject(good.toArray(), "document");
        more.put("header", 1);
        assertThatThrownBy(() -> SignedTrustDocument.event(Bytes.of(StrictJson.write(more))))
                .isInstanceOf(Malformed.class)
                .hasMessage("the signed trust document has a member it may not have");
        assertThatThrownBy(() -> SignedTrustDocument.event(Bytes.of(new byte[SignedTrustDocument.MAX_BYTES + 1])))
                .isInstanceOf(Malformed.class)
                .hasMessage("the trust document is longer than 921600 bytes");
    }

    @Test
    void an_event_carries_what_nobody_has_judged() throws Malformed {
        Bytes unsigned = SignedTrustDocument.sign(first(TWO_OF_THREE), List.of());
        TrustAdopted event = SignedTrustDocument.event(unsigned);
        assertThat(event.document()).isEqualTo(unsigned);
        assertThat(event.signedBytes().toArray()).isEqualTo(TrustDocumentCodec.write(first(TWO_OF_THREE)));
    }

    @Test
    void a_key_has_one_use_and_a_name_one_place() {
        Issuer acme = issuer("acme", 20);
        assertThat(with(List.of(acme, issuer("bank", 22))).commandKeys()).hasSize(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(List.of(acme, issuer("bank", 20))))
                .withMessage("one key has two uses");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(List.of(acme, issuer("acme", 22))))
                .withMessage("an issuer or a region stands twice");
        TrustDocument document = with(List.of(acme));
        assertThat(document.isWriter(acme.id(), new WriterId("gateway"))).isTrue();
        assertThat(document.isWriter(acme.id(), new WriterId("direct"))).isFalse();
        assertThat(document.isWriter(new IssuerId("bank"), new WriterId("gateway")))
                .isFalse();
        assertThat(document.callerKeys()).containsOnlyKeys(signer(20).keyId());
        assertThat(document.publisher(new Region("eu"))).isPresent();
        assertThat(document.publisher(new Region("us"))).isEmpty();
    }

    @Test
    void a_root_file_is_read_back() throws Malformed {
        assertThat(Root.parse(TWO_OF_THREE.toBytes())).isEqualTo(TWO_OF_THREE);
        String zero = new String(TWO_OF_THREE.toBytes(), StandardCharsets.UTF_8)
                .replace("\"threshold\":2", "\"threshold\":0");
        assertThatThrownBy(() -> Root.parse(zero.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class);
        String four = zero.replace("\"threshold\":0", "\"threshold\":4");
        assertThatThrownBy(() -> Root.parse(four.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class)
                .hasMessage("the root file: a threshold of 4 over 3 keys");
    }

    private static SignedTrustDocument openedFirst() throws Malformed, Untrusted {
        return SignedTrustDocument.openFirst(
                SignedTrustDocument.sign(first(TWO_OF_THREE), List.of(ANNA, BELA)), TWO_OF_THREE);
    }

    private static TrustDocument first(Root root) {
        return document(1, Optional.empty(), root, EXPIRES, 16);
    }

    private static TrustDocument next(SignedTrustDocument before, Root root) {
        return document(before.document().version() + 1, Optional.of(before.hash()), root, EXPIRES, 16);
    }

    private static TrustDocument with(List<Issuer> issuers) {
        TrustDocument base = first(TWO_OF_THREE);
        return new TrustDocument(
                DEMO, 1, 1, 16, Optional.empty(), ISSUED, EXPIRES, TWO_OF_THREE, issuers, base.publishers());
    }

    private static TrustDocument document(
            int version, Optional<Hash> previous, Root root, Instant expires, int partitions) {
        return new TrustDocument(
                root.deployment(),
                version,
                TrustDocument.RULES,
                partitions,
                previous,
                ISSUED,
                expires,
                root,
                List.of(issuer("acme", 20)),
                List.of(new Publisher(new Region("eu"), 1, keys(signer(30)), keys(signer(31)))));
    }

    private static Issuer issuer(String id, int seed) {
        return new Issuer(
                new IssuerId(id), keys(signer(seed)), keys(signer(seed + 1)), Set.of(new WriterId("gateway")));
    }

    private static List<PublicKey> keys(Signer... signers) {
        return Stream.of(signers).map(Signer::publicKey).toList();
    }

    private static Signer signer(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Ed25519Signer.ofSeed(bytes);
    }

    private static void assertUntrusted(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(Untrusted.class).hasMessage(message);
    }
}
