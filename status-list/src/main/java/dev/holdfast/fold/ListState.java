package dev.holdfast.fold;

import dev.holdfast.event.Command;
import dev.holdfast.event.CommandId;
import dev.holdfast.event.WriterId;
import dev.holdfast.layout.Hash;
import dev.holdfast.list.ListImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the fold knows of one list: its image, which everybody sees, and what it takes to judge the next command.
/// Only [PartitionState] changes it. Not safe for concurrent use.
public final class ListState {
    private final int ordinal;
    private final Hash allocation;
    private final Map<WriterId, CommandId> writers = new LinkedHashMap<>();
    private final RecentCommands recent = new RecentCommands();
    private final EntryVersions entryVersions = new EntryVersions();
    private ListImage image;
    private long descriptorVersion;
    private int leased;

    ListState(int ordinal, Hash allocation, ListImage image) {
        this.ordinal = ordinal;
        this.allocation = allocation;
        this.image = image;
        this.descriptorVersion = image.version();
    }

    /// The fields of a list that a store keeps in one row.
    ///
    /// @param ordinal the how-many-th list of its partition, from 0 on: a short name for it in a store
    /// @param descriptorVersion list version at which the descriptor last changed
    /// @param leased ordinals of entries handed out in blocks so far
    /// @param writers last command id of each writer
    public record Row(
            int ordinal,
            Hash allocation,
            ListImage image,
            long descriptorVersion,
            int leased,
            Map<WriterId, CommandId> writers) {
        public Row {
            writers = Map.copyOf(writers);
        }
    }

    /// The version at which an entry last changed, as a row of a store.
    public record EntryRow(int idx, long version) {}

    static ListState restore(Row row, List<EntryRow> entries, List<RecentCommands.Row> recent) {
        ListState state = new ListState(row.ordinal(), row.allocation(), row.image());
        state.descriptorVersion = row.descriptorVersion();
        state.leased = row.leased();
        state.writers.putAll(row.writers());
        entries.forEach(entry -> state.entryVersions.put(entry.idx(), entry.version()));
        state.recent.restore(recent);
        return state;
    }

    public Row toRow() {
        return new Row(ordinal, allocation, image, descriptorVersion, leased, writers);
    }

    public int ordinal() {
        return ordinal;
    }

    public ListImage image() {
        return image;
    }

    public Hash allocation() {
        return allocation;
    }

    public long descriptorVersion() {
        return descriptorVersion;
    }

    public int leased() {
        return leased;
    }

    public RecentCommands recent() {
        return recent;
    }

    public EntryVersions entryVersions() {
        return entryVersions;
    }

    public Optional<CommandId> lastOf(WriterId writer) {
        return Optional.ofNullable(writers.get(writer));
    }

    public int writerCount() {
        return writers.size();
    }

    void replace(ListImage next) {
        if (!next.descriptor().equals(image.descriptor())) {
            descriptorVersion = next.version();
        }
        image = next;
    }

    void lease(int count) {
        leased += count;
    }

    /// Remembers a command, whatever became of it.
    ///
    /// @param inOrder whether it may also become its writer's last
    void remember(Command.Envelope envelope, long n, boolean inOrder) {
        recent.remember(envelope, n);
        if (inOrder) {
            writers.put(envelope.writer(), envelope.id());
        }
    }
}
