package dev.holdfast.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.checkpoint.Changes;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.event.Status;
import dev.holdfast.fold.Pending;
import dev.holdfast.fold.World;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.ListImage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaTest {
    private static final ListId LIST = new ListId("acme.pid");
    private static final int PARTITION = World.partitionOf(LIST);

    private final World world = new World();
    private final Publishing publisher = new Publishing(world, PARTITION);
    private Replica replica = Replica.empty(PARTITION);

    @BeforeEach
    void one_list_with_one_revocation_is_held() {
        publisher.fold(world.open(LIST, 2, 5000));
        publisher.fold(world.change(LIST, 7, Status.INVALID));
        replica = moved(replica.apply(publisher.checkpoint(), world.trust));
        assertThat(status(replica, 7)).isEqualTo(Status.INVALID);
    }

    @Test
    void a_delta_that_continues_what_is_held_is_applied() {
        publisher.fold(world.change(LIST, 8, Status.SUSPENDED));
        Replica next = moved(replica.apply(publisher.checkpoint(), world.trust));
        assertThat(status(next, 8)).isEqualTo(Status.SUSPENDED);
        assertThat(status(replica, 8)).as("the earlier replica").isEqualTo(Status.VALID);
    }

    @Test
    void a_heartbeat_renews_the_evidence_and_nothing_else() {
        Replica next = moved(replica.apply(publisher.heartbeat(), world.trust));
        assertThat(next.lists()).isEqualTo(replica.lists());
        assertThat(next.header().orElseThrow().issuedAt())
                .isAfter(replica.header().orElseThrow().issuedAt());
    }

    @Test
    void the_same_checkpoint_again_is_known_and_not_refused() {
        Checkpoint heartbeat = publisher.heartbeat();
        Replica next = moved(replica.apply(heartbeat, world.trust));
        assertThat(next.apply(heartbeat, world.trust)).isInstanceOf(Step.Known.class);
    }

    @Test
    void forged_with_an_unknown_key() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        Delta delta = publisher.pending().cut(publisher.state());
        assertRefused(publisher.checkpoint(delta, World.key(66), UnaryOperator.identity()), Distrust.UNKNOWN_KEY);
    }

    @Test
    void signed_with_a_token_key() {
        assertRefused(
                publisher.checkpoint(Delta.heartbeat(publisher.state().n()), world.tokenKey, UnaryOperator.identity()),
                Distrust.UNKNOWN_KEY);
    }

    @Test
    void flipped_signature() {
        SignedHeader good = publisher.heartbeat().signed();
        byte[] signature = good.signature().toArray();
        signature[3] ^= 4;
        assertRefused(
                new Checkpoint(
                        new SignedHeader(good.headerBytes(), good.keyId(), good.algorithm(), Bytes.of(signature)),
                        Bytes.of(Delta.heartbeat(replica.n()).toBytes())),
                Distrust.BAD_SIGNATURE);
    }

    @Test
    void replayed_older_checkpoints() {
        Checkpoint old = publisher.heartbeat();
        publisher.fold(world.change(LIST, 9, Status.INVALID));
        replica = moved(replica.apply(publisher.checkpoint(), world.trust));
        assertRefused(old, Distrust.ROLLBACK);
    }

    @Test
    void an_older_heartbeat_of_the_same_state() {
        Checkpoint old = publisher.heartbeat();
        replica = moved(replica.apply(publisher.heartbeat(), world.trust));
        assertRefused(old, Distrust.ROLLBACK);
    }

    @Test
    void a_rolled_back_snapshot() {
        Snapshot old = publisher.snapshot();
        publisher.fold(world.change(LIST, 9, Status.INVALID));
        replica = moved(replica.apply(publisher.checkpoint(), world.trust));
        assertRefused(replica.load(old, world.trust), Distrust.ROLLBACK);
    }

    @Test
    void a_rolled_back_snapshot_after_a_restart() throws Exception {
        Snapshot old = publisher.snapshot();
        publisher.fold(world.change(LIST, 9, Status.INVALID));
        replica = moved(replica.apply(publisher.checkpoint(), world.trust));
        Replica restarted = Replica.restore(
                PARTITION,
                replica.signedHeader().orElseThrow(),
                List.copyOf(replica.lists().values()),
                replica.sticky(),
                replica.firsts(),
                replica.contradiction(),
                world.trust);
        assertRefused(restarted.load(old, world.trust), Distrust.ROLLBACK);
    }

    @Test
    void a_missing_delta_in_between() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        publisher.checkpoint();
        publisher.fold(world.change(LIST, 9, Status.INVALID));
        assertRefused(publisher.checkpoint(), Distrust.GAP);
    }

    @Test
    void a_delta_that_begins_earlier_leads_to_the_same_state() throws Malformed {
        Pending wide = Pending.since(publisher.state().n());
        wide.note(publisher.state(), publisher.fold(world.change(LIST, 8, Status.SUSPENDED)));
        replica = moved(replica.apply(publisher.checkpoint(), world.trust));
        wide.note(publisher.state(), publisher.fold(world.change(LIST, 8, Status.VALID)));
        wide.note(publisher.state(), publisher.fold(world.change(LIST, 9, Status.INVALID)));
        Delta delta = wide.cut(publisher.state());
        assertThat(delta.fromN()).isLessThan(replica.n());
        replica = moved(
                replica.apply(publisher.checkpoint(delta, world.checkpointKey, UnaryOperator.identity()), world.trust));
        assertThat(replica.lists().get(LIST))
                .isEqualTo(publisher.state().lists().get(LIST).image());
    }

    @Test
    void a_body_that_was_not_signed() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        Checkpoint good = publisher.checkpoint();
        byte[] flipped = good.body().toArray();
        flipped[flipped.length - 6] ^= 1;
        assertRefused(Publishing.withBody(good, flipped), Distrust.BODY_MISMATCH);
        assertRefused(Publishing.withBody(good, Delta.heartbeat(replica.n()).toBytes()), Distrust.BODY_MISMATCH);
    }

    @Test
    void a_wrong_root_signed_with_the_true_key() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        Delta delta = publisher.pending().cut(publisher.state());
        assertRefused(
                publisher.checkpoint(
                        delta, world.checkpointKey, header -> with(header, Hash.of(new byte[] {1}), header.chain())),
                Distrust.ROOT_MISMATCH);
    }

    @Test
    void a_delta_whose_changes_do_not_give_the_signed_root() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        Delta delta = publisher.pending().cut(publisher.state());
        Delta silent = new Delta(
                delta.fromN(),
                List.of(new Delta.ListChange(
                        LIST,
                        delta.changes().get(0).fromVersion(),
                        delta.changes().get(0).toVersion(),
                        Optional.empty(),
                        Bytes.of(Changes.encode(new TreeMap<>())))),
                List.of());
        assertRefused(
                publisher.checkpoint(silent, world.checkpointKey, UnaryOperator.identity()), Distrust.ROOT_MISMATCH);
    }

    @Test
    void a_change_to_a_list_at_another_version() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        Delta delta = publisher.pending().cut(publisher.state());
        Delta.ListChange change = delta.changes().get(0);
        Delta shifted = new Delta(
                delta.fromN(),
                List.of(new Delta.ListChange(
                        LIST, change.fromVersion() + 1, change.toVersion() + 1, Optional.empty(), change.coded())),
                List.of());
        assertRefused(
                publisher.checkpoint(shifted, world.checkpointKey, UnaryOperator.identity()),
                Distrust.VERSION_MISMATCH);
    }

    @Test
    void a_truncated_body_that_was_signed_as_such() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        byte[] body = publisher.pending().cut(publisher.state()).toBytes();
        byte[] cut = Arrays.copyOf(body, body.length - 3);
        Checkpoint signed = publisher.checkpoint(
                Delta.heartbeat(replica.n()), world.checkpointKey, header -> withBody(header, Hash.of(cut)));
        assertRefused(Publishing.withBody(signed, cut), Distrust.MALFORMED);
    }

    @Test
    void another_deployment_partition_or_epoch() {
        Delta beat = Delta.heartbeat(replica.n());
        assertRefused(
                publisher.checkpoint(beat, world.checkpointKey, h -> place(h, new Deployment("prod"), PARTITION, 1)),
                Distrust.WRONG_DEPLOYMENT);
        assertRefused(
                publisher.checkpoint(beat, world.checkpointKey, h -> place(h, h.deployment(), PARTITION + 1, 1)),
                Distrust.WRONG_PARTITION);
        assertRefused(
                publisher.checkpoint(beat, world.checkpointKey, h -> place(h, h.deployment(), PARTITION, 2)),
                Distrust.WRONG_EPOCH);
    }

    @Test
    void a_trust_version_that_goes_back_or_is_not_held() {
        Delta beat = Delta.heartbeat(replica.n());
        assertRefused(
                publisher.checkpoint(beat, world.checkpointKey, h -> trusted(h, 0, h.issuedAt())),
                Distrust.TRUST_ROLLBACK);
        assertRefused(
                publisher.checkpoint(beat, world.checkpointKey, h -> trusted(h, 2, h.issuedAt())),
                Distrust.TRUST_MISSING);
    }

    @Test
    void a_checkpoint_after_the_trust_document_expired() {
        Instant late = world.trust.document().expiresAt().plusSeconds(1);
        assertRefused(
                publisher.checkpoint(Delta.heartbeat(replica.n()), world.checkpointKey, h -> trusted(h, 1, late)),
                Distrust.TRUST_EXPIRED);
    }

    @Test
    void two_states_at_one_n_are_kept_as_proof_and_dispute_the_partition() {
        Checkpoint other = publisher.checkpoint(
                Delta.heartbeat(replica.n()),
                world.checkpointKey,
                header -> with(header, header.root(), Hash.of(new byte[] {5})));
        Step step = replica.apply(other, world.trust);
        assertThat(step).isInstanceOfSatisfying(Step.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Distrust.CONTRADICTION);
            assertThat(refused.next().contradiction()).contains(other.signed());
            assertThat(refused.next().lists()).isEqualTo(replica.lists());
        });
    }

    @Test
    void a_contradiction_cannot_hide_behind_an_older_trust_version() {
        assertRefusedAs(
                publisher.checkpoint(
                        Delta.heartbeat(replica.n()),
                        world.checkpointKey,
                        h -> trusted(with(h, Hash.of(new byte[] {5}), h.chain()), 0, h.issuedAt())),
                Distrust.CONTRADICTION);
    }

    private void assertRefusedAs(Checkpoint checkpoint, Distrust why) {
        assertThat(replica.apply(checkpoint, world.trust))
                .isInstanceOfSatisfying(
                        Step.Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
    }

    @Test
    void a_later_snapshot_of_the_same_epoch_does_not_settle_a_dispute() {
        Checkpoint other = publisher.checkpoint(
                Delta.heartbeat(replica.n()),
                world.checkpointKey,
                header -> with(header, header.root(), Hash.of(new byte[] {5})));
        Replica disputed = ((Step.Refused) replica.apply(other, world.trust)).next();
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        assertThat(moved(disputed.load(publisher.snapshot(), world.trust)).contradiction())
                .contains(other.signed());
    }

    @Test
    void a_snapshot_that_lacks_a_list_or_has_one_changed() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        Snapshot good = publisher.snapshot();
        assertRefused(replica.load(new Snapshot(good.signed(), List.of()), world.trust), Distrust.ROOT_MISMATCH);
        ListImage image = good.lists().get(0);
        TreeMap<Integer, Integer> cleared = new TreeMap<>();
        cleared.put(8, 0);
        Snapshot flipped = new Snapshot(
                good.signed(),
                List.of(new ListImage(
                        image.descriptor(), image.version(), image.statuses().with(cleared))));
        assertRefused(replica.load(flipped, world.trust), Distrust.ROOT_MISMATCH);
        assertThat(status(moved(replica.load(good, world.trust)), 8)).isEqualTo(Status.INVALID);
    }

    @Test
    void a_correctly_signed_removal_of_a_revocation_does_not_resurrect_it() {
        Publishing thief = new Publishing(world, PARTITION);
        thief.fold(world.open(LIST, 2, 5000));
        for (int i = 0; i < 5; i++) {
            thief.fold(world.change(LIST, 100 + i, Status.SUSPENDED));
        }
        Replica robbed = moved(replica.load(thief.snapshot(), world.trust));
        assertThat(status(robbed, 7)).as("what was signed").isEqualTo(Status.VALID);
        assertThat(robbed.sticky().contains(LIST, 7)).isTrue();
    }

    @Test
    void no_flipped_bit_of_a_delta_or_a_snapshot_is_accepted() {
        publisher.fold(world.change(LIST, 8, Status.INVALID));
        byte[] delta = publisher.checkpoint().toBytes();
        byte[] snapshot = publisher.snapshot().toBytes();
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            assertThat(accepted(flipped(delta, random), false)).isFalse();
            assertThat(accepted(flipped(snapshot, random), true)).isFalse();
        }
    }

    private boolean accepted(byte[] bytes, boolean snapshot) {
        try {
            Step step = snapshot
                    ? replica.load(Snapshot.parse(bytes), world.trust)
                    : replica.apply(Checkpoint.parse(bytes), world.trust);
            return step instanceof Step.Moved;
        } catch (Malformed e) {
            return false;
        }
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private void assertRefused(Checkpoint checkpoint, Distrust why) {
        assertRefused(replica.apply(checkpoint, world.trust), why);
    }

    private void assertRefused(Step step, Distrust why) {
        assertThat(step).isInstanceOfSatisfying(Step.Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(why);
            assertThat(refused.next().lists()).as("what it held").isEqualTo(replica.lists());
            assertThat(refused.next().header()).isEqualTo(replica.header());
        });
    }

    private static Replica moved(Step step) {
        assertThat(step).isInstanceOf(Step.Moved.class);
        return ((Step.Moved) step).next();
    }

    private static Status status(Replica replica, int idx) {
        return replica.lists().get(LIST).statuses().status(idx);
    }

    private static Header with(Header h, Hash root, Hash chain) {
        return new Header(
                h.deployment(),
                h.region(),
                h.epoch(),
                h.partition(),
                h.n(),
                chain,
                h.homeOffset(),
                h.trustVersion(),
                h.listCount(),
                root,
                h.issuedAt(),
                h.body());
    }

    private static Header withBody(Header h, Hash body) {
        return new Header(
                h.deployment(),
                h.region(),
                h.epoch(),
                h.partition(),
                h.n(),
                h.chain(),
                h.homeOffset(),
                h.trustVersion(),
                h.listCount(),
                h.root(),
                h.issuedAt(),
                body);
    }

    private static Header place(Header h, Deployment deployment, int partition, int epoch) {
        return new Header(
                deployment,
                new Region("eu-central"),
                epoch,
                partition,
                h.n(),
                h.chain(),
                h.homeOffset(),
                h.trustVersion(),
                h.listCount(),
                h.root(),
                h.issuedAt(),
                h.body());
    }

    private static Header trusted(Header h, int trustVersion, Instant issuedAt) {
        return new Header(
                h.deployment(),
                h.region(),
                h.epoch(),
                h.partition(),
                h.n(),
                h.chain(),
                h.homeOffset(),
                trustVersion,
                h.listCount(),
                h.root(),
                issuedAt,
                h.body());
    }
}
