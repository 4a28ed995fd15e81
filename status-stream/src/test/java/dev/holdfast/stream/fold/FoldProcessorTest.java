package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Command;
import dev.holdfast.event.Command.ChangeStatuses;
import dev.holdfast.event.Command.EntryChange;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.event.Status;
import dev.holdfast.event.StatusEvent.SignedCommand;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.DraftRecord;
import dev.holdfast.schema.RefusalRecord;
import dev.holdfast.schema.SnapshotDraft;
import dev.holdfast.schema.TokenDraft;
import dev.holdfast.sign.Signer;
import dev.holdfast.stream.Counters.What;
import dev.holdfast.stream.TestWorld;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldProcessorTest {
    private static final ListId LIST =
            TestWorld.listsIn(Bench.PARTITION).findFirst().orElseThrow();

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void start() {
        bench = new Bench(folder);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void without_an_adopted_trust_document_everything_is_refused_and_nothing_drafted() {
        bench.pipe(bench.world.sign(bench.world.open(LIST, 2, 100)));
        bench.pass(Duration.ofSeconds(12));
        assertThat(bench.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.cause()).isEqualTo("no-trust");
            assertThat(refusal.kind()).isEqualTo(RefusalRecord.Kind.NOT_AUTHENTIC);
            assertThat(refusal.n()).isEmpty();
        });
        assertThat(bench.drafts()).isEmpty();
    }

    @Test
    void a_forged_command_leaves_n_and_stands_in_refusals() throws Malformed {
        adoptAndOpen();
        long before = lastHeader().n();
        SignedCommand forged = TestWorld.forged(bench.world.sign(bench.world.change(LIST, 1, Status.INVALID)));
        bench.pipe(forged);
        bench.pass(Duration.ofSeconds(6));
        assertThat(lastHeader().n()).isEqualTo(before);
        assertThat(bench.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.cause()).isEqualTo("bad-signature");
            assertThat(refusal.offset()).isEqualTo(2);
            byte[] value = Codecs.EVENT.encode(TestWorld.record(forged));
            assertThat(refusal.record().toArray()).isEqualTo(value);
            assertThat(refusal.recordHash()).isEqualTo(Hash.of(value));
        });
    }

    @Test
    void noise_is_reported_and_long_noise_by_its_hash_alone() throws Malformed {
        adoptAndOpen();
        long before = lastHeader().n();
        byte[] noise = new byte[70_000];
        bench.pipe(noise, new RecordHeaders());
        bench.pipe(null, new RecordHeaders());
        bench.pipe(new byte[] {9}, new RecordHeaders());
        List<RefusalRecord> refusals = bench.refusals();
        assertThat(refusals).hasSize(3).allMatch(refusal -> refusal.cause().equals("undecodable"));
        assertThat(refusals.getFirst().record().length()).isZero();
        assertThat(refusals.getFirst().recordHash()).isEqualTo(Hash.of(noise));
        assertThat(refusals.getLast().record().toArray()).isEqualTo(new byte[] {9});
        bench.pass(Duration.ofSeconds(6));
        Header heartbeat = lastHeader();
        assertThat(heartbeat.n()).isEqualTo(before);
        assertThat(heartbeat.homeOffset()).isEqualTo(4);
    }

    @Test
    void a_refused_command_counts_and_names_its_entry() {
        adoptAndOpen();
        bench.pipe(bench.world.sign(bench.world.change(LIST, 500, Status.INVALID)));
        assertThat(bench.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.cause()).isEqualTo("index-out-of-range");
            assertThat(refusal.detail()).isEqualTo("entry 500");
            assertThat(refusal.kind()).isEqualTo(RefusalRecord.Kind.REFUSED);
            assertThat(refusal.n()).hasValue(3);
            assertThat(refusal.eventId()).isPresent();
        });
    }

    @Test
    void a_new_publisher_key_renews_snapshot_and_tokens_and_a_new_life_alone_does_not() throws Malformed {
        adoptAndOpen();
        bench.pass(Duration.ofSeconds(2));
        assertRenewed(1, 1, 1);
        SignedTrustDocument renewed = bench.world.trustAfter(bench.world.trust, next -> next);
        bench.pipe(renewed.toEvent());
        bench.pass(Duration.ofSeconds(2));
        assertRenewed(2, 0, 0);
        SignedTrustDocument rotated = bench.world.trustAfter(
                renewed,
                next -> TrustEdit.rotate(
                        TrustEdit.rotate(
                                next,
                                bench.world.checkpointKey.keyId(),
                                TestWorld.key(50).publicKey(),
                                false),
                        bench.world.tokenKey.keyId(),
                        TestWorld.key(51).publicKey(),
                        true));
        bench.pipe(rotated.toEvent());
        bench.pass(Duration.ofSeconds(2));
        assertRenewed(3, 1, 1);
    }

    private void assertRenewed(int trustVersion, int snapshots, int tokens) throws Malformed {
        List<DraftRecord> drafts = bench.drafts();
        assertThat(drafts.stream().filter(SnapshotDraft.class::isInstance)).hasSize(snapshots);
        assertThat(drafts.stream().filter(TokenDraft.class::isInstance)).hasSize(tokens);
        List<Header> headers = new ArrayList<>();
        for (DraftRecord draft : drafts) {
            if (draft instanceof CheckpointDraft checkpoint) {
                headers.add(Header.parse(checkpoint.header().toArray()));
            }
        }
        assertThat(headers.getLast().trustVersion()).isEqualTo(trustVersion);
    }

    @Test
    void a_raised_epoch_shows_in_every_draft_after_it() throws Malformed {
        adoptAndOpen();
        bench.drafts();
        SignedTrustDocument raised = bench.world.trustAfter(
                bench.world.trust, next -> TrustEdit.raiseEpoch(next, TestWorld.REGION, Map.of()));
        bench.pipe(raised.toEvent());
        bench.pass(Duration.ofSeconds(2));
        List<DraftRecord> drafts = bench.drafts();
        assertThat(drafts.stream().filter(SnapshotDraft.class::isInstance).map(SnapshotDraft.class::cast))
                .allMatch(piece -> piece.epoch() == 2)
                .isNotEmpty();
        assertThat(drafts.stream().filter(TokenDraft.class::isInstance).map(TokenDraft.class::cast))
                .allMatch(token -> token.epoch() == 2)
                .isNotEmpty();
        for (DraftRecord draft : drafts) {
            if (draft instanceof CheckpointDraft checkpoint) {
                assertThat(Header.parse(checkpoint.header().toArray()).epoch()).isEqualTo(2);
            }
        }
    }

    @Test
    void a_command_key_is_good_exactly_while_the_adopted_document_lists_it() {
        adoptAndOpen();
        Signer fresh = TestWorld.key(60);
        bench.pipe(TestWorld.sign(bench.world.change(LIST, 1, Status.INVALID), fresh));
        assertThat(bench.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.cause()).isEqualTo("unknown-key"));
        bench.pipe(bench.world
                .trustAfter(
                        bench.world.trust,
                        next -> TrustEdit.rotate(next, bench.world.commandKey.keyId(), fresh.publicKey(), false))
                .toEvent());
        bench.pipe(TestWorld.sign(bench.world.change(LIST, 1, Status.INVALID), fresh));
        assertThat(bench.refusals()).isEmpty();
        bench.pipe(bench.world.sign(bench.world.change(LIST, 2, Status.INVALID)));
        assertThat(bench.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.cause()).isEqualTo("unknown-key"));
    }

    @Test
    void a_forked_document_changes_nothing_and_is_reported() throws Malformed {
        adoptAndOpen();
        SignedTrustDocument two = bench.world.trustAfter(bench.world.trust, next -> next);
        SignedTrustDocument fork = bench.world.trustAfter(
                bench.world.trust,
                next -> TrustEdit.rotate(
                        next, bench.world.commandKey.keyId(), TestWorld.key(60).publicKey(), false));
        bench.pipe(two.toEvent());
        bench.pipe(fork.toEvent());
        bench.pipe(two.toEvent());
        assertThat(bench.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.cause()).isEqualTo("untrusted-document");
            assertThat(refusal.detail()).startsWith("fork: version 2 is signed twice");
        });
        bench.pass(Duration.ofSeconds(2));
        assertThat(lastHeader().n()).isEqualTo(3);
    }

    @Test
    void rules_it_does_not_know_stop_it() {
        assertThatThrownBy(() ->
                        bench.pipe(bench.world.trust(TrustDocument.RULES + 1).toEvent()))
                .hasRootCauseInstanceOf(UnknownRulesAdopted.class);
    }

    @Test
    void a_log_that_lost_its_tail_is_read_again_but_takes_nothing_new() throws Malformed {
        SignedCommand open = bench.world.sign(bench.world.open(LIST, 2, 100));
        SignedCommand change = bench.world.sign(bench.world.change(LIST, 1, Status.INVALID));
        bench.pipe(bench.world.trust.toEvent());
        bench.pipe(open);
        bench.pipe(change);
        bench.pass(Duration.ofMillis(200));
        Header before = lastHeader();
        bench.restartOnEmptyLog();
        bench.pipe(bench.world.trust.toEvent());
        bench.pipe(open);
        bench.pass(Duration.ofSeconds(6));
        Header again = lastHeader();
        assertThat(again.sameStateAs(before)).isTrue();
        assertThat(again.homeOffset()).isEqualTo(before.homeOffset());
        assertThatThrownBy(() -> bench.pipe(bench.world.sign(bench.world.change(LIST, 2, Status.INVALID))))
                .hasRootCauseInstanceOf(LogSteppedBack.class)
                .hasRootCauseMessage("partition 0 of status-events has a new event at offset 2, but offset 2 was folded"
                        + " before: the log has lost its tail. Start again: the missing events have to be put back in"
                        + " their order, or a new epoch opened");
    }

    @Test
    void a_document_without_the_region_stops_nothing_but_publishing() throws Exception {
        bench.pipe(bench.world.trustFor(new Region("mars")).toEvent());
        bench.pipe(bench.world.sign(bench.world.open(LIST, 2, 100)));
        bench.pass(Duration.ofSeconds(6));
        assertThat(bench.drafts()).isEmpty();
        assertThat(bench.refusals()).isEmpty();
        assertThat(bench.counters.of(What.EVENTS_ACCEPTED)).isEqualTo(1);
    }

    @Test
    void where_nobody_may_publish_a_delta_that_reaches_the_cut_is_let_go_of() throws Exception {
        SignedTrustDocument elsewhere = bench.world.trustFor(new Region("mars"));
        bench.pipe(elsewhere.toEvent());
        bench.pipe(bench.world.sign(bench.world.open(LIST, 2, 1 << 20)));
        for (int i = 0; i < 15; i++) {
            bench.pipe(bench.world.sign(tenThousand(i)));
        }
        bench.pass(Duration.ofSeconds(6));
        assertThat(bench.drafts()).isEmpty();
        bench.restart();
        SignedTrustDocument here = bench.world.trustAfter(
                elsewhere, next -> TrustEdit.addPublisher(next, publisher(TestWorld.REGION, 20)));
        bench.pipe(here.toEvent());
        bench.pass(Duration.ofMillis(200));
        CheckpointDraft first = bench.drafts(CheckpointDraft.class).getFirst();
        assertThat(Header.parse(first.header().toArray()).n()).isEqualTo(18);
        assertThat(first.body().length()).isLessThan(Delta.CUT_BYTES);
    }

    @Test
    void a_region_that_comes_back_begins_with_a_snapshot() throws Exception {
        adoptAndOpen();
        SignedTrustDocument more = bench.world.trust;
        for (int i = 0; i < 9; i++) {
            Publisher other = publisher(new Region("other-" + i), 20 + 2 * i);
            more = bench.world.trustAfter(more, next -> TrustEdit.addPublisher(next, other));
            bench.pipe(more.toEvent());
        }
        SignedTrustDocument without =
                bench.world.trustAfter(more, next -> TrustEdit.removePublisher(next, TestWorld.REGION));
        bench.pipe(without.toEvent());
        bench.pass(Duration.ofSeconds(6));
        bench.drafts();
        Publisher was = bench.world.trust.document().publisher(TestWorld.REGION).orElseThrow();
        Publisher again = new Publisher(was.region(), was.epoch() + 1, was.checkpointKeys(), was.tokenKeys());
        bench.pipe(bench.world
                .trustAfter(without, next -> TrustEdit.addPublisher(next, again))
                .toEvent());
        bench.pass(Duration.ofMillis(200));
        List<DraftRecord> drafts = bench.drafts();
        assertThat(drafts).anyMatch(CheckpointDraft.class::isInstance).anyMatch(SnapshotDraft.class::isInstance);
    }

    @Test
    void a_delta_that_reaches_the_cut_does_not_wait_for_the_tick() throws Malformed {
        bench.pipe(bench.world.trust.toEvent());
        bench.pipe(bench.world.sign(bench.world.open(LIST, 2, 1 << 20)));
        bench.pass(Duration.ofMillis(200));
        assertThat(bench.drafts(CheckpointDraft.class)).hasSize(1);
        for (int i = 0; i < 7; i++) {
            bench.pipe(bench.world.sign(tenThousand(i)));
        }
        List<CheckpointDraft> cut = bench.drafts(CheckpointDraft.class);
        assertThat(cut).hasSize(1);
        Header header = Header.parse(cut.getFirst().header().toArray());
        assertThat(header.n()).isEqualTo(9);
        assertThat(Delta.parse(cut.getFirst().body().toArray()).fromN()).isEqualTo(2);
    }

    /// With keys of its own, from this number on.
    private static Publisher publisher(Region region, int key) {
        return new Publisher(
                region,
                1,
                List.of(TestWorld.key(key).publicKey()),
                List.of(TestWorld.key(key + 1).publicKey()));
    }

    private Command tenThousand(int which) {
        List<EntryChange> changes = IntStream.range(0, Command.MAX_CHANGES)
                .mapToObj(i -> EntryChange.of(which * Command.MAX_CHANGES + i, Status.SUSPENDED))
                .toList();
        return new ChangeStatuses(bench.world.envelope(LIST), changes);
    }

    private void adoptAndOpen() {
        bench.pipe(bench.world.trust.toEvent());
        bench.pipe(bench.world.sign(bench.world.open(LIST, 2, 100)));
        bench.pass(Duration.ofMillis(200));
    }

    private Header lastHeader() throws Malformed {
        return Header.parse(
                bench.drafts(CheckpointDraft.class).getLast().header().toArray());
    }
}
