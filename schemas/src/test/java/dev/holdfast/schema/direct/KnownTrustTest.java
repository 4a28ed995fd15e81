package dev.holdfast.schema.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.Region;
import dev.holdfast.layout.Hash;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownTrustTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Region REGION = new Region("eu-central");
    private static final Signer ROOT = key(1);
    private static final Signer FIRST = key(2);
    private static final Signer SECOND = key(3);
    private static final Signer STRANGER = key(4);

    private final Root root = Root.of(new Deployment("nation"), 1, List.of(ROOT.publicKey()));
    private final SignedTrustDocument one = first();
    private final SignedTrustDocument two =
            next(one, document -> TrustEdit.rotate(document, FIRST.keyId(), SECOND.publicKey(), false));
    private final KnownTrust known = new KnownTrust(one);

    @Test
    void a_checkpoint_is_judged_by_the_document_it_names() throws Exception {
        assertThat(vouches(FIRST, 1)).isTrue();
        assertThat(vouches(SECOND, 1)).isFalse();
        assertThat(vouches(SECOND, 2)).as("a document that has not come by").isFalse();
        known.take(two.bytes());
        assertThat(vouches(SECOND, 2)).isTrue();
        assertThat(vouches(FIRST, 2)).isFalse();
        assertThat(vouches(FIRST, 1)).as("signed before the rotation").isTrue();
        assertThat(vouches(STRANGER, 2)).isFalse();
    }

    @Test
    void what_a_stolen_key_signed_counts_no_more() throws Exception {
        SignedTrustDocument stolen = next(
                two, document -> TrustEdit.compromise(document, FIRST.keyId(), NOON.minusSeconds(1), Optional.empty()));
        known.take(two.bytes());
        assertThat(vouches(FIRST, 1)).isTrue();
        known.take(stolen.bytes());
        assertThat(vouches(FIRST, 1)).isFalse();
        assertThat(vouches(SECOND, 2)).isTrue();
    }

    @Test
    void what_does_not_follow_changes_nothing() throws Exception {
        SignedTrustDocument three = next(two, document -> document);
        known.take(three.bytes());
        known.take(one.bytes());
        assertThat(known.newest().version()).isEqualTo(1);
        known.take(two.bytes());
        known.take(two.bytes());
        known.take(one.bytes());
        assertThat(known.newest().version()).isEqualTo(2);
    }

    private boolean vouches(Signer signer, int trustVersion) throws Exception {
        Header header = new Header(
                root.deployment(),
                REGION,
                1,
                0,
                5,
                Hash.of(new byte[0]),
                9,
                trustVersion,
                0,
                Hash.of(new byte[0]),
                NOON,
                Hash.of(new byte[0]));
        SignedHeader signed = SignedHeader.sign(header.toBytes(), signer);
        return known.vouches(signed, signed.header());
    }

    private SignedTrustDocument first() {
        return signed(() -> {
            TrustDocument document = TrustEdit.addPublisher(
                    TrustEdit.first(root, 16, NOON, TrustEdit.VALIDITY),
                    new Publisher(REGION, 1, List.of(FIRST.publicKey()), List.of(key(5).publicKey())));
            return SignedTrustDocument.openFirst(SignedTrustDocument.sign(document, List.of(ROOT)), root);
        });
    }

    private static SignedTrustDocument next(SignedTrustDocument before, Edit edit) {
        return signed(() -> {
            TrustDocument document = edit.of(TrustEdit.next(before, NOON, TrustEdit.VALIDITY));
            return before.openNext(SignedTrustDocument.sign(document, List.of(ROOT)));
        });
    }

    private static SignedTrustDocument signed(Making making) {
        try {
            return making.make();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Edit {
        TrustDocument of(TrustDocument document) throws Exception;
    }

    private interface Making {
        SignedTrustDocument make() throws Exception;
    }

    private static Signer key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return Ed25519Signer.ofSeed(bytes);
    }
}
