package dev.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.check.Answer;
import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.check.Freshness;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.ListImage;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// F26, F27, F28 at an edge: keys and roots change while it is away, a publisher's key is stolen, trust documents
/// are forged; and the root takes back what was signed.
class TrustTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final int REVOKED = 100;
    private static final Ed25519Signer FRESH = Centre.key(20);

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock(NOON);
    private final Centre centre = new Centre(clock, 4);
    private final ListId list = centre.open("pid");
    private final int partition = centre.partitionOf(list);

    @BeforeEach
    void revoke() {
        for (int idx = 0; idx < REVOKED; idx++) {
            centre.set(list, idx, Status.INVALID);
        }
    }

    private Feed feed() throws StoreRefused {
        return Feed.open(directory.resolve("store"), centre.root, clock);
    }

    @Test
    void three_roots_and_a_publisher_key_rotated_while_away_are_caught_up_with_in_one_sync() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
        }
        Ed25519Signer root = centre.rootKey;
        for (int turn = 0; turn < 3; turn++) {
            Ed25519Signer next = Centre.key(30 + turn);
            Ed25519Signer old = root;
            centre.roots = List.of(old, next);
            centre.edit(document -> TrustEdit.rotate(document, old.keyId(), next.publicKey(), false));
            root = next;
        }
        centre.roots = List.of(root);
        centre.edit(document -> TrustEdit.rotate(document, centre.checkpointKey.keyId(), FRESH.publicKey(), false));
        Checkpoint byTheOldKey = centre.checkpoint(partition);
        centre.signer = FRESH;
        centre.set(list, 500, Status.INVALID);
        try (Feed feed = feed()) {
            feed.trust(centre.trust().stream().map(SignedTrustDocument::bytes).toList());
            assertThat(feed.edge().trustVersion()).isEqualTo(5);
            assertThat(feed.verdict(list, 7)).as("what is held stays").isEqualTo(Verdict.INVALID);
            assertThat(feed.verdict(list, 500)).isEqualTo(Verdict.VALID);
            feed.checkpoint(byTheOldKey);
            assertThat(feed.refused("unknown-key")).isEqualTo(1);
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.verdict(list, 500)).isEqualTo(Verdict.INVALID);
            Bytes byTheOldRoot = centre.signed(document -> document, centre.rootKey, Centre.key(30), Centre.key(31));
            feed.trust(List.of(byTheOldRoot));
            assertThat(feed.refused("trust-too-few-old-signatures")).isEqualTo(1);
            assertThat(feed.edge().trustVersion()).isEqualTo(5);
        }
    }

    @Test
    void a_stolen_key_clears_a_hundred_revocations_and_none_is_answered_valid() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            steal(feed);
            assertNoneValid(feed);
            assertThat(feed.edge().stats().regressions()).isEqualTo(REVOKED);
        }
        try (Feed feed = feed()) {
            assertNoneValid(feed);
        }
    }

    @Test
    void one_document_and_what_is_signed_anew_recover_from_a_stolen_key() throws Exception {
        Instant theft = clock.instant();
        try (Feed feed = feed()) {
            feed.follow(centre);
            steal(feed);
            feed.trust(compromised(theft));
            assertThat(feed.verdict(list, 5000))
                    .as("nothing is known by the stolen key")
                    .isEqualTo(Verdict.UNKNOWN);
            assertThat(feed.freshness(list, 5000)).isEqualTo(Freshness.NONE);
            assertNoneValid(feed);
        }
        centre.signer = centre.checkpointKey;
        Checkpoint backdated = centre.forge(list, 7, Status.VALID);
        centre.signer = FRESH;
        try (Feed feed = feed()) {
            assertThat(feed.edge().stats().quarantined())
                    .as("the void state is not damage")
                    .isZero();
            assertNoneValid(feed);
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.UNKNOWN);
            feed.checkpoint(backdated);
            assertThat(feed.refused("compromised-key")).isEqualTo(1);
            centre.checkpoint(partition);
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.VALID);
            assertThat(feed.freshness(list, 5000)).isEqualTo(Freshness.FRESH);
            assertNoneValid(feed);
            centre.set(list, 5000, Status.INVALID);
            feed.checkpoint(centre.checkpoint(partition));
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.INVALID);
        }
        try (Feed feed = feed()) {
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.INVALID);
            assertThat(feed.verdict(list, 5001)).isEqualTo(Verdict.VALID);
            assertNoneValid(feed);
        }
    }

    @Test
    void a_state_that_was_right_after_all_counts_again_with_the_next_heartbeat() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            for (int each = 0; each < 4; each++) {
                centre.checkpoint(each);
            }
            feed.snapshot(centre.snapshot(partition));
            feed.trust(compromised(Instant.EPOCH));
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.UNKNOWN);
            feed.checkpoint(centre.checkpoint(partition));
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.VALID);
            assertNoneValid(feed);
            assertThat(feed.edge().stats().snapshots()).isEqualTo(1);
        }
    }

    @Test
    void what_was_signed_before_the_theft_stays() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            clock.advance(Duration.ofMinutes(1));
            feed.trust(compromised(clock.instant()));
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.VALID);
            assertNoneValid(feed);
        }
    }

    @Test
    void a_dispute_ends_when_the_root_has_said_who_was_the_thief() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            steal(feed);
            centre.set(list, 6000, Status.SUSPENDED);
            feed.checkpoint(centre.checkpoint(partition));
            assertThat(feed.freshness(list, 5000)).isEqualTo(Freshness.DISPUTED);
            feed.trust(compromised(NOON));
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.freshness(list, 5000)).isEqualTo(Freshness.FRESH);
            assertThat(feed.verdict(list, 6000)).isEqualTo(Verdict.SUSPENDED);
            assertNoneValid(feed);
        }
    }

    @Test
    void a_number_far_ahead_does_not_lock_the_honest_out() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            Snapshot ahead = centre.snapshotOf(
                    partition, 1L << 40, centre.state(partition).images());
            feed.snapshot(ahead);
            assertThat(feed.edge().stats().snapshots()).isEqualTo(1);
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.refused("rollback")).isEqualTo(1);
            Snapshot beforeTheStatement = centre.snapshot(partition);
            feed.trust(compromised(NOON));
            feed.snapshot(resigned(beforeTheStatement, FRESH));
            assertThat(feed.refused("trust-rollback")).isEqualTo(1);
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.VALID);
            assertNoneValid(feed);
        }
    }

    @Test
    void disowned_revocations_are_let_go_and_honest_ones_are_not() throws Exception {
        long honest = centre.state(partition).n();
        TreeMap<Integer, Integer> madeUp = new TreeMap<>();
        for (int idx = 1000; idx < 1050; idx++) {
            madeUp.put(idx, Status.INVALID.code());
        }
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.checkpoint(centre.forge(list, madeUp));
            assertThat(feed.verdict(list, 1007)).isEqualTo(Verdict.INVALID);
            feed.trust(centre.edit(
                    document -> TrustEdit.raiseEpoch(document, Centre.HOME, Map.of(partition, honest + 1))));
            for (int idx : new int[] {7, 1007, 5000}) {
                assertThat(feed.verdict(list, idx)).isEqualTo(Verdict.UNKNOWN);
            }
            assertThat(feed.checkpoint(centre.checkpoint(partition)).stopped())
                    .as("a new epoch begins with a snapshot")
                    .containsKey(partition);
        }
        try (Feed feed = feed()) {
            assertThat(feed.verdict(list, 7)).isEqualTo(Verdict.UNKNOWN);
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.verdict(list, 1007)).isEqualTo(Verdict.VALID);
            assertNoneValid(feed);
        }
        try (Feed feed = feed()) {
            assertThat(feed.verdict(list, 1007)).isEqualTo(Verdict.VALID);
            assertNoneValid(feed);
        }
    }

    @Test
    void a_disowning_lets_go_of_what_was_learned_first_in_its_states_and_of_nothing_older() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            learnInvalid(feed, 2000, 2001);
        }
        long fromN = centre.state(partition).n() + 1;
        try (Feed feed = feed()) {
            learnInvalid(feed, 3000, 3001);
            feed.checkpoint(centre.forge(list, valid(7, 2000, 3000)));
            for (int idx : new int[] {7, 2000, 2001, 3000, 3001}) {
                assertThat(feed.verdict(list, idx)).as("entry %d", idx).isEqualTo(Verdict.INVALID);
            }
            feed.trust(centre.edit(document -> TrustEdit.raiseEpoch(document, Centre.HOME, Map.of(partition, fromN))));
        }
        try (Feed feed = feed()) {
            feed.snapshot(lie(valid(7, 2000, 2001, 3000, 3001)));
        }
        try (Feed feed = feed()) {
            for (int idx : new int[] {7, 2000, 2001}) {
                assertThat(feed.verdict(list, idx)).as("entry %d", idx).isEqualTo(Verdict.INVALID);
            }
            for (int idx : new int[] {3000, 3001}) {
                assertThat(feed.verdict(list, idx)).as("entry %d", idx).isEqualTo(Verdict.VALID);
            }
            assertNoneValid(feed);
        }
    }

    private void learnInvalid(Feed feed, int... entries) throws Exception {
        for (int idx : entries) {
            centre.set(list, idx, Status.INVALID);
        }
        feed.checkpoint(centre.checkpoint(partition));
    }

    private static SortedMap<Integer, Integer> valid(int... entries) {
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int idx : entries) {
            codes.put(idx, Status.VALID.code());
        }
        return codes;
    }

    /// A snapshot of the second epoch that shows entries otherwise than they are.
    private Snapshot lie(SortedMap<Integer, Integer> codes) throws Exception {
        ListImage image = centre.state(partition).lists().get(list).image();
        ListImage lie = new ListImage(
                image.descriptor(), image.version() + 9, image.statuses().with(codes));
        return inEpoch(centre.snapshotOf(partition, 500, List.of(lie)), 2);
    }

    @Test
    void what_was_invalid_before_the_disowned_states_stays_invalid_even_if_the_new_epoch_lies() throws Exception {
        long honest = centre.state(partition).n();
        try (Feed feed = feed()) {
            feed.follow(centre);
            steal(feed);
            feed.trust(centre.edit(
                    document -> TrustEdit.raiseEpoch(document, Centre.HOME, Map.of(partition, honest + 1))));
            assertNoneValid(feed);
            feed.snapshot(lie(valid(IntStream.range(0, REVOKED).toArray())));
            assertThat(feed.verdict(list, 5000)).isEqualTo(Verdict.VALID);
            assertNoneValid(feed);
        }
    }

    @Test
    void documents_that_may_not_follow_are_refused_by_name_and_the_edge_goes_on() throws Exception {
        Signer stranger = Centre.key(66);
        Centre forked = new Centre(clock, 4);
        SignedTrustDocument fork = forked.edit(
                document -> TrustEdit.rotate(document, centre.tokenKey.keyId(), stranger.publicKey(), false));
        try (Feed feed = feed()) {
            feed.follow(centre);
            SignedTrustDocument two = centre.edit(document -> document);
            Bytes third = centre.signed(document -> document, centre.rootKey);
            feed.trust(List.of(third));
            assertThat(feed.refused("trust-gap")).isEqualTo(1);
            feed.trust(two);
            feed.trust(List.of(fork.bytes()));
            assertThat(feed.refused("trust-fork")).isEqualTo(1);
            feed.trust(List.of(centre.signed(document -> document, stranger)));
            assertThat(feed.refused("trust-too-few-old-signatures")).isEqualTo(1);
            feed.trust(List.of(centre.signed(
                    document -> TrustEdit.removeIssuer(
                            document, document.issuers().getFirst().id()),
                    centre.rootKey)));
            assertThat(feed.refused("trust-no-intent")).isEqualTo(1);
            feed.trust(List.of(Bytes.ofAscii("{\"payload\":null,\"signatures\":[]}")));
            feed.trust(List.of(Bytes.of("{}".getBytes(StandardCharsets.UTF_8))));
            assertThat(feed.refused("trust-malformed")).isEqualTo(2);
            feed.trust(centre.trust().getFirst());
            assertThat(feed.edge().trustVersion()).isEqualTo(2);
            centre.set(list, 5000, Status.INVALID);
            feed.checkpoint(centre.checkpoint(partition));
            assertThat(feed.verdict(list, 5000))
                    .as("the last good document is what counts")
                    .isEqualTo(Verdict.INVALID);
            feed.trust(List.of(third));
            assertThat(feed.edge().trustVersion()).isEqualTo(3);
        }
    }

    @Test
    void after_expiry_nothing_later_is_taken_and_a_newer_document_always_is() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            clock.advance(Duration.ofDays(31));
            feed.checkpoint(centre.checkpoint(partition));
            assertThat(feed.refused("trust-expired")).isEqualTo(1);
            assertThat(feed.verdict(list, 7)).isEqualTo(Verdict.INVALID);
            assertThat(feed.freshness(list, 7)).isEqualTo(Freshness.EXPIRED);
            feed.trust(centre.edit(document -> document));
            assertThat(feed.edge().trustExpiresAt().orElseThrow()).isAfter(clock.instant());
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.freshness(list, 7)).isEqualTo(Freshness.FRESH);
        }
    }

    @Test
    void a_key_cannot_be_brought_back_by_whoever_holds_an_old_root() throws Exception {
        List<Bytes> away = new ArrayList<>();
        try (Feed feed = feed()) {
            feed.follow(centre);
            Ed25519Signer next = Centre.key(30);
            centre.roots = List.of(centre.rootKey, next);
            SignedTrustDocument handed = centre.edit(
                    document -> TrustEdit.rotate(document, centre.rootKey.keyId(), next.publicKey(), false));
            away.add(centre.signed(document -> document, centre.rootKey));
            feed.trust(handed);
            feed.trust(away);
            assertThat(feed.refused("trust-too-few-old-signatures")).isEqualTo(1);
            assertThat(handed.document().root()).isEqualTo(Root.of(Centre.DEPLOYMENT, 1, List.of(next.publicKey())));
        }
    }

    /// A thief signs the next state with all revocations gone.
    private void steal(Feed feed) throws Exception {
        TreeMap<Integer, Integer> cleared = new TreeMap<>();
        for (int idx = 0; idx < REVOKED; idx++) {
            cleared.put(idx, Status.VALID.code());
        }
        feed.checkpoint(centre.forge(list, cleared));
    }

    private SignedTrustDocument compromised(Instant since) throws Exception {
        SignedTrustDocument document = centre.edit(next ->
                TrustEdit.compromise(next, centre.checkpointKey.keyId(), since, Optional.of(FRESH.publicKey())));
        centre.signer = FRESH;
        return document;
    }

    private void assertNoneValid(Feed feed) {
        for (int idx = 0; idx < REVOKED; idx++) {
            Answer answer = feed.check(list, idx);
            assertThat(answer.verdict()).as("entry %d", idx).isEqualTo(Verdict.INVALID);
        }
    }

    private static Snapshot resigned(Snapshot snapshot, Ed25519Signer by) {
        return new Snapshot(SignedHeader.sign(snapshot.signed().headerBytes().toArray(), by), snapshot.lists());
    }

    private Snapshot inEpoch(Snapshot snapshot, int epoch) throws Exception {
        Header header = snapshot.signed().header();
        Header moved = new Header(
                header.deployment(),
                header.region(),
                epoch,
                header.partition(),
                header.n(),
                header.chain(),
                header.homeOffset(),
                header.trustVersion(),
                header.listCount(),
                header.root(),
                header.issuedAt(),
                header.body());
        return new Snapshot(SignedHeader.sign(moved.toBytes(), centre.signer), snapshot.lists());
    }
}
