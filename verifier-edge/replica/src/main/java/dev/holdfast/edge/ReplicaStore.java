package dev.holdfast.edge;

import dev.holdfast.edge.Database.Batch;
import dev.holdfast.edge.Layouts.Format;
import dev.holdfast.edge.Layouts.Head;
import dev.holdfast.edge.Layouts.ListRow;
import dev.holdfast.edge.Layouts.Local;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replica.Sightings;
import dev.holdfast.replica.Sightings.Seen;
import dev.holdfast.schema.SignedList;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.Untrusted;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The edge's disk: everything it needs to answer with no network. Each save is one atomic, synchronous batch.
/// What is loaded is verified as if it had just arrived. Safe for concurrent use.
final class ReplicaStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ReplicaStore.class.getName());
    private static final int MAX_PARTITIONS = 1024;

    private final Database database;
    private final Root root;

    private ReplicaStore(Database database, Root root) {
        this.database = database;
        this.root = root;
    }

    /// Opens or begins a store.
    ///
    /// @param root pinned: the store belongs to it
    static ReplicaStore open(Path directory, Root root) throws StoreRefused {
        Database database = Database.open(directory);
        try {
            requireOurs(database, directory, root);
            return new ReplicaStore(database, root);
        } catch (StoreRefused | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static void requireOurs(Database database, Path directory, Root root) throws StoreRefused {
        Hash pinned = Hash.of(root.toBytes());
        Optional<byte[]> row = database.getTwice(Rows.format());
        if (row.isEmpty()) {
            if (!database.isEmpty() && !database.salvaged()) {
                throw new StoreRefused("the store " + directory + " does not say what it is; name another directory");
            }
            begin(database, pinned);
            return;
        }
        try {
            Format format = Format.parse(row.get());
            if (format.version() != Layouts.FORMAT) {
                throw new StoreRefused("the store " + directory + " has format " + format.version()
                        + ", this edge reads " + Layouts.FORMAT);
            }
            if (!format.root().equals(pinned)) {
                throw new StoreRefused("the store " + directory
                        + " belongs to another root file than the one given; name another directory");
            }
        } catch (Malformed e) {
            throw new StoreRefused("the store " + directory + " does not say what it is: " + e.getMessage(), e);
        }
    }

    private static void begin(Database database, Hash pinned) throws StoreRefused {
        try (Batch batch = database.batch()) {
            batch.putTwice(Rows.format(), new Format(Layouts.FORMAT, pinned).toBytes());
            batch.write();
        } catch (StoreFailed e) {
            throw new StoreRefused("the store cannot be written: " + e.getMessage(), e);
        }
    }

    /// Everything that is held, in so far as it verifies.
    Stored load() {
        List<SignedTrustDocument> trust = loadTrust();
        Local local = loadLocal();
        int count = Math.max(
                storedPartitions(),
                trust.isEmpty() ? 0 : trust.getLast().document().partitions());
        PartitionLoader loader = new PartitionLoader(database, trust);
        List<Holding> holdings =
                IntStream.range(0, count).parallel().mapToObj(loader::load).toList();
        Map<Integer, Long> tokenOffsets = new HashMap<>();
        for (int partition = 0; partition < count; partition++) {
            int at = partition;
            database.get(Rows.tokenOffset(partition)).ifPresent(bytes -> putOffset(tokenOffsets, at, bytes));
        }
        long nextTrust = trust.isEmpty() ? Holding.UNKNOWN : local.nextTrust();
        return new Stored(trust, nextTrust, local.floor(), holdings, loadTokens(), tokenOffsets);
    }

    /// The documents from version 1 on, as far as each follows from the one before it.
    private List<SignedTrustDocument> loadTrust() {
        List<SignedTrustDocument> chain = new ArrayList<>();
        Optional<SignedTrustDocument> last = Optional.empty();
        for (int version = 1; ; version++) {
            Optional<byte[]> row = database.getTwice(Rows.trust(version));
            if (row.isEmpty()) {
                return chain;
            }
            try {
                last = Optional.of(SignedTrustDocument.open(last, root, Bytes.of(row.get())));
                chain.add(last.get());
            } catch (Malformed | Untrusted e) {
                LOG.log(System.Logger.Level.ERROR, "trust document {0} does not verify: {1}", version, e.getMessage());
                return chain;
            }
        }
    }

    private Local loadLocal() {
        try {
            Optional<byte[]> row = database.getTwice(Rows.local());
            return row.isEmpty() ? new Local(Holding.UNKNOWN, Instant.EPOCH) : Local.parse(row.get());
        } catch (Malformed e) {
            LOG.log(System.Logger.Level.ERROR, "the clock floor cannot be read: {0}", e.getMessage());
            return new Local(Holding.UNKNOWN, Instant.EPOCH);
        }
    }

    private int storedPartitions() {
        int count = 0;
        for (byte[] first : List.of(Rows.partition(0), Rows.sticky(0))) {
            for (byte[] key : List.of(first, Rows.twin(first))) {
                count = Math.max(count, highest(new byte[] {key[0]}) + 1);
            }
        }
        return count;
    }

    private int highest(byte[] kind) {
        int[] highest = {-1};
        try {
            database.scan(kind, (key, payload) -> {
                int number = key.length == 5 ? ByteBuffer.wrap(key).getInt(1) : -1;
                if (payload.isPresent() && number < MAX_PARTITIONS) {
                    highest[0] = Math.max(highest[0], number);
                }
            });
        } catch (StoreFailed e) {
            LOG.log(System.Logger.Level.ERROR, "partitions cannot be listed: {0}", e.getMessage());
        }
        return highest[0];
    }

    private List<SignedList> loadTokens() {
        List<SignedList> tokens = new ArrayList<>();
        try {
            database.scan(Rows.tokens(), (_, payload) -> {
                try {
                    if (payload.isPresent()) {
                        tokens.add(Layouts.token(payload.get()));
                    }
                } catch (Malformed e) {
                    LOG.log(System.Logger.Level.WARNING, "a stored token is dropped: {0}", e.getMessage());
                }
            });
        } catch (StoreFailed e) {
            LOG.log(System.Logger.Level.WARNING, "stored tokens are dropped: {0}", e.getMessage());
        }
        return tokens;
    }

    private static void putOffset(Map<Integer, Long> offsets, int partition, byte[] bytes) {
        try {
            offsets.put(partition, Layouts.offset(bytes));
        } catch (Malformed e) {
            LOG.log(System.Logger.Level.WARNING, "tokens of partition {0} are read again", partition);
        }
    }

    /// A partition's step from one holding to the next.
    record Move(Holding before, Holding after) {}

    /// Saves what one poll brought.
    ///
    /// @param trust documents that were not there before
    void save(List<SignedTrustDocument> trust, long nextTrust, Instant floor, List<Move> moves) throws StoreFailed {
        try (Batch batch = database.batch()) {
            for (SignedTrustDocument document : trust) {
                batch.putTwice(
                        Rows.trust(document.document().version()),
                        document.bytes().toArray());
            }
            batch.putTwice(Rows.local(), new Local(nextTrust, floor).toBytes());
            for (Move move : moves) {
                putMove(batch, move);
            }
            batch.write();
        }
    }

    /// Saves tokens and where to go on reading them.
    void saveTokens(List<SignedList> tokens, Map<Integer, Long> next) throws StoreFailed {
        try (Batch batch = database.batch()) {
            for (SignedList token : tokens) {
                batch.put(Rows.token(token.uri(), token.form()), Layouts.token(token));
            }
            for (Map.Entry<Integer, Long> offset : next.entrySet()) {
                batch.put(Rows.tokenOffset(offset.getKey()), Layouts.offset(offset.getValue()));
            }
            batch.write();
        }
    }

    private static void putMove(Batch batch, Move move) throws StoreFailed {
        Holding after = move.after();
        if (after.quarantine().isPresent()) {
            return; // the watermark on disk stays until a state that reaches it has verified
        }
        int partition = after.partition();
        boolean whole = move.before().quarantine().isPresent()
                || move.before().replica().renounced().isPresent()
                || move.before().replica().header().isEmpty();
        if (whole) {
            batch.deleteAll(Rows.lists(partition));
            batch.deleteAll(Rows.chunks(partition));
            batch.deleteAll(Rows.sightings(partition));
        }
        Map<?, ListImage> stored = whole ? Map.of() : move.before().replica().lists();
        Sightings firsts = whole ? Sightings.none() : move.before().replica().firsts();
        for (ListImage list : after.replica().lists().values()) {
            putList(batch, partition, stored.get(list.id()), list);
            putSightings(batch, partition, list, firsts, after.replica().firsts());
        }
        if (whole || move.before().replica().sticky() != after.replica().sticky()) {
            batch.putTwice(
                    Rows.sticky(partition), Layouts.sticky(after.replica().sticky()));
        }
        Head head = new Head(after.replica().signedHeader(), after.replica().contradiction(), after.next());
        batch.putTwice(Rows.partition(partition), head.toBytes());
    }

    @SuppressWarnings("ReferenceEquality") // an image that did not change is the same object
    private static void putList(Batch batch, int partition, @Nullable ListImage stored, ListImage list)
            throws StoreFailed {
        if (stored == list) {
            return;
        }
        batch.put(Rows.list(partition, list.id()), new ListRow(list.descriptor(), list.version()).toBytes());
        PackedStatuses before = stored == null
                ? PackedStatuses.allValid(
                        list.descriptor().bits(), list.descriptor().capacity())
                : stored.statuses();
        PackedStatuses after = list.statuses();
        for (int chunk = 0; chunk < after.chunkCount(); chunk++) {
            if (!after.sharesChunk(before, chunk)) {
                putChunk(batch, Rows.chunk(partition, list.id(), chunk), before.chunk(chunk), after.chunk(chunk));
            }
        }
    }

    private static void putSightings(Batch batch, int partition, ListImage list, Sightings stored, Sightings firsts)
            throws StoreFailed {
        for (int chunk : firsts.movedChunks(list.id(), stored)) {
            byte[] key = Rows.sighting(partition, list.id(), chunk);
            SortedMap<Integer, Seen> known = firsts.of(list.id(), chunk);
            if (known.isEmpty()) {
                batch.delete(key);
            } else {
                batch.put(key, Layouts.sightings(known));
            }
        }
    }

    /// A chunk of zeros needs no row.
    private static void putChunk(Batch batch, byte[] key, byte[] before, byte[] after) throws StoreFailed {
        if (Arrays.equals(before, after)) {
            return;
        }
        if (Arrays.equals(after, new byte[after.length])) {
            batch.delete(key);
        } else {
            batch.put(key, after);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
