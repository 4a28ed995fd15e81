package dev.holdfast.gateway.command;

import dev.holdfast.event.Command.LeaseBlock;
import dev.holdfast.event.EntryIndex;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Refusal;
import dev.holdfast.gateway.command.CommandWriter.Ask;
import dev.holdfast.gateway.command.NotWritten.Why;
import dev.holdfast.gateway.log.FoldedLog;
import dev.holdfast.gateway.log.ListView;
import dev.holdfast.gateway.log.Verdict;
import dev.holdfast.list.Allocation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Hands out entries, each once. Ordinals come from blocks that the log has granted to this gateway; a restart
/// forgets what is left of a block, and nobody gets it any more. Thread-safe.
public final class EntryBlocks {
    /// Ordinals per lease.
    public static final int BLOCK = 1_024;

    /// How many other leases may come first before the caller is sent away.
    private static final int ATTEMPTS = 100;

    private final CommandWriter writer;
    private final FoldedLog folded;
    private final IssuerKeys keys;
    private final Map<ListId, Blocks> byList = new ConcurrentHashMap<>();

    public EntryBlocks(CommandWriter writer, FoldedLog folded, IssuerKeys keys) {
        this.writer = writer;
        this.folded = folded;
        this.keys = keys;
    }

    /// Ordinals that the log granted and nobody has got yet. Guarded by its lock.
    private static final class Blocks {
        private final ReentrantLock lock = new ReentrantLock();
        private final Deque<Block> granted = new ArrayDeque<>();

        int left() {
            return granted.stream()
                    .mapToInt(block -> block.end() - block.next())
                    .sum();
        }

        /// @param end exclusive
        private record Block(int next, int end) {}

        List<EntryIndex> take(int count, Allocation order) {
            List<EntryIndex> entries = new ArrayList<>(count);
            while (entries.size() < count) {
                Block block = granted.removeFirst();
                int end = Math.min(block.end(), block.next() + count - entries.size());
                for (int ordinal = block.next(); ordinal < end; ordinal++) {
                    entries.add(order.entry(ordinal));
                }
                if (end < block.end()) {
                    granted.addFirst(new Block(end, block.end()));
                }
            }
            return entries;
        }
    }

    /// The order in which a list's entries are handed out, and its commitment in the log.
    public Allocation order(IssuerId issuer, ListId list, int capacity) throws NotWritten {
        return Allocation.of(
                keys.of(issuer)
                        .orElseThrow(() -> new NotWritten(new Why.NoKeys()))
                        .allocation(),
                list,
                capacity);
    }

    /// Gives out `count` entries of an open list, all or none.
    public List<EntryIndex> allocate(IssuerId issuer, ListView list, int count) throws NotWritten {
        ListId id = list.descriptor().id();
        Allocation order = order(issuer, id, list.descriptor().capacity());
        Blocks blocks = byList.computeIfAbsent(id, _ -> new Blocks());
        blocks.lock.lock();
        try {
            for (int attempt = 0; blocks.left() < count; attempt++) {
                lease(issuer, id, order, blocks, count, attempt);
            }
            return blocks.take(count, order);
        } finally {
            blocks.lock.unlock();
        }
    }

    private void lease(IssuerId issuer, ListId id, Allocation order, Blocks blocks, int count, int attempt)
            throws NotWritten {
        if (attempt == ATTEMPTS) {
            throw new NotWritten(new Why.Busy());
        }
        ListView now = folded.list(id).orElseThrow();
        int first = now.leased();
        int free = now.descriptor().capacity() - first;
        if (blocks.left() + free < count) {
            throw new NotWritten(new Why.ListFull(blocks.left() + free));
        }
        int size = Math.min(BLOCK, free);
        IdempotencyKey once = new IdempotencyKey("lease-" + UUID.randomUUID());
        Written written = writer.writeFolded(
                new Ask(issuer, id, once, envelope -> new LeaseBlock(envelope, first, size, order.commitment())));
        switch (written) {
            case Written.Appended unseen -> throw new NotWritten(new Why.OutcomeUnknown(unseen.id()));
            case Written.Folded known -> {
                switch (known.state().trace().verdict()) {
                    case Verdict.Accepted _ -> blocks.granted.addLast(new Blocks.Block(first, first + size));
                    case Verdict.Refused no -> {
                        if (no.reason() != Refusal.LEASE_TAKEN) {
                            throw new NotWritten(new Why.Refused(no.reason(), OptionalInt.empty()));
                        }
                    }
                    case Verdict.Forgotten _ -> throw new IllegalStateException("a fresh lease repeats nothing");
                }
            }
        }
    }
}
