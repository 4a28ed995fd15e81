package dev.holdfast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.layout.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;

/// A single flipped byte anywhere: every answer is right or unknown, and the edge starts.
class StoreDamageTest {
    private static final long SEED = 20_260_601;
    private static final int PROBED = 200;

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock(Instant.parse("2026-06-01T12:00:00Z"));
    private final Centre centre = new Centre(clock, 4);
    private final List<ListId> lists = new ArrayList<>();
    private final Random random = new Random(SEED);

    private Path store() {
        return directory.resolve("store");
    }

    @BeforeEach
    void fill() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            lists.add(centre.open(name));
        }
        try (Feed feed = Feed.open(store(), centre.root, clock)) {
            feed.follow(centre);
            for (ListId list : lists) {
                for (int idx = 0; idx < PROBED; idx += 3) {
                    centre.set(list, idx * 90, Status.INVALID);
                }
            }
            feed.follow(centre);
            feed.checkpoint(centre.forge(lists.getFirst(), 0, Status.VALID));
            for (ListId list : lists.subList(1, lists.size())) {
                feed.token(centre.token(list, Duration.ofDays(1)));
            }
        }
    }

    private record Row(Bytes key, Bytes value) {}

    @Test
    void a_flipped_byte_in_any_row_never_makes_a_wrong_answer_nor_keeps_the_edge_down() throws Exception {
        List<Row> rows = rows();
        int known = 0;
        Row before = rows.getFirst();
        for (int round = 0; round < 200; round++) {
            Row row = rows.get(random.nextInt(rows.size()));
            byte[] flipped = row.value().toArray();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 + random.nextInt(255));
            put(before, new Row(row.key(), Bytes.of(flipped)));
            before = row;
            known += examine("seed " + SEED + ", round " + round + ", row "
                    + (char) row.key().toArray()[0]);
        }
        assertThat(known).as("most of it still answers").isGreaterThan(200 * 6 * PROBED / 2);
    }

    @Test
    void a_flipped_byte_in_any_file_never_makes_a_wrong_answer_nor_keeps_the_edge_down() throws Exception {
        for (int round = 0; round < 60; round++) {
            Path copy = directory.resolve("copy" + round);
            EdgeTest.copy(store(), copy);
            List<Path> files;
            try (var all = Files.walk(copy.resolve("rows"))) {
                files = all.filter(file -> Files.isRegularFile(file) && size(file) > 0)
                        .toList();
            }
            Path file = files.get(random.nextInt(files.size()));
            byte[] bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, bytes);
            examine(copy, "seed " + SEED + ", round " + round + ", file " + file);
        }
    }

    private int examine(String where) throws Exception {
        return examine(store(), where);
    }

    /// @return how many answers were known
    private int examine(Path store, String where) throws Exception {
        int known = 0;
        try (Feed feed = Feed.open(store, centre.root, clock)) {
            for (ListId list : lists) {
                for (int i = 0; i < PROBED; i++) {
                    Verdict verdict = feed.verdict(list, i * 90);
                    Verdict right = i % 3 == 0 ? Verdict.INVALID : Verdict.VALID;
                    assertThat(verdict).as("%s: %s #%d", where, list, i * 90).isIn(right, Verdict.UNKNOWN);
                    known += verdict == right ? 1 : 0;
                }
            }
        }
        return known;
    }

    @Test
    void a_partition_in_quarantine_keeps_its_watermark_and_comes_out_with_a_newer_state() throws Exception {
        ListId list = lists.get(1);
        int partition = centre.partitionOf(list);
        var old = centre.snapshot(partition);
        centre.set(list, 90, Status.INVALID);
        try (Feed feed = Feed.open(store(), centre.root, clock)) {
            if (partition == centre.partitionOf(lists.getFirst())) {
                return; // the forged state makes this partition another story
            }
            feed.checkpoint(centre.checkpoint(partition));
        }
        byte[] prefix = Rows.chunks(partition, list);
        Row chunk = rows().stream()
                .filter(row -> row.key().toHex().startsWith(Bytes.of(prefix).toHex()))
                .findFirst()
                .orElseThrow();
        byte[] flipped = chunk.value().toArray();
        flipped[0] ^= 1;
        put(new Row(chunk.key(), Bytes.of(flipped)));
        try (Feed feed = Feed.open(store(), centre.root, clock)) {
            assertThat(feed.edge().stats().quarantined()).isEqualTo(1);
            assertThat(feed.verdict(list, 90)).isEqualTo(Verdict.UNKNOWN);
            feed.snapshot(old);
            assertThat(feed.verdict(list, 90)).isEqualTo(Verdict.UNKNOWN);
            feed.snapshot(centre.snapshot(partition));
            assertThat(feed.verdict(list, 90)).isEqualTo(Verdict.INVALID);
            assertThat(feed.edge().stats().quarantined()).isZero();
        }
        try (Feed feed = Feed.open(store(), centre.root, clock)) {
            assertThat(feed.verdict(list, 90)).isEqualTo(Verdict.INVALID);
            assertThat(feed.edge().stats().quarantined()).isZero();
        }
    }

    private List<Row> rows() throws Exception {
        List<Row> rows = new ArrayList<>();
        try (Options options = new Options();
                RocksDB rocks =
                        RocksDB.openReadOnly(options, store().resolve("rows").toString());
                RocksIterator all = rocks.newIterator()) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                rows.add(new Row(Bytes.of(all.key()), Bytes.of(all.value())));
            }
        }
        return rows;
    }

    private void put(Row... rows) throws Exception {
        try (Options options = new Options();
                RocksDB rocks = RocksDB.open(options, store().resolve("rows").toString())) {
            for (Row row : rows) {
                rocks.put(row.key().toArray(), row.value().toArray());
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
