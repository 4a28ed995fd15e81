package dev.holdfast.checkpoint;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Refusal;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import java.nio.charset.StandardCharsets;
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

    private static final String MAGIC = "HFd2";

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

    /// The bytes that the header commits to. Numbers are varints. An id is the count of bytes that it shares
    /// with the one before, and the rest. A list's version is told by how many versions on it is, the n of a
    /// refusal by how many events after the refusal before it.
    public byte[] toBytes() {
        LayoutWriter out = new LayoutWriter().magic(MAGIC).varint(fromN).varint(changes.size());
        String before = "";
        for (ListChange change : changes) {
            String id = change.list().value();
            int shared = inCommon(before, id);
            out.varint(shared).counted(id.substring(shared).getBytes(StandardCharsets.US_ASCII));
            out.varint(change.fromVersion()).varint(change.toVersion() - change.fromVersion());
            out.counted(change.descriptor().map(Descriptor::toBytes).orElse(new byte[0]));
            out.counted(change.coded().toArray());
            before = id;
        }
        out.varint(refused.size());
        long last = 0;
        for (RefusedEvent event : refused) {
            out.varint(event.n() - last).u8(event.reason().code());
            last = event.n();
        }
        return out.toArray();
    }

    /// Takes what [#toBytes] writes and nothing else.
    public static Delta parse(byte[] bytes) throws Malformed {
        if (bytes.length > MAX_BYTES) {
            throw new Malformed("a body has at most " + MAX_BYTES + " bytes");
        }
        LayoutReader in = new LayoutReader(bytes).magic(MAGIC);
        try {
            long fromN = in.varint("from n");
            Delta delta = new Delta(fromN, readChanges(in), readRefused(in));
            in.end();
            return delta;
        } catch (IllegalArgumentException e) {
            throw new Malformed("body: " + e.getMessage(), e);
        }
    }

    private static List<ListChange> readChanges(LayoutReader in) throws Malformed {
        int count = in.varint("changed lists", in.remaining());
        List<ListChange> changes = new ArrayList<>();
        String before = "";
        for (int i = 0; i < count; i++) {
            String id = readId(in, before);
            if (i > 0 && before.compareTo(id) >= 0) {
                throw new Malformed("lists are not in ascending order");
            }
            before = id;
            long from = in.varint("from version");
            long to = ascend(from, in.varint("versions"), "a list's version does not rise");
            byte[] descriptor = in.counted("descriptor", Descriptor.MAX_BYTES);
            changes.add(new ListChange(
                    new ListId(id),
                    from,
                    to,
                    descriptor.length == 0 ? Optional.empty() : Optional.of(Descriptor.parse(descriptor)),
                    Bytes.of(in.counted("changes", MAX_BYTES))));
        }
        return changes;
    }

    private static String readId(LayoutReader in, String before) throws Malformed {
        int shared = in.varint("bytes of the list id before", before.length());
        byte[] rest = in.counted("list id", ListId.MAX_LENGTH - shared);
        String id = before.substring(0, shared) + new String(rest, StandardCharsets.ISO_8859_1);
        if (inCommon(before, id) != shared) {
            throw new Malformed("a list id is not in its shortest form");
        }
        return id;
    }

    private static int inCommon(String before, String id) {
        int most = Math.min(before.length(), id.length());
        int common = 0;
        while (common < most && before.charAt(common) == id.charAt(common)) {
            common++;
        }
        return common;
    }

    private static List<RefusedEvent> readRefused(LayoutReader in) throws Malformed {
        int count = in.varint("refused events", in.remaining());
        List<RefusedEvent> refused = new ArrayList<>();
        long last = 0;
        for (int i = 0; i < count; i++) {
            last = ascend(last, in.varint("events since"), "refused events are not in ascending order");
            refused.add(new RefusedEvent(last, Refusal.coded(in.u8("reason"))));
        }
        return refused;
    }

    private static long ascend(long from, long by, String otherwise) throws Malformed {
        if (by == 0 || from + by < 0) {
            throw new Malformed(otherwise);
        }
        return from + by;
    }

    /// What the header commits to.
    public static Hash hashOf(byte[] body) {
        return Hash.of(body);
    }
}
