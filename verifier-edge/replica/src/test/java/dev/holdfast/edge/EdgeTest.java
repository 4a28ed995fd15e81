package dev.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.check.Answer.Decision;
import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.check.Freshness;
import dev.holdfast.check.Policy;
import dev.holdfast.checkpoint.Checkpoint;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.layout.Bytes;
import dev.holdfast.replica.Distrust;
import dev.holdfast.trust.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock(NOON);
    private final Centre centre = new Centre(clock, 4);
    private final ListId list = centre.open("pid");

    private Feed feed() throws StoreRefused {
        return Feed.open(directory.resolve("store"), centre.root, clock);
    }

    @Test
    void a_new_edge_knows_nothing_and_says_so() throws Exception {
        try (Feed feed = feed()) {
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.UNKNOWN);
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.NONE);
            assertThat(feed.check(list, 3).decision()).isEqualTo(Decision.REFER);
            assertThat(feed.edge().checkList("acme.pid", 3, Policy.STANDARD).verdict())
                    .isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Test
    void a_revocation_is_seen_with_its_evidence_and_recorded_once() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.VALID);
            long before = feed.edge().applied(0, 100).size();
            centre.set(list, 3, Status.INVALID);
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.check(list, 3).evidence().orElseThrow().listVersion())
                    .isEqualTo(2);
            List<Edge.Applied> applied = feed.edge().applied(before, 100);
            assertThat(applied).hasSize(1);
            assertThat(applied.getFirst().n())
                    .isEqualTo(centre.state(centre.partitionOf(list)).n());
            assertThat(applied.getFirst().atMillis()).isEqualTo(NOON.toEpochMilli());
            assertThat(feed.edge().stats().heartbeats()).isEqualTo(1);
        }
    }

    @Test
    void a_restart_without_any_network_answers_the_same() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            for (int idx = 0; idx < Centre.CAPACITY; idx += 997) {
                centre.set(list, idx, Status.SUSPENDED);
            }
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
            centre.set(list, 0, Status.VALID);
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
        }
        try (Feed feed = feed()) {
            for (int idx = 0; idx < Centre.CAPACITY; idx++) {
                Verdict expected = idx != 0 && idx % 997 == 0 ? Verdict.SUSPENDED : Verdict.VALID;
                assertThat(feed.verdict(list, idx)).isEqualTo(expected);
            }
            assertThat(feed.freshness(list, 0)).isEqualTo(Freshness.FRESH);
            assertThat(feed.edge().stats().quarantined()).isZero();
            centre.set(list, 5, Status.INVALID);
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
            assertThat(feed.verdict(list, 5)).isEqualTo(Verdict.INVALID);
        }
    }

    @Test
    void a_copied_directory_answers_elsewhere() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            centre.set(list, 3, Status.INVALID);
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
        }
        Path copy = directory.resolve("copy");
        copy(directory.resolve("store"), copy);
        try (Feed feed = Feed.open(copy, centre.root, clock)) {
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.verdict(list, 4)).isEqualTo(Verdict.VALID);
        }
    }

    static void copy(Path from, Path to) throws Exception {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void a_store_of_another_root_is_refused() throws Exception {
        feed().close();
        Root other = Root.of(Centre.DEPLOYMENT, 1, List.of(Centre.key(9).publicKey()));
        assertThatThrownBy(() -> Feed.open(directory.resolve("store"), other, clock))
                .isInstanceOf(StoreRefused.class)
                .hasMessageContaining("belongs to another root");
    }

    @Test
    void a_foreign_directory_is_refused_and_left_alone() throws Exception {
        Path foreign = Files.createDirectories(directory.resolve("photos"));
        Files.writeString(foreign.resolve("holiday.jpg"), "x");
        assertThatThrownBy(() -> Feed.open(foreign, centre.root, clock))
                .isInstanceOf(StoreRefused.class)
                .hasMessageContaining("not the store of an edge");
        try (var left = Files.list(foreign)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void a_store_in_use_is_refused() throws Exception {
        try (Feed _ = feed()) {
            assertThatThrownBy(this::feed).isInstanceOf(StoreRefused.class);
        }
    }

    @Test
    void an_older_signed_snapshot_after_a_restart_is_a_rollback_and_what_was_held_stays() throws Exception {
        Snapshot old;
        try (Feed feed = feed()) {
            feed.follow(centre);
            old = centre.snapshot(centre.partitionOf(list));
            centre.set(list, 3, Status.INVALID);
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
        }
        try (Feed feed = feed()) {
            feed.snapshot(old);
            assertThat(feed.refused("rollback")).isEqualTo(1);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
        }
    }

    @Test
    void an_earlier_trust_document_is_refused() throws Exception {
        Centre other = new Centre(clock, 4);
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.trust(centre.nextTrust(1, centre.checkpointKey));
            assertThat(feed.edge().trustVersion()).isEqualTo(2);
            clock.advance(Duration.ofSeconds(5));
            feed.trust(new Centre(clock, 4).newestTrust());
            assertThat(feed.refused("trust-fork")).isEqualTo(1);
            feed.trust(other.newestTrust());
            assertThat(feed.edge().trustVersion()).isEqualTo(2);
        }
        try (Feed feed = feed()) {
            assertThat(feed.edge().trustVersion()).isEqualTo(2);
        }
    }

    @Test
    void a_checkpoint_under_an_earlier_trust_version_is_refused() throws Exception {
        int partition = centre.partitionOf(list);
        Centre behind = new Centre(clock, 4);
        behind.open("pid");
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.trust(centre.nextTrust(1, centre.checkpointKey));
            feed.checkpoint(centre.checkpoint(partition));
            for (int i = 0; i < 5; i++) {
                behind.set(list, i, Status.SUSPENDED);
            }
            feed.checkpoint(behind.checkpoint(partition));
            assertThat(feed.refused("trust-rollback")).isEqualTo(1);
            assertThat(feed.verdict(list, 1)).isEqualTo(Verdict.VALID);
        }
    }

    @Test
    void a_checkpoint_waits_for_the_trust_document_it_names() throws Exception {
        int partition = centre.partitionOf(list);
        try (Feed feed = feed()) {
            feed.follow(centre);
            var next = centre.nextTrust(1, centre.checkpointKey);
            Checkpoint checkpoint = centre.checkpoint(partition);
            assertThat(feed.checkpoint(checkpoint).stopped().get(partition).why())
                    .isEqualTo(Distrust.TRUST_MISSING);
            feed.trust(next);
            assertThat(feed.checkpoint(checkpoint).stopped()).isEmpty();
            assertThat(feed.edge()
                            .partitions()
                            .get(partition)
                            .header()
                            .orElseThrow()
                            .trustVersion())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_missing_trust_version_asks_for_all_of_them() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            centre.nextTrust(1, centre.checkpointKey);
            assertThat(feed.trust(centre.nextTrust(1, centre.checkpointKey)).trustGap())
                    .isTrue();
        }
    }

    @Test
    void what_was_held_before_a_key_was_rotated_survives_a_restart() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.trust(centre.nextTrust(2, Centre.key(8)));
        }
        try (Feed feed = feed()) {
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.VALID);
            assertThat(feed.edge().stats().quarantined()).isZero();
        }
    }

    @Test
    void freshness_fades_by_the_clock_alone() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            clock.advance(Duration.ofSeconds(30));
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.FRESH);
            clock.advance(Duration.ofMillis(1));
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.STALE);
            clock.advance(Duration.ofHours(24).minusSeconds(30).minusMillis(1));
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.STALE);
            assertThat(feed.check(list, 3).decision()).isEqualTo(Decision.ACCEPT);
            clock.advance(Duration.ofMillis(1));
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.EXPIRED);
            assertThat(feed.check(list, 3).decision()).isEqualTo(Decision.REFER);
            assertThat(feed.edge().partitions().getFirst().freshness()).isEqualTo(Freshness.EXPIRED);
        }
    }

    @Test
    void a_clock_behind_signed_time_is_never_called_fresh_not_even_after_a_restart() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            clock.advance(Duration.ofMinutes(-10));
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.STALE);
        }
        try (Feed feed = feed()) {
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.STALE);
            assertThat(feed.edge().partitions().getFirst().freshness()).isEqualTo(Freshness.STALE);
        }
    }

    @Test
    void two_signed_histories_make_a_partition_disputed_for_good() throws Exception {
        int partition = centre.partitionOf(list);
        Centre thief = new Centre(clock, 4);
        thief.open("pid");
        centre.set(list, 3, Status.INVALID);
        thief.set(list, 4, Status.INVALID);
        try (Feed feed = feed()) {
            feed.follow(centre);
            feed.checkpoint(thief.checkpoint(partition));
            assertThat(feed.refused("contradiction")).isEqualTo(1);
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.DISPUTED);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.check(list, 9).decision()).isEqualTo(Decision.REFER);
        }
        try (Feed feed = feed()) {
            assertThat(feed.freshness(list, 3)).isEqualTo(Freshness.DISPUTED);
            centre.set(list, 5, Status.INVALID);
            centre.checkpoint(partition);
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.verdict(list, 5)).isEqualTo(Verdict.INVALID);
            assertThat(feed.freshness(list, 5)).isEqualTo(Freshness.DISPUTED);
            assertThat(feed.edge().partitions().get(partition).disputed()).isTrue();
        }
    }

    @Test
    void an_entry_seen_invalid_stays_invalid_whatever_is_signed_later() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            centre.set(list, 3, Status.INVALID);
            feed.checkpoint(centre.checkpoint(centre.partitionOf(list)));
            feed.checkpoint(centre.forge(list, 3, Status.VALID));
            assertThat(feed.edge().stats().refused()).isEmpty();
            assertThat(feed.edge().stats().deltas()).isEqualTo(6);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
        }
        try (Feed feed = feed()) {
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.verdict(list, 4)).isEqualTo(Verdict.VALID);
        }
    }

    @Test
    void a_gap_stops_the_partition_and_a_snapshot_goes_over_it() throws Exception {
        int partition = centre.partitionOf(list);
        try (Feed feed = feed()) {
            feed.follow(centre);
            centre.set(list, 3, Status.INVALID);
            centre.checkpoint(partition);
            centre.set(list, 4, Status.INVALID);
            assertThat(feed.checkpoint(centre.checkpoint(partition))
                            .stopped()
                            .get(partition)
                            .why())
                    .isEqualTo(Distrust.GAP);
            assertThat(feed.verdict(list, 4)).isEqualTo(Verdict.VALID);
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
            assertThat(feed.verdict(list, 4)).isEqualTo(Verdict.INVALID);
        }
    }

    @Test
    void a_flipped_body_is_refused_by_name_and_what_was_held_stays() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            centre.set(list, 3, Status.INVALID);
            Checkpoint good = centre.checkpoint(centre.partitionOf(list));
            byte[] body = good.body().toArray();
            body[body.length - 6] ^= 1;
            feed.checkpoint(new Checkpoint(good.signed(), Bytes.of(body)));
            assertThat(feed.refused("body-mismatch")).isEqualTo(1);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.VALID);
            feed.checkpoint(good);
            assertThat(feed.verdict(list, 3)).isEqualTo(Verdict.INVALID);
        }
    }

    @Test
    void an_index_out_of_range_is_an_answer() throws Exception {
        try (Feed feed = feed()) {
            feed.follow(centre);
            assertThat(feed.verdict(list, Centre.CAPACITY)).isEqualTo(Verdict.UNKNOWN);
            assertThat(feed.verdict(list, -1)).isEqualTo(Verdict.UNKNOWN);
        }
    }
}
