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
import static dev.holdfast.trust.Deed.keys;
import static dev.holdfast.trust.Deed.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sign.Signer;
import dev.holdfast.trust.edit.BadEdit;
import dev.holdfast.trust.edit.TrustDiff;
import dev.holdfast.trust.edit.TrustEdit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrustDraftTest {
    @Test
    void signatures_come_in_any_order_and_more_than_once() throws Exception {
        TrustDraft draft =
                TrustDraft.of(TWO_OF_THREE, Optional.empty(), Deed.first().document());
        assertThat(draft.missing()).containsExactly("0 of 2 signatures of the pinned root");
        TrustDraft annas = draft.sign(ANNA);
        TrustDraft caras = draft.sign(CARA).sign(CARA);
        assertThat(annas.missing()).containsExactly("1 of 2 signatures of the pinned root");
        assertThat(annas.merge(caras).toBytes()).isEqualTo(caras.merge(annas).toBytes());
        TrustDraft both = annas.merge(caras).merge(annas).merge(caras);
        assertThat(both.signedBy()).containsExactlyInAnyOrder(ANNA.keyId(), CARA.keyId());
        assertThat(both.missing()).isEmpty();
        assertThat(both.complete().hash()).isEqualTo(draft.hash());
        assertThatThrownBy(annas::complete).isInstanceOf(Untrusted.class);
    }

    @Test
    void a_key_outside_the_root_signs_nothing_and_another_document_is_not_merged() throws Exception {
        TrustDraft draft =
                TrustDraft.of(TWO_OF_THREE, Optional.empty(), Deed.first().document());
        assertThatThrownBy(() -> draft.sign(MALLORY)).isInstanceOf(Untrusted.class);
        Deed other = Deed.first();
        other.issuers = other.issuers.subList(0, 3);
        TrustDraft elsewhere = TrustDraft.of(TWO_OF_THREE, Optional.empty(), other.document());
        assertThatThrownBy(() -> draft.merge(elsewhere))
                .isInstanceOf(Untrusted.class)
                .hasMessageContaining("another document");
    }

    @Test
    void a_draft_with_a_wrong_signature_or_that_does_not_follow_is_not_read() throws Exception {
        SignedTrustDocument held = Deed.held();
        Optional<SignedTrustDocument> before = Optional.of(held);
        TrustDraft draft =
                TrustDraft.of(TWO_OF_THREE, before, Deed.after(held).document()).sign(ANNA);
        assertThat(TrustDraft.read(TWO_OF_THREE, before, draft.toBytes()).signedBy())
                .containsExactly(ANNA.keyId());
        String text = draft.toBytes().toAscii();
        int at = text.indexOf("signature\":\"") + 20;
        String flipped = text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
        assertThatThrownBy(() -> TrustDraft.read(TWO_OF_THREE, before, dev.holdfast.layout.Bytes.ofAscii(flipped)))
                .isInstanceOf(Untrusted.class)
                .hasMessage("a root signature does not verify");
        assertThatThrownBy(() -> TrustDraft.of(
                        TWO_OF_THREE, Optional.empty(), Deed.after(held).document()))
                .isInstanceOf(Untrusted.class);
        assertThatThrownBy(
                        () -> TrustDraft.of(TWO_OF_THREE, before, Deed.first().document()))
                .isInstanceOf(Untrusted.class);
    }

    @Test
    void a_bulk_change_is_complete_only_with_its_intent() throws Exception {
        SignedTrustDocument held = Deed.held();
        Deed shrunk = Deed.after(held);
        shrunk.issuers = shrunk.issuers.subList(0, 4);
        TrustDraft draft = TrustDraft.of(TWO_OF_THREE, Optional.of(held), shrunk.document())
                .sign(ANNA)
                .sign(BELA);
        assertThat(draft.bulk()).containsExactly("4 of 8 issuers", "8 of 21 keys");
        assertThat(draft.missing()).containsExactly("0 of 2 signatures of the intent");
        TrustDraft intended = draft.signIntent(BELA).merge(draft.signIntent(CARA));
        assertThat(intended.missing()).isEmpty();
        assertThat(intended.complete().document().version()).isEqualTo(2);
        assertThatThrownBy(() -> draft.signIntent(MALLORY)).isInstanceOf(Untrusted.class);
    }

    @Test
    void a_new_root_is_asked_for_as_well() throws Exception {
        SignedTrustDocument held = Deed.held();
        TrustDocument next = TrustEdit.rotate(
                TrustEdit.next(held, ISSUED, TrustEdit.VALIDITY), CARA.keyId(), MALLORY.publicKey(), false);
        TrustDraft draft = TrustDraft.of(TWO_OF_THREE, Optional.of(held), next).sign(CARA);
        assertThat(draft.missing())
                .containsExactly("1 of 2 signatures of the root of version 1", "0 of 2 signatures of the new root");
        TrustDraft complete = draft.sign(BELA).sign(MALLORY);
        assertThat(complete.missing()).isEmpty();
        assertThat(complete.complete().document().root().keys()).containsKey(MALLORY.keyId());
    }

    @Test
    void every_edit_shows_in_the_diff_and_makes_a_document_that_follows() throws Exception {
        SignedTrustDocument held = Deed.held();
        TrustDocument next = TrustEdit.next(held, ISSUED.plusSeconds(60), TrustEdit.VALIDITY);
        Signer fresh = signer(700);
        TrustDocument edited = TrustEdit.addIssuer(next, Deed.issuer("bank", 710));
        edited = TrustEdit.removeIssuer(
                edited, held.document().issuers().getFirst().id());
        edited = TrustEdit.rotate(edited, TOKEN.keyId(), fresh.publicKey(), true);
        edited = TrustEdit.compromise(
                edited, CHECKPOINT.keyId(), ISSUED, Optional.of(signer(701).publicKey()));
        edited = TrustEdit.raiseEpoch(edited, EU, Map.of(3, 100L));
        assertThat(TrustDiff.between(Optional.of(held.document()), edited))
                .contains(
                        "+ issuer bank",
                        "- issuer issuer-0",
                        "+ token key of eu: " + fresh.keyId(),
                        "- checkpoint key of eu: " + CHECKPOINT.keyId(),
                        "+ checkpoint key of eu: " + signer(701).keyId(),
                        "~ epoch of eu: 1 → 2",
                        "! compromised since " + ISSUED + ": " + CHECKPOINT.keyId(),
                        "! disowned: epoch 1 of eu, partition 3 from n 100")
                .noneMatch(line -> line.contains(TOKEN.keyId().value()));
        assertThat(TrustDraft.of(TWO_OF_THREE, Optional.of(held), edited)
                        .sign(ANNA)
                        .sign(BELA)
                        .complete()
                        .document())
                .isEqualTo(edited);
    }

    @Test
    void edits_that_make_no_sense_say_why() throws Exception {
        TrustDocument document = Deed.first().document();
        assertThatThrownBy(() -> TrustEdit.rotate(document, MALLORY.keyId(), ANNA.publicKey(), false))
                .isInstanceOf(BadEdit.class)
                .hasMessageContaining("does not list the key");
        assertThatThrownBy(() -> TrustEdit.rotate(document, TOKEN.keyId(), ANNA.publicKey(), false))
                .isInstanceOf(BadEdit.class)
                .hasMessage("one key has two uses");
        assertThatThrownBy(() -> TrustEdit.addIssuer(document, Deed.issuer("issuer-1", 900)))
                .isInstanceOf(BadEdit.class)
                .hasMessage("an issuer or a region stands twice");
        Root two = Root.of(DEMO, 2, keys(ANNA, BELA));
        TrustDocument small = TrustEdit.first(two, 16, ISSUED, TrustEdit.VALIDITY);
        assertThatThrownBy(() -> TrustEdit.retire(small, ANNA.keyId()))
                .isInstanceOf(BadEdit.class)
                .hasMessageContaining("a threshold of 2 over 1 keys");
    }

    @Test
    void nothing_but_a_new_life_is_shown_as_such() throws Exception {
        SignedTrustDocument held = Deed.held();
        TrustDocument renewed = TrustEdit.next(held, ISSUED.plusSeconds(86_400), TrustEdit.VALIDITY);
        List<String> changes = TrustDiff.between(Optional.of(held.document()), renewed);
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst()).startsWith("~ expires: ");
    }
}
