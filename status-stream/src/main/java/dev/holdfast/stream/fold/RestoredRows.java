package dev.holdfast.stream.fold;

import dev.holdfast.checkpoint.Delta.RefusedEvent;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.PartitionState.Adoption;
import dev.holdfast.fold.Pending;
import dev.holdfast.fold.RecentCommands;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.Untrusted;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/// Reads every row of a partition once and puts the partition back. A row that cannot be read is damage: it stops
/// the stream.
final class RestoredRows {
    private static final int MAX_ROW = 1 << 20;

    private final Root root;
    private final int partition;
    private final SortedMap<Integer, AdoptionRow> adoptions = new TreeMap<>();
    private final SortedMap<Integer, ListRows> lists = new TreeMap<>();
    private final List<RecentCommands.Row> strays = new ArrayList<>();
    private final List<RefusedEvent> refused = new ArrayList<>();
    private long n;
    private @Nullable Hash chain;
    private long homeOffset = -1;
    private Published published = Published.NOTHING;

    private RestoredRows(Root root, int partition) {
        this.root = root;
        this.partition = partition;
    }

    private record AdoptionRow(long n, Bytes document) {}

    /// What stands in the rows of one list. Rows come in no order of time.
    private static final class ListRows {
        private @Nullable Descriptor descriptor;
        private @Nullable Hash allocation;
        private long version;
        private long descriptorVersion;
        private int leased;
        private TokenState token = TokenState.NONE;
        private final Map<WriterId, CommandId> writers = new LinkedHashMap<>();
        private final SortedMap<Integer, Integer> codes = new TreeMap<>();
        private final List<ListState.EntryRow> entries = new ArrayList<>();
        private final List<RecentCommands.Row> recent = new ArrayList<>();
        private @Nullable RecentRow newest;

        void take(RecentRow row) {
            recent.add(row.command());
            newest = newest == null || row.command().n() > newest.command().n() ? row : newest;
            version = Math.max(version, row.version());
            row.lastOf().ifPresent(writer -> writers.merge(writer, row.command().id(), ListRows::later));
        }

        static CommandId later(CommandId one, CommandId other) {
            return one.compareTo(other) > 0 ? one : other;
        }

        /// Since the delta of `n`.
        Window window(long deltaN) {
            return newest == null || newest.command().n() <= deltaN || newest.sinceDelta() == 0
                    ? Window.NEVER
                    : new Window(deltaN, newest.version() - newest.sinceDelta());
        }
    }

    /// Puts a partition back; an empty store is its genesis.
    static FoldedPartition read(Root root, int partition, PartitionRows rows) {
        RestoredRows restored = new RestoredRows(root, partition);
        try (KeyValueIterator<byte[], byte[]> all = rows.store().all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> row = all.next();
                restored.take(ByteBuffer.wrap(row.key), new LayoutReader(row.value));
            }
            return restored.assemble(rows);
        } catch (Malformed | Untrusted | IllegalArgumentException e) {
            throw new IllegalStateException("the store of partition " + partition + " is damaged", e);
        }
    }

    private void take(ByteBuffer key, LayoutReader in) throws Malformed {
        byte kind = key.get();
        switch (kind) {
            case RowKeys.PARTITION -> stood(in.u64("n"), in.hash("chain"), in.i64("home offset"));
            case RowKeys.ADOPTION ->
                adoptions.put(
                        key.getInt(), new AdoptionRow(in.u64("n"), Bytes.of(in.bytes("trust document", MAX_ROW))));
            case RowKeys.PUBLISHED -> published = PartitionRows.readPublished(in);
            case RowKeys.STRAY -> strays.add(PartitionRows.readCommand(key.getInt(), in));
            case RowKeys.REFUSED -> refused.add(new RefusedEvent(key.getLong(), Refusal.coded(in.u8("reason"))));
            case RowKeys.RECENT -> {
                ListRows list = ofList(key);
                RecentRow row = RecentRow.read(key.getInt(), in);
                list.take(row);
                stood(row.command().n(), row.chain(), row.homeOffset());
            }
            default -> takeOfList(kind, ofList(key), key, in);
        }
        in.end();
    }

    private ListRows ofList(ByteBuffer key) {
        return lists.computeIfAbsent(key.getInt(), _ -> new ListRows());
    }

    /// A row says how the partition once stood: the latest counts.
    private void stood(long thenN, Hash thenChain, long thenHomeOffset) {
        if (chain == null || thenN > n) {
            n = thenN;
            chain = thenChain;
        }
        homeOffset = Math.max(homeOffset, thenHomeOffset);
    }

    private static void takeOfList(byte kind, ListRows list, ByteBuffer key, LayoutReader in) throws Malformed {
        switch (kind) {
            case RowKeys.LIST_SHAPE -> {
                list.descriptor = Descriptor.parse(in.bytes("descriptor", Descriptor.MAX_BYTES));
                list.allocation = in.hash("allocation");
            }
            case RowKeys.LIST -> {
                list.version = Math.max(list.version, in.u64("version"));
                list.descriptorVersion = in.u64("descriptor version");
                list.leased = in.u32("leased", Integer.MAX_VALUE);
                PartitionRows.readWriters(in).forEach((writer, id) -> list.writers.merge(writer, id, ListRows::later));
            }
            case RowKeys.TOKEN -> list.token = PartitionRows.readToken(in);
            case RowKeys.ENTRY -> {
                int idx = key.getInt();
                list.codes.put(idx, in.u8("code"));
                list.entries.add(new ListState.EntryRow(idx, in.varint("version")));
            }
            default -> throw new Malformed("an unknown kind of row " + kind);
        }
    }

    private FoldedPartition assemble(PartitionRows rows) throws Malformed, Untrusted {
        PartitionState state = state();
        Map<ListId, Long> drafted = new HashMap<>();
        Map<ListId, Window> windows = new HashMap<>();
        Map<ListId, TokenState> tokens = new HashMap<>();
        for (ListState list : state.lists().values()) {
            ListId id = list.image().id();
            ListRows row = present(lists.get(list.ordinal()), "list");
            Window window = row.window(published.n());
            windows.put(id, window);
            tokens.put(id, row.token);
            drafted.put(id, window.equals(Window.NEVER) ? row.version : window.fromVersion());
        }
        Pending pending = Pending.restore(state, published.n(), drafted, refused);
        return new FoldedPartition(rows, state, pending, published, windows, tokens);
    }

    private PartitionState state() throws Malformed, Untrusted {
        Hash at = chain;
        if (at == null) {
            return PartitionState.genesis(root, partition);
        }
        List<Adoption> adopted = new ArrayList<>();
        Optional<SignedTrustDocument> trust = Optional.empty();
        for (AdoptionRow row : adoptions.values()) {
            SignedTrustDocument next = trust.isPresent()
                    ? trust.get().openNext(row.document())
                    : SignedTrustDocument.openFirst(row.document(), root);
            adopted.add(new Adoption(next.hash(), row.n()));
            trust = Optional.of(next);
        }
        List<PartitionState.ListRows> listRows = new ArrayList<>();
        for (var list : lists.entrySet()) {
            listRows.add(assemble(list.getKey(), list.getValue()));
        }
        return PartitionState.restore(
                root, partition, new PartitionState.Row(n, at, homeOffset, adopted), trust, listRows, strays);
    }

    private static PartitionState.ListRows assemble(int ordinal, ListRows rows) throws Malformed {
        Descriptor descriptor = present(rows.descriptor, "descriptor");
        PackedStatuses statuses = PackedStatuses.allValid(descriptor.bits(), descriptor.capacity())
                .with(rows.codes);
        ListState.Row row = new ListState.Row(
                ordinal,
                present(rows.allocation, "allocation"),
                new ListImage(descriptor, rows.version, statuses),
                rows.descriptorVersion,
                rows.leased,
                rows.writers);
        return new PartitionState.ListRows(row, rows.entries, rows.recent);
    }

    private static <T> T present(@Nullable T value, String row) throws Malformed {
        if (value == null) {
            throw new Malformed("the row with the " + row + " is missing");
        }
        return value;
    }
}
