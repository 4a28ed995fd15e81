package dev.holdfast.cli.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cli.trust.Publication.Appended;
import dev.holdfast.cli.trust.Publication.OtherChain;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.StatusEvent.TrustAdopted;
import dev.holdfast.fold.Fold;
import dev.holdfast.fold.Outcome.TrustTaken;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.layout.Bytes;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.edit.TrustEdit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Publishing, over a log in memory that fails at every step once.
class PublicationTest {
    private static final int PARTITIONS = 4;
    private static final Ed25519Signer KEY = key(1);
    private static final Root ROOT = Root.of(new Deployment("nation"), 1, List.of(KEY.publicKey()));

    private final List<SignedTrustDocument> chain = new ArrayList<>();

    @BeforeEach
    void sign() throws Exception {
        var first = TrustEdit.first(ROOT, PARTITIONS, Instant.EPOCH, TrustEdit.VALIDITY);
        chain.add(SignedTrustDocument.openFirst(SignedTrustDocument.sign(first, List.of(KEY)), ROOT));
        for (int i = 0; i < 2; i++) {
            chain.add(after(chain.getLast(), 30));
        }
    }

    private static SignedTrustDocument after(SignedTrustDocument before, int days) throws Exception {
        var next = TrustEdit.next(before, Instant.EPOCH, Duration.ofDays(days));
        return before.openNext(SignedTrustDocument.sign(next, List.of(KEY)));
    }

    @Test
    void every_version_reaches_the_topic_and_every_partition_in_order() throws Exception {
        InMemoryLog log = new InMemoryLog();
        assertThat(new Publication(ROOT, chain, log).run()).isEqualTo(new Appended(3, 12));
        log.assertComplete(chain);
        assertThat(new Publication(ROOT, chain, log).proved()).isEqualTo(PARTITIONS);
        assertThat(new Publication(ROOT, chain, log).run()).isEqualTo(new Appended(0, 0));
    }

    @Test
    void killed_at_any_step_it_goes_on_and_nothing_counts_twice() throws Exception {
        for (boolean saved : new boolean[] {false, true}) {
            for (int step = 0; step < 15; step++) {
                InMemoryLog log = new InMemoryLog();
                log.failAt(step, saved);
                assertThatThrownBy(() -> new Publication(ROOT, chain, log).run())
                        .isInstanceOf(LogUnavailable.class);
                new Publication(ROOT, chain, log).run();
                log.assertComplete(chain);
            }
        }
    }

    @Test
    void partitions_that_prove_nothing_get_everything_again_and_it_does_no_harm() throws Exception {
        InMemoryLog log = new InMemoryLog();
        new Publication(ROOT, chain, log).run();
        log.silent = true;
        assertThat(new Publication(ROOT, chain, log).run()).isEqualTo(new Appended(0, 12));
        log.silent = false;
        log.assertComplete(chain);
    }

    @Test
    void a_log_that_holds_a_fork_or_more_than_this_folder_is_left_alone() throws Exception {
        InMemoryLog log = new InMemoryLog();
        new Publication(ROOT, chain.subList(0, 1), log).run();
        log.appendDocument(after(chain.getFirst(), 60));
        int before = log.appends;
        assertThatThrownBy(() -> new Publication(ROOT, chain, log).run())
                .isInstanceOf(OtherChain.class)
                .hasMessageContaining("another version 2");
        InMemoryLog newer = new InMemoryLog();
        new Publication(ROOT, chain, newer).run();
        assertThatThrownBy(() -> new Publication(ROOT, chain.subList(0, 2), newer).run())
                .isInstanceOf(OtherChain.class)
                .hasMessageContaining("the log holds version 3");
        InMemoryLog forked = new InMemoryLog();
        new Publication(ROOT, chain, forked).run();
        forked.appendDocument(after(chain.getFirst(), 60));
        assertThatThrownBy(() -> new Publication(ROOT, chain, forked).run())
                .isInstanceOf(OtherChain.class)
                .hasMessageContaining("fork");
        assertThat(log.appends).isEqualTo(before);
    }

    @Test
    void noise_in_the_topic_is_passed_over() throws Exception {
        InMemoryLog log = new InMemoryLog();
        log.documents.add(Bytes.ofAscii("noise"));
        new Publication(ROOT, chain, log).run();
        log.documents.add(Bytes.ofAscii("more noise"));
        assertThat(new Publication(ROOT, chain, log).run()).isEqualTo(new Appended(0, 0));
    }

    /// Folds what it is given, as the stream would.
    private static final class InMemoryLog implements TrustLog {
        final List<Bytes> documents = new ArrayList<>();
        private final List<PartitionState> states = new ArrayList<>();
        int appends;
        boolean silent;
        private int failAt = -1;
        private boolean saved;

        InMemoryLog() {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                states.add(PartitionState.genesis(ROOT, partition));
            }
        }

        /// @param andSaved whether the append has happened although it fails
        void failAt(int step, boolean andSaved) {
            failAt = step;
            saved = andSaved;
        }

        void assertComplete(List<SignedTrustDocument> wanted) {
            assertThat(documents.stream().distinct())
                    .containsExactlyElementsOf(
                            wanted.stream().map(SignedTrustDocument::bytes).toList());
            for (PartitionState state : states) {
                assertThat(state.n()).isEqualTo(wanted.size());
                assertThat(state.trust().orElseThrow().hash())
                        .isEqualTo(wanted.getLast().hash());
            }
        }

        @Override
        public int partitions() {
            return PARTITIONS;
        }

        @Override
        public List<Bytes> documents() {
            return List.copyOf(documents);
        }

        @Override
        public void appendDocument(SignedTrustDocument document) throws LogUnavailable {
            append(() -> documents.add(document.bytes()));
        }

        @Override
        public void appendAdoption(int partition, SignedTrustDocument document) throws LogUnavailable {
            append(() -> {
                PartitionState state = states.get(partition);
                TrustAdopted event = document.toEvent();
                var outcome = Fold.decide(state, event);
                assertThat(outcome.getClass().getSimpleName()).isIn(TrustTaken.class.getSimpleName(), "Duplicate");
                state.apply(event, outcome, state.homeOffset() + 1);
            });
        }

        private void append(Runnable write) throws LogUnavailable {
            boolean fails = appends++ == failAt;
            if (!fails || saved) {
                write.run();
            }
            if (fails) {
                throw new LogUnavailable("killed", new IllegalStateException("step " + failAt));
            }
        }

        @Override
        public Map<Integer, Integer> adopted(SignedTrustDocument newest) {
            Map<Integer, Integer> adopted = new HashMap<>();
            for (PartitionState state : states) {
                if (!silent && state.trust().isPresent()) {
                    adopted.put(
                            state.partition(), state.trust().get().document().version());
                }
            }
            return adopted;
        }

        @Override
        public void close() {}
    }

    private static Ed25519Signer key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Ed25519Signer.ofSeed(bytes);
    }
}
