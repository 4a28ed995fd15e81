package dev.holdfast.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.layout.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/// The last 1,024 commands that were folded, so that a repeat is recognised. A ring over primitive arrays that
/// grows to its size. Idempotency keys are held as the first 16 bytes of their hash. Not safe for concurrent use.
public final class RecentCommands {
    /// How many commands are remembered.
    public static final int SIZE = 1024;

    private static final int FIELDS = 5;

    private long[] ring = new long[0];
    private long written;

    RecentCommands() {}

    /// One remembered command, as a row of a store.
    ///
    /// @param slot 0…1023
    /// @param n what the command was folded as
    public record Row(int slot, CommandId id, long keyHigh, long keyLow, long n) {}

    /// The `n` of a command with this id.
    public OptionalLong find(CommandId id) {
        return find(0, id.value().getMostSignificantBits(), id.value().getLeastSignificantBits());
    }

    /// The `n` of a command with this idempotency key.
    public OptionalLong find(IdempotencyKey key) {
        ByteBuffer hash = hash(key);
        return find(2, hash.getLong(0), hash.getLong(8));
    }

    /// The row that was written last.
    public Row last() {
        if (written == 0) {
            throw new IllegalStateException("nothing was written yet");
        }
        return row((int) ((written - 1) % SIZE));
    }

    /// Every row, in no particular order.
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int slot = 0; slot < Math.min(written, SIZE); slot++) {
            rows.add(row(slot));
        }
        return rows;
    }

    /// Puts rows back that [#rows()] gave, in any order.
    void restore(List<Row> rows) {
        for (Row row : rows) {
            reserve(row.slot() + 1);
            int at = row.slot() * FIELDS;
            ring[at] = row.id().value().getMostSignificantBits();
            ring[at + 1] = row.id().value().getLeastSignificantBits();
            ring[at + 2] = row.keyHigh();
            ring[at + 3] = row.keyLow();
            ring[at + 4] = row.n();
        }
        int newest = 0;
        for (Row row : rows) {
            newest = row.n() > ring[newest * FIELDS + 4] ? row.slot() : newest;
        }
        written = rows.size() < SIZE ? rows.size() : (long) SIZE + newest + 1;
    }

    void remember(Command.Envelope envelope, long n) {
        int slot = (int) (written % SIZE);
        reserve(slot + 1);
        ByteBuffer key = hash(envelope.idempotencyKey());
        int at = slot * FIELDS;
        ring[at] = envelope.id().value().getMostSignificantBits();
        ring[at + 1] = envelope.id().value().getLeastSignificantBits();
        ring[at + 2] = key.getLong(0);
        ring[at + 3] = key.getLong(8);
        ring[at + 4] = n;
        written++;
    }

    private Row row(int slot) {
        int at = slot * FIELDS;
        return new Row(slot, new CommandId(new UUID(ring[at], ring[at + 1])), ring[at + 2], ring[at + 3], ring[at + 4]);
    }

    private OptionalLong find(int field, long high, long low) {
        int end = (int) Math.min(written, SIZE) * FIELDS;
        for (int at = 0; at < end; at += FIELDS) {
            if (ring[at + field] == high && ring[at + field + 1] == low) {
                return OptionalLong.of(ring[at + 4]);
            }
        }
        return OptionalLong.empty();
    }

    private void reserve(int slots) {
        if (ring.length < slots * FIELDS) {
            ring = Arrays.copyOf(ring, Math.min(SIZE, Math.max(slots, 2 * ring.length / FIELDS)) * FIELDS);
        }
    }

    private static ByteBuffer hash(IdempotencyKey key) {
        return ByteBuffer.wrap(
                Hash.of(key.value().getBytes(StandardCharsets.UTF_8)).toArray());
    }
}
