package dev.holdfast.trust;

import static dev.holdfast.trust.Deed.ANNA;
import static dev.holdfast.trust.Deed.BELA;
import static dev.holdfast.trust.Deed.CARA;
import static dev.holdfast.trust.Deed.CHECKPOINT;
import static dev.holdfast.trust.Deed.DEMO;
import static dev.holdfast.trust.Deed.EU;
import static dev.holdfast.trust.Deed.ISSUED;
import static dev.holdfast.trust.Deed.MALLORY;
import static dev.holdfast.trust.Deed.TOKEN;
import static dev.holdfast.trust.Deed.TWO_OF_THREE;
import static dev.holdfast.trust.Deed.after;
import static dev.holdfast.trust.Deed.keys;
import static dev.holdfast.trust.Deed.publisher;
import static dev.holdfast.trust.Deed.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.event.Deployment;
import dev.holdfast.event.Region;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Statement.Compromise;
import dev.holdfast.trust.Statement.Disowning;
import dev.holdfast.trust.Untrusted.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// F26 and F28: what may follow a trust document and what may not. Beside each document that is refused, by its
/// own reason, stands a twin that differs only in that and is taken.
class TrustChainTest {
    private SignedTrustDocument held;

    @BeforeEach
    void hold() throws Exception {
        held = Deed.held();
    }

    @Test
    void the_next_version_is_taken() throws Exception {
        assertThat(after(held).opened(held, BELA, CARA).document().version()).isEqualTo(2);
    }

    @Test
    void one_signature_too_few_is_refused() throws Exception {
        assertRefused(after(held).signed(ANNA), Reason.TOO_FEW_OLD);
        assertTaken(after(held).signed(ANNA, CARA));
    }

    @Test
    void a_key_that_signs_twice_counts_once() throws Exception {
        assertRefused(after(held).signed(ANNA, ANNA), Reason.TOO_FEW_OLD);
        assertTaken(after(held).signed(ANNA, ANNA, BELA));
    }

    @Test
    void a_key_that_left_the_root_signs_nothing_any_more() throws Exception {
        Deed without = after(held);
        without.root = Root.of(DEMO, 2, keys(ANNA, BELA));
        held = without.opened(held, ANNA, BELA);
        assertRefused(after(held).signed(ANNA, CARA), Reason.TOO_FEW_OLD);
        assertTaken(after(held).signed(ANNA, BELA));
    }

    @Test
    void a_new_root_has_to_want_it_too() throws Exception {
        Deed handed = after(held);
        handed.root = Root.of(DEMO, 2, keys(MALLORY, signer(10)));
        assertRefused(handed.signed(ANNA, BELA), Reason.TOO_FEW_NEW);
        assertRefused(handed.signed(MALLORY, signer(10)), Reason.TOO_FEW_OLD);
        assertTaken(handed.signed(ANNA, BELA, MALLORY, signer(10)));
    }

    @Test
    void three_new_roots_in_a_row_are_walked_in_one_go() throws Exception {
        List<Bytes> away = new ArrayList<>();
        SignedTrustDocument newest = held;
        Signer[] by = {ANNA, BELA};
        for (int i = 0; i < 3; i++) {
            Signer one = signer(200 + i);
            Signer two = signer(210 + i);
            Deed next = after(newest);
            next.root = Root.of(DEMO, 2, keys(one, two));
            Bytes signed = next.signed(by[0], by[1], one, two);
            away.add(signed);
            newest = newest.openNext(signed);
            by = new Signer[] {one, two};
        }
        SignedTrustDocument reader = held;
        for (Bytes missed : away) {
            reader = reader.openNext(missed);
        }
        assertThat(reader.hash()).isEqualTo(newest.hash());
        held = reader;
        assertRefused(after(held).signed(ANNA, BELA, CARA), Reason.TOO_FEW_OLD);
        assertRefused(after(held).signed(signer(201), signer(211)), Reason.TOO_FEW_OLD);
        assertTaken(after(held).signed(signer(202), signer(212)));
    }

    @Test
    void an_old_document_is_refused_and_nothing_is_new_about_one_that_is_held() throws Exception {
        SignedTrustDocument one = held;
        held = after(held).opened(held, ANNA, BELA);
        assertRefused(one.bytes(), Reason.OLD);
        assertRefused(held.bytes(), Reason.OLD);
        assertThat(held.holds(one.bytes())).isTrue();
        Bytes third = after(held).signed(ANNA, BELA);
        assertThat(held.holds(third)).isFalse();
        assertTaken(third);
    }

    @Test
    void the_same_content_signed_by_more_people_is_nothing_new() throws Exception {
        assertThat(held.holds(Deed.first().signed(ANNA, BELA, CARA))).isTrue();
    }

    @Test
    void a_fork_is_proof_and_a_forged_one_is_not() throws Exception {
        Deed one = after(held);
        SignedTrustDocument two = one.opened(held, ANNA, BELA);
        Deed other = after(held);
        other.publishers = new ArrayList<>(List.of(publisher(1, signer(33), TOKEN)));
        Bytes fork = other.signed(BELA, CARA);
        assertTaken(fork);
        held = after(two).opened(two, ANNA, BELA);
        assertRefused(fork, Reason.FORK);
        assertRefused(other.signed(CARA, MALLORY), Reason.OLD);
        Deed first = Deed.first();
        first.publishers = other.publishers;
        assertRefused(first.signed(ANNA, CARA), Reason.FORK);
    }

    @Test
    void a_fork_of_a_version_that_handed_the_root_over_is_judged_by_the_root_before_it() throws Exception {
        Deed handed = after(held);
        handed.root = Root.of(DEMO, 1, keys(MALLORY));
        held = handed.opened(held, ANNA, BELA, MALLORY);
        Deed other = after(Deed.held());
        assertRefused(other.signed(ANNA, BELA), Reason.FORK);
        assertRefused(other.signed(MALLORY), Reason.OLD);
    }

    @Test
    void a_version_that_is_left_out_is_a_gap() throws Exception {
        SignedTrustDocument two = after(held).opened(held, ANNA, BELA);
        assertRefused(after(two).signed(ANNA, BELA), Reason.GAP);
        held = two;
        assertTaken(after(two).signed(ANNA, BELA));
    }

    @Test
    void a_wrong_previous_hash_is_refused() throws Exception {
        Deed astray = after(held);
        astray.previous = Optional.of(Hash.of(new byte[] {1}));
        assertRefused(astray.signed(ANNA, BELA, CARA), Reason.WRONG_PREVIOUS);
        assertTaken(after(held).signed(ANNA, BELA, CARA));
    }

    @Test
    void another_deployment_or_number_of_partitions_is_refused() throws Exception {
        Deed partitions = after(held);
        partitions.partitions = 32;
        assertRefused(partitions.signed(ANNA, BELA), Reason.PARTITIONS_CHANGED);
        Deed elsewhere = after(held);
        elsewhere.deployment = new Deployment("other");
        assertRefused(elsewhere.signed(ANNA, BELA), Reason.WRONG_DEPLOYMENT);
        assertTaken(after(held).signed(ANNA, BELA));
    }

    @Test
    void rules_do_not_go_back() throws Exception {
        Deed forward = after(held);
        forward.rules = 2;
        held = forward.opened(held, ANNA, BELA);
        Deed back = after(held);
        back.rules = 1;
        assertRefused(back.signed(ANNA, BELA), Reason.RULES_BACK);
        back.rules = 2;
        assertTaken(back.signed(ANNA, BELA));
    }

    @Test
    void an_epoch_rises_by_one_and_never_falls() throws Exception {
        Deed raised = after(held);
        raised.publishers = new ArrayList<>(List.of(publisher(2, CHECKPOINT, TOKEN)));
        SignedTrustDocument two = raised.opened(held, ANNA, BELA);
        Deed jump = after(held);
        jump.publishers = new ArrayList<>(List.of(publisher(3, CHECKPOINT, TOKEN)));
        assertRefused(jump.signed(ANNA, BELA), Reason.EPOCH);
        held = two;
        Deed fall = after(held);
        fall.publishers = new ArrayList<>(List.of(publisher(1, CHECKPOINT, TOKEN)));
        assertRefused(fall.signed(ANNA, BELA), Reason.EPOCH);
        assertTaken(after(held).signed(ANNA, BELA));
    }

    @Test
    void a_region_that_was_removed_comes_back_in_an_epoch_that_it_never_had() throws Exception {
        Deed raised = after(held);
        raised.publishers = new ArrayList<>(List.of(publisher(2, CHECKPOINT, TOKEN)));
        held = raised.opened(held, ANNA, BELA);
        Deed removed = after(held);
        removed.publishers = new ArrayList<>();
        held = held.openNext(intended(removed, ANNA, BELA));
        held = after(held).opened(held, ANNA, BELA);
        assertThat(held.highestEpoch(EU)).isEqualTo(2);
        for (int over = 1; over <= 2; over++) {
            Deed back = after(held);
            back.publishers.add(publisher(over, CHECKPOINT, TOKEN));
            assertRefused(back.signed(ANNA, BELA), Reason.EPOCH);
        }
        Deed fresh = after(held);
        fresh.publishers.add(publisher(3, CHECKPOINT, TOKEN));
        fresh.publishers.add(new Publisher(new Region("never-there"), 1, keys(signer(33)), keys(signer(34))));
        held = fresh.opened(held, ANNA, BELA);
        assertThat(held.highestEpoch(EU)).isEqualTo(3);
        assertTaken(after(held).signed(ANNA, BELA));
    }

    @Test
    void what_was_taken_back_stays_taken_back() throws Exception {
        Deed compromised = after(held);
        compromised.publishers = new ArrayList<>(List.of(publisher(2, signer(33), TOKEN)));
        compromised.statements.add(new Compromise(CHECKPOINT.keyId(), ISSUED, 2));
        compromised.statements.add(new Disowning(EU, 1, 3, 100, 2));
        held = compromised.opened(held, ANNA, BELA);
        assertThat(held.document().isCompromised(CHECKPOINT.keyId())).isTrue();
        for (int missing = 0; missing < 2; missing++) {
            Deed withdrawn = after(held);
            withdrawn.statements.remove(missing);
            assertRefused(withdrawn.signed(ANNA, BELA, CARA), Reason.STATEMENTS);
        }
        Deed postdated = after(held);
        postdated.statements.add(new Compromise(signer(99).keyId(), ISSUED, 2));
        assertRefused(postdated.signed(ANNA, BELA), Reason.STATEMENTS);
        Deed honest = after(held);
        honest.statements.add(new Compromise(signer(99).keyId(), ISSUED, 3));
        assertTaken(honest.signed(ANNA, BELA));
    }

    @Test
    void a_compromised_key_cannot_be_listed_nor_a_running_epoch_disowned() {
        Deed listed = Deed.first();
        listed.statements.add(new Compromise(CHECKPOINT.keyId(), ISSUED, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(listed::document)
                .withMessage("a compromised key is still listed");
        Deed running = Deed.first();
        running.statements.add(new Disowning(EU, 1, 3, 100, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(running::document)
                .withMessageContaining("a disowned epoch is not over");
        Deed later = Deed.first();
        later.statements.add(new Compromise(MALLORY.keyId(), ISSUED, 2));
        assertThatIllegalArgumentException().isThrownBy(later::document).withMessageContaining("of a later version");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 6})
    void a_document_that_lost_more_than_a_fifth_of_its_issuers_needs_a_signed_intent(int kept) throws Exception {
        Deed shrunk = after(held);
        shrunk.issuers = shrunk.issuers.subList(0, kept);
        assertRefused(shrunk.signed(ANNA, BELA, CARA), Reason.NO_INTENT);
        assertTaken(intended(shrunk, ANNA, BELA));
    }

    @Test
    void one_in_eight_issuers_may_go_by_itself() throws Exception {
        Deed shrunk = after(held);
        shrunk.issuers = shrunk.issuers.subList(0, 7);
        assertTaken(shrunk.signed(ANNA, BELA));
    }

    @Test
    void issuers_left_without_keys_or_writers_count_as_gone() throws Exception {
        Deed blank = after(held);
        blank.issuers.replaceAll(issuer -> new Issuer(issuer.id(), issuer.callerKeys(), List.of(), issuer.writers()));
        assertRefused(blank.signed(ANNA, BELA), Reason.NO_INTENT);
        Deed mute = after(held);
        mute.issuers.replaceAll(
                issuer -> new Issuer(issuer.id(), issuer.callerKeys(), issuer.commandKeys(), java.util.Set.of()));
        assertRefused(mute.signed(ANNA, BELA), Reason.NO_INTENT);
        assertTaken(intended(mute, ANNA, BELA));
    }

    @Test
    void a_publisher_that_goes_needs_a_signed_intent_too() throws Exception {
        Deed silent = after(held);
        silent.publishers = new ArrayList<>();
        assertRefused(silent.signed(ANNA, BELA), Reason.NO_INTENT);
        assertTaken(intended(silent, ANNA, BELA));
    }

    @Test
    void an_intent_is_good_for_one_document_and_needs_the_threshold() throws Exception {
        Deed shrunk = after(held);
        shrunk.issuers = shrunk.issuers.subList(0, 2);
        assertRefused(intended(shrunk, ANNA), Reason.WRONG_INTENT);
        assertRefused(intended(shrunk, ANNA, ANNA, MALLORY), Reason.WRONG_INTENT);
        Deed other = after(held);
        other.issuers = other.issuers.subList(0, 3);
        TrustEnvelope intent =
                TrustEnvelope.read(intended(shrunk, ANNA, BELA)).intent().orElseThrow();
        Bytes borrowed =
                TrustEnvelope.read(other.signed(ANNA, BELA)).withIntent(intent).toBytes();
        assertRefused(borrowed, Reason.WRONG_INTENT);
        TrustEnvelope signature = TrustEnvelope.read(shrunk.signed(ANNA, BELA));
        Bytes document = signature
                .withIntent(new TrustEnvelope(intent.payload(), signature.signatures(), Optional.empty()))
                .toBytes();
        assertThatThrownBy(() -> held.openNext(document)).isInstanceOf(Malformed.class);
        assertTaken(intended(shrunk, ANNA, BELA));
    }

    @Test
    void changing_every_key_is_not_shrinking() throws Exception {
        Deed rotated = after(held);
        rotated.publishers = new ArrayList<>(List.of(publisher(1, signer(300), signer(301))));
        for (int i = 0; i < rotated.issuers.size(); i++) {
            rotated.issuers.set(i, Deed.issuer("issuer-" + i, 400 + 2 * i));
        }
        assertTaken(rotated.signed(ANNA, BELA));
    }

    @Test
    void keys_that_are_declared_compromised_may_go_in_any_number() throws Exception {
        Deed cleaned = after(held);
        for (int i = 0; i < 8; i++) {
            Issuer issuer = cleaned.issuers.get(i);
            cleaned.statements.add(new Compromise(issuer.callerKeys().getFirst().keyId(), ISSUED, 2));
            cleaned.issuers.set(
                    i, new Issuer(issuer.id(), keys(signer(500 + i)), issuer.commandKeys(), issuer.writers()));
        }
        assertTaken(cleaned.signed(ANNA, BELA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"issuers", "publishers", "root", "version", "previous", "exp", "compromised"})
    void null_fields_are_refused(String member) throws Exception {
        Deed next = after(held);
        next.statements.add(new Compromise(MALLORY.keyId(), ISSUED, 2));
        String good = new String(TrustDocumentCodec.write(next.document()), StandardCharsets.UTF_8);
        var json = dev.holdfast.json.StrictJson.parseObject(good.getBytes(StandardCharsets.UTF_8), "test");
        json.putNull(member);
        Bytes payload = Bytes.of(dev.holdfast.json.StrictJson.write(json));
        Bytes signed = new TrustEnvelope(
                        payload,
                        List.of(
                                TrustEnvelope.RootSignature.of(ANNA, SignedTrustDocument.TYPE, payload),
                                TrustEnvelope.RootSignature.of(BELA, SignedTrustDocument.TYPE, payload)),
                        Optional.empty())
                .toBytes();
        assertThatThrownBy(() -> held.openNext(signed)).isInstanceOf(Malformed.class);
        assertTaken(next.signed(ANNA, BELA));
    }

    @Test
    void an_expired_document_is_followed_by_a_newer_one_whatever_the_time() throws Exception {
        Deed late = after(held);
        late.version = 2;
        assertThat(late.document().issuedAt()).isBefore(held.document().expiresAt());
        assertTaken(late.signed(ANNA, BELA));
    }

    @Test
    void a_document_with_statements_is_read_back() throws Exception {
        Deed deed = after(held);
        deed.publishers = new ArrayList<>(List.of(publisher(2, signer(33), TOKEN)));
        deed.statements.add(new Disowning(EU, 1, 3, 100, 2));
        deed.statements.add(new Compromise(CHECKPOINT.keyId(), ISSUED.plusSeconds(7), 2));
        TrustDocument document = deed.document();
        assertThat(TrustDocumentCodec.read(TrustDocumentCodec.write(document))).isEqualTo(document);
    }

    private Bytes intended(Deed deed, Signer... by) throws Exception {
        TrustEnvelope envelope = TrustEnvelope.read(deed.signed(ANNA, BELA));
        TrustEnvelope intent =
                new BulkIntent(DEMO, deed.version, envelope.payload().sha256()).unsigned();
        List<TrustEnvelope.RootSignature> signatures = java.util.stream.Stream.of(by)
                .map(signer -> TrustEnvelope.RootSignature.of(signer, BulkIntent.TYPE, intent.payload()))
                .toList();
        return envelope.withIntent(new TrustEnvelope(intent.payload(), signatures, Optional.empty()))
                .toBytes();
    }

    private void assertRefused(Bytes next, Reason reason) {
        Untrusted refused = catchThrowableOfType(Untrusted.class, () -> held.openNext(next));
        assertThat(refused).as("it is refused").isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    }

    private void assertTaken(Bytes next) throws Exception {
        assertThat(held.openNext(next).document().version())
                .isEqualTo(held.document().version() + 1);
    }

    @Test
    void the_pinned_root_is_what_it_all_begins_with() {
        assertThatThrownBy(() -> SignedTrustDocument.openFirst(Deed.first().signed(MALLORY, CARA), TWO_OF_THREE))
                .isInstanceOf(Untrusted.class)
                .hasMessage("1 of 2 root signatures");
    }
}
