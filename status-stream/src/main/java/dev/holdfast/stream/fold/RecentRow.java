package dev.holdfast.stream.fold;

import dev.holdfast.event.WriterId;
import dev.holdfast.fold.RecentCommands;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import java.util.Optional;

/// A command that reached its list, with how things stood after it. Written once for each such command, so that
/// neither the partition's row nor the list's has to be written again.
///
/// @param command its `n` is that of the partition
/// @param chain of the partition
/// @param homeOffset of the partition
/// @param version of the list
/// @param sinceDelta how many versions of the list no delta has told yet
/// @param lastOf the writer whose last command it became; empty if it came out of order
record RecentRow(
        RecentCommands.Row command,
        Hash chain,
        long homeOffset,
        long version,
        long sinceDelta,
        Optional<WriterId> lastOf) {
    /// So often a list's own row is written, too: writers that have been silent since stand only there, and the ring
    /// of recent commands is twice as long.
    static final int BETWEEN_LIST_ROWS = RecentCommands.SIZE / 2;

    private static final int MAX_NAME = 32;

    LayoutWriter toLayout(LayoutWriter out) {
        return out.hash(chain)
                .varint(homeOffset)
                .varint(version)
                .varint(sinceDelta)
                .string(lastOf.map(WriterId::value).orElse(""));
    }

    static RecentRow read(int slot, LayoutReader in) throws Malformed {
        return new RecentRow(
                PartitionRows.readCommand(slot, in),
                in.hash("chain"),
                in.varint("home offset"),
                in.varint("version"),
                in.varint("versions since the delta"),
                Optional.of(in.string("writer", MAX_NAME))
                        .filter(name -> !name.isEmpty())
                        .map(WriterId::new));
    }
}
