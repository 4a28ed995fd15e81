package dev.holdfast.checkpoint;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Refusal;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The body of a checkpoint: what changed since an earlier `n` of the same partition and epoch. A heartbeat is the
/// delta that changes nothing. Reading one does not verify it: only a replica can, by the signed root.
///
/// @param fromN the state this applies to
/// @param changes by ascending list id, at most one per list
/// @param refused by ascending n
public record Delta(long fromN, List<ListChange> changes, List<RefusedEvent> refused) {
    /// A body is cut at the event that brings it to this many bytes.
    public static final int CUT_BYTES = 256 << 10;

    /// The longest body that is read, in bytes: the cut and the largest single command fit below it.
    public static final int MAX_BYTES = 512 << 10;

    private static final String MAGIC = "HFd1";

    public Delta {
        changes = List.copyOf(changes);
        refused = List.copyOf(refused);
    }

    public static Delta heartbeat(long n) {
        return new Delta(n, List.of(), List.of());
    }

    /// What happened to one list.
    ///
    /// @param fromVersion version this applies to; 0 if the list is opened here
    /// @param toVersion version it leads to
    /// @param descriptor present if the descriptor changed (opening, retirement)
    /// @param coded changed entries, see [Changes]
    public record ListChange(
            ListId list, long fromVersion, long toVersion, Optional<Descriptor> descriptor, Bytes coded) {}

    /// An authentic event that changed nothing.
    public record RefusedEvent(long n, Refusal reason) {}

    public byte[] toBytes() {
        LayoutWriter out = new LayoutWriter().magic(MAGIC).u64(fromN).u32(changes.size());
        for (ListChange change : changes) {
            out.string(change.list().value()).u64(change.fromVersion()).u64(change.toVersion());
            out.bytes(change.descriptor().map(Descriptor::toBytes).orElse(new byte[0]));
            out.bytes(change.coded().toArray());
        }
        out.u32(refused.size());
        for (RefusedEvent event : refused) {
            out.u64(event.n()).u8(event.reason().code());
        }
        return out.toArray();
    }

    public static Delta parse(byte[] bytes) throws Malformed {
        if (bytes.length > MAX_BYTES) {
            throw new Malformed("a body has at most " + MAX_BYTES + " bytes");
        }
        LayoutReader in = new LayoutReader(bytes).magic(MAGIC);
        try {
            long fromN = in.u64("from n");
            Delta delta = new Delta(fromN, readChanges(in), readRefused(in));
            in.end();
            return delta;
        } catch (IllegalArgumentException e) {
            throw new Malformed("body: " + e.getMessage(), e);
        }
    }

    private static List<ListChange> readChanges(LayoutReader in) throws Malformed {
        int count = in.u32("changed lists", in.remaining());
        List<ListChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ListId list = new ListId(in.string("list id", ListId.MAX_LENGTH));
            if (i > 0 && changes.get(i - 1).list().compareTo(list) >= 0) {
                throw new Malformed("lists are not in ascending order");
            }
            long from = in.u64("from version");
            long to = in.u64("to version");
            byte[] descriptor = in.bytes("descriptor", Descriptor.MAX_BYTES);
            Bytes coded = Bytes.of(in.bytes("changes", MAX_BYTES));
            if (to <= from) {
                throw new Malformed("a list's version does not rise");
            }
            changes.add(new ListChange(
                    list,
                    from,
                    to,
                    descriptor.length == 0 ? Optional.empty() : Optional.of(Descriptor.parse(descriptor)),
                    coded));
        }
        return changes;
    }

    private static List<RefusedEvent> readRefused(LayoutReader in) throws Malformed {
        int count = in.u32("refused events", in.remaining());
        List<RefusedEvent> refused = new ArrayList<>();
        long last = 0;
        for (int i = 0; i < count; i++) {
            long n = in.u64("n");
            if (n <= last) {
                throw new Malformed("refused events are not in ascending order");
            }
            last = n;
            refused.add(new RefusedEvent(n, Refusal.coded(in.u8("reason"))));
        }
        return refused;
    }

    /// What the header commits to.
    public static Hash hashOf(byte[] body) {
        return Hash.of(body);
    }
}
