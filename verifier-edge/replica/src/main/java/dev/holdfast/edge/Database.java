package dev.holdfast.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// Checked rows in RocksDB. Writes are durable on return. A damaged file never keeps it from opening: what can be
/// read of it is, and [#salvaged()] says that rows may be missing or old. Safe for concurrent use.
final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());
    private static final String MARKER = "holdfast-edge-store";
    private static final long WRITE_BUFFER_BYTES = 8L << 20;
    private static final long LOG_BYTES = 16L << 20;
    private static final long CACHE_BYTES = 4L << 20;

    private final RocksDB rocks;
    private final Options options;
    private final LRUCache cache;
    private final WriteOptions synced;
    private final boolean salvaged;

    private Database(RocksDB rocks, Options options, LRUCache cache, boolean salvaged) {
        this.rocks = rocks;
        this.options = options;
        this.cache = cache;
        this.synced = new WriteOptions().setSync(true);
        this.salvaged = salvaged;
    }

    /// Reads one row of a scan.
    interface RowReader {
        /// @param payload empty if the row is damaged
        void row(byte[] key, Optional<byte[]> payload);
    }

    static Database open(Path directory) throws StoreRefused {
        Path rows = directory.resolve("rows");
        try {
            claim(directory);
            NativeLibraryLoader.getInstance()
                    .loadLibrary(
                            Files.createDirectories(directory.resolve("native")).toString());
        } catch (IOException e) {
            throw new StoreRefused("the store " + directory + " cannot be written: " + e, e);
        }
        try {
            return open(rows, WALRecoveryMode.TolerateCorruptedTailRecords, false);
        } catch (RocksDBException e) {
            if (!isDamage(e)) {
                throw new StoreRefused("the store " + directory + " cannot be opened: " + e.getMessage(), e);
            }
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the store {0} is damaged ({1}); reading what can be read",
                    rows,
                    e.getMessage());
        }
        return salvage(rows);
    }

    /// Takes what a damaged store still gives; failing that, puts it aside and begins anew.
    private static Database salvage(Path rows) throws StoreRefused {
        try {
            return open(rows, WALRecoveryMode.SkipAnyCorruptedRecords, true);
        } catch (RocksDBException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "nothing of the store can be read ({0}); it is put aside",
                    e.getMessage());
        }
        try {
            Files.move(rows, rows.resolveSibling("damaged-" + UUID.randomUUID()), StandardCopyOption.ATOMIC_MOVE);
            return open(rows, WALRecoveryMode.TolerateCorruptedTailRecords, false);
        } catch (IOException | RocksDBException e) {
            throw new StoreRefused("the store " + rows + " cannot be begun anew: " + e.getMessage(), e);
        }
    }

    private static Database open(Path rows, WALRecoveryMode recovery, boolean salvage) throws RocksDBException {
        LRUCache cache = new LRUCache(CACHE_BYTES);
        Options options = new Options()
                .setCreateIfMissing(true)
                .setWalRecoveryMode(recovery)
                .setParanoidChecks(!salvage)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxTotalWalSize(LOG_BYTES)
                .setMaxOpenFiles(64)
                .setKeepLogFileNum(1)
                .setMaxLogFileSize(1L << 20)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setStatsDumpPeriodSec(0)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
        try {
            return new Database(RocksDB.open(options, rows.toString()), options, cache, salvage);
        } catch (RocksDBException e) {
            options.close();
            cache.close();
            throw e;
        }
    }

    /// Makes the directory ours, or finds that it is.
    private static void claim(Path directory) throws IOException, StoreRefused {
        Files.createDirectories(directory);
        Path marker = directory.resolve(MARKER);
        if (Files.exists(marker)) {
            return;
        }
        try (Stream<Path> others = Files.list(directory)) {
            if (others.findAny().isPresent()) {
                throw new StoreRefused(
                        "the directory " + directory + " is not empty and not the store of an edge; name another");
            }
        }
        Files.writeString(marker, "The store of a Holdfast edge. Its rows belong together: copy all or nothing.\n");
    }

    /// A lock that another process holds or a disk without room is no damage: the rows are as good as they were.
    private static boolean isDamage(RocksDBException e) {
        @Nullable Status status = e.getStatus();
        String message = String.valueOf(e.getMessage());
        if (message.contains("lock") || message.contains("No space") || message.contains("Permission")) {
            return false;
        }
        return status == null
                || switch (status.getCode()) {
                    case Corruption, NotFound, InvalidArgument, NotSupported, Incomplete, IOError, Undefined -> true;
                    default -> false;
                };
    }

    /// Whether damage was passed over, so that rows may be missing or older than the newest that was written.
    boolean salvaged() {
        return salvaged;
    }

    /// The payload of a row; empty if it is missing or damaged.
    Optional<byte[]> get(byte[] key) {
        try {
            byte[] sealed = rocks.get(key);
            return sealed == null ? Optional.empty() : Rows.open(key, sealed);
        } catch (RocksDBException e) {
            LOG.log(System.Logger.Level.WARNING, "a row cannot be read: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    /// The payload of a row that stands twice, from whichever copy is sound.
    Optional<byte[]> getTwice(byte[] key) {
        return get(key).or(() -> get(Rows.twin(key)));
    }

    /// Whether there is any row at all.
    boolean isEmpty() {
        try (RocksIterator rows = rocks.newIterator()) {
            rows.seekToFirst();
            return !rows.isValid();
        }
    }

    /// Visits all rows under a prefix in the order of their keys.
    void scan(byte[] prefix, RowReader reader) throws StoreFailed {
        try (Slice end = new Slice(Rows.behind(prefix));
                ReadOptions bounded = new ReadOptions()
                        .setIterateUpperBound(end)
                        .setFillCache(false)
                        .setReadaheadSize(1 << 20);
                RocksIterator rows = rocks.newIterator(bounded)) {
            for (rows.seek(prefix); rows.isValid(); rows.next()) {
                byte[] key = rows.key();
                reader.row(key, Rows.open(key, rows.value()));
            }
            rows.status();
        } catch (RocksDBException e) {
            throw new StoreFailed("rows cannot be read: " + e.getMessage(), e);
        }
    }

    /// Rows that are written together or not at all.
    final class Batch implements AutoCloseable {
        private final WriteBatch writes = new WriteBatch();

        void put(byte[] key, byte[] payload) throws StoreFailed {
            try {
                writes.put(key, Rows.seal(key, payload));
            } catch (RocksDBException e) {
                throw new StoreFailed("a row was not taken: " + e.getMessage(), e);
            }
        }

        /// For the few small rows that nothing else could replace.
        void putTwice(byte[] key, byte[] payload) throws StoreFailed {
            put(key, payload);
            put(Rows.twin(key), payload);
        }

        void delete(byte[] key) throws StoreFailed {
            try {
                writes.delete(key);
            } catch (RocksDBException e) {
                throw new StoreFailed("a row was not taken: " + e.getMessage(), e);
            }
        }

        void deleteAll(byte[] prefix) throws StoreFailed {
            try {
                writes.deleteRange(prefix, Rows.behind(prefix));
            } catch (RocksDBException e) {
                throw new StoreFailed("a row was not taken: " + e.getMessage(), e);
            }
        }

        /// Durable on return.
        void write() throws StoreFailed {
            try {
                rocks.write(synced, writes);
            } catch (RocksDBException e) {
                throw new StoreFailed("the store took nothing: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            writes.close();
        }
    }

    Batch batch() {
        return new Batch();
    }

    @Override
    public void close() {
        try {
            rocks.closeE();
        } catch (RocksDBException e) {
            throw new UncheckedIOException(new IOException("the store did not close: " + e.getMessage(), e));
        } finally {
            synced.close();
            options.close();
            cache.close();
        }
    }
}
