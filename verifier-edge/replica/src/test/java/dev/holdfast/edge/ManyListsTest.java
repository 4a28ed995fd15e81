package dev.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.edge.Offer.OfSnapshot;
import dev.holdfast.edge.Offer.Poll;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 1,000 lists of 131,072 entries with two bits, 1 % of them revoked: the size that a start is promised for.
public class ManyListsTest {
    private static final int LISTS = 1_000;
    private static final int CAPACITY = 131_072;

    @TempDir
    Path directory;

    @Test
    void a_thousand_lists_are_verified_from_disk() throws Exception {
        FakeClock clock = new FakeClock(Instant.parse("2026-06-01T12:00:00Z"));
        Centre centre = new Centre(clock, 16);
        Path store = directory.resolve("store");
        fill(store, centre, clock);
        try (Feed feed = Feed.open(store, centre.root, clock)) {
            assertThat(feed.edge().lists()).hasSize(LISTS);
            assertThat(feed.edge().stats().quarantined()).isZero();
            assertThat(feed.verdict(name(7), 0)).isIn(Verdict.VALID, Verdict.INVALID);
        }
    }

    private static void fill(Path store, Centre centre, FakeClock clock) throws Exception {
        Random random = new Random(1);
        try (Feed feed = Feed.open(store, centre.root, clock)) {
            feed.trust(centre.newestTrust());
            for (int partition = 0; partition < 16; partition++) {
                SortedMap<ListId, ListImage> images = new TreeMap<>();
                for (int i = 0; i < LISTS; i++) {
                    if (centre.partitionOf(name(i)) == partition) {
                        images.put(name(i), image(name(i), random));
                    }
                }
                feed.edge()
                        .applier()
                        .apply(Poll.of(List.of(new OfSnapshot(
                                partition, centre.snapshotOf(partition, 5, images.values()), OptionalLong.of(1)))));
                for (ListImage image : images.values()) {
                    feed.token(centre.token(image, 5, Duration.ofDays(1)));
                }
            }
        }
    }

    private static ListId name(int i) {
        return Centre.list("many-" + i);
    }

    private static ListImage image(ListId id, Random random) {
        SortedMap<Integer, Integer> codes = new TreeMap<>();
        for (int i = 0; i < CAPACITY / 100; i++) {
            codes.put(random.nextInt(CAPACITY), 1);
        }
        Descriptor descriptor = new Descriptor(id, 2, CAPACITY, List.of(Publication.byDefault(Centre.uri(id))), false);
        return new ListImage(descriptor, 3, PackedStatuses.allValid(2, CAPACITY).with(codes));
    }
}
