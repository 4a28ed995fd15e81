package dev.holdfast.stream.fold;

import dev.holdfast.event.CommandId;
import dev.holdfast.event.Refusal;
import dev.holdfast.event.WriterId;
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.fold.RecentCommands;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.streams.state.KeyValueStore;

/// Writes the rows of a partition and defines how each is laid out. Rows are small, and an event writes only those
/// that it changed: each write is a record of the changelog. A command that reached its list writes one row, which
/// also carries what it made of the list and of the partition; rows 01 and 11 only say what no such row says.
///
/// | key | value |
/// |---|---|
/// | 01 | n, chain, home offset; the newest row 30 may say more |
/// | 02, which | n at adoption, signed trust document |
/// | 03 | what was drafted last ([Published]) |
/// | 10, list | descriptor, allocation commitment |
/// | 11, list | versions, leased, last command id of each writer; newer rows 30 of the list say more |
/// | 12, list | token drafted last ([TokenState]) |
/// | 20, list, idx | status code, list version at which it last changed |
/// | 30, list, slot | a recent command, and how things stood after it ([RecentRow]) |
/// | 31, slot | a recent command that reached no list |
/// | 40, n | reason of a refusal that no delta has told yet |
final class PartitionRows {
    private static final int MAX_NAME = 32;

    private final KeyValueStore<byte[], byte[]> store;

    PartitionRows(KeyValueStore<byte[], byte[]> store) {
        this.store = store;
    }

    KeyValueStore<byte[], byte[]> store() {
        return store;
    }

    void writePartition(PartitionState state) {
        put(
                RowKeys.single(RowKeys.PARTITION),
                new LayoutWriter().u64(state.n()).hash(state.chain()).i64(state.homeOffset()));
    }

    void writeAdoption(int which, long n, SignedTrustDocument trust) {
        put(
                RowKeys.numbered(RowKeys.ADOPTION, which),
                new LayoutWriter().u64(n).bytes(trust.bytes().toArray()));
    }

    void writePublished(Published published) {
        put(
                RowKeys.single(RowKeys.PUBLISHED),
                new LayoutWriter()
                        .u64(published.n())
                        .i64(published.issuedAt().toEpochMilli())
                        .i64(published.clockThen().toEpochMilli())
                        .i64(published.snapshotClockThen().toEpochMilli()));
    }

    static Published readPublished(LayoutReader in) throws Malformed {
        return new Published(
                in.u64("n"),
                Instant.ofEpochMilli(in.i64("iat")),
                Instant.ofEpochMilli(in.i64("clock")),
                Instant.ofEpochMilli(in.i64("clock at the snapshot")));
    }

    void writeShape(ListState list) {
        put(
                RowKeys.numbered(RowKeys.LIST_SHAPE, list.ordinal()),
                new LayoutWriter().bytes(list.image().descriptor().toBytes()).hash(list.allocation()));
    }

    void writeList(ListState list) {
        Map<WriterId, CommandId> writers = list.toRow().writers();
        LayoutWriter out = new LayoutWriter()
                .u64(list.image().version())
                .u64(list.descriptorVersion())
                .u32(list.leased())
                .u16(writers.size());
        writers.forEach((writer, last) -> {
            out.string(writer.value());
            writeId(out, last);
        });
        put(RowKeys.numbered(RowKeys.LIST, list.ordinal()), out);
    }

    static Map<WriterId, CommandId> readWriters(LayoutReader in) throws Malformed {
        int count = in.u16("writers");
        Map<WriterId, CommandId> writers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            writers.put(new WriterId(in.string("writer", MAX_NAME)), readId(in));
        }
        return writers;
    }

    void writeToken(int ordinal, TokenState token) {
        put(
                RowKeys.numbered(RowKeys.TOKEN, ordinal),
                new LayoutWriter()
                        .u64(token.version())
                        .u32(token.epoch())
                        .i64(token.clockThen().toEpochMilli()));
    }

    static TokenState readToken(LayoutReader in) throws Malformed {
        return new TokenState(
                in.u64("version"), in.u32("epoch", Integer.MAX_VALUE), Instant.ofEpochMilli(in.i64("clock")));
    }

    void writeEntry(int ordinal, int idx, int code, long version) {
        put(
                RowKeys.numbered(RowKeys.ENTRY, ordinal, idx),
                new LayoutWriter().u8(code).varint(version));
    }

    void writeRecent(int ordinal, RecentRow row) {
        put(RowKeys.numbered(RowKeys.RECENT, ordinal, row.command().slot()), row.toLayout(command(row.command())));
    }

    void writeStray(RecentCommands.Row row) {
        put(RowKeys.numbered(RowKeys.STRAY, row.slot()), command(row));
    }

    private static LayoutWriter command(RecentCommands.Row row) {
        LayoutWriter out = new LayoutWriter();
        writeId(out, row.id());
        return out.i64(row.keyHigh()).i64(row.keyLow()).u64(row.n());
    }

    static RecentCommands.Row readCommand(int slot, LayoutReader in) throws Malformed {
        return new RecentCommands.Row(slot, readId(in), in.i64("key"), in.i64("key"), in.u64("n"));
    }

    void writeRefused(long n, Refusal reason) {
        put(RowKeys.refused(n), new LayoutWriter().u8(reason.code()));
    }

    void deleteRefused(long n) {
        store.delete(RowKeys.refused(n));
    }

    private static void writeId(LayoutWriter out, CommandId id) {
        out.i64(id.value().getMostSignificantBits()).i64(id.value().getLeastSignificantBits());
    }

    private static CommandId readId(LayoutReader in) throws Malformed {
        return new CommandId(new UUID(in.i64("id"), in.i64("id")));
    }

    private void put(byte[] key, LayoutWriter row) {
        store.put(key, row.toArray());
    }
}
